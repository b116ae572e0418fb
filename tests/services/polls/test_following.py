"""A process that only takes votes keeps up with the one that opens, extends, counts and closes polls."""

import dataclasses

import pytest

from bot.domain.refusals import NotNow
from bot.services.polls import lifecycle, voting
from bot.services.polls.following import tell_now
from bot.services.polls.open_polls import OpenPolls
from bot.services.polls.recount import recount


@pytest.fixture
def helper(context):
    """Return what such a process works with, on the same database."""
    return dataclasses.replace(context, open_polls=OpenPolls(context.database, only_takes_votes=True))


async def cast(context, person, poll, option):
    return await voting.cast(context, person, poll.id, poll.items[0].key, [option])


async def test_a_deadline_that_was_moved_a_moment_ago_holds_at_once(
    context, helper, open_poll, moderator, person, clock
):
    poll = await open_poll(minutes=1)
    await helper.open_polls.load()
    await lifecycle.extend(context, moderator(), "a", None, 10)
    clock.advance(120)
    assert (await cast(helper, person("ann"), poll, "yes")).answer == ("yes",)
    clock.advance(600)
    with pytest.raises(NotNow):
        await cast(helper, person("bob"), poll, "yes")


async def test_it_learns_which_polls_are_open_and_a_closed_one_takes_no_vote(
    context, helper, open_poll, moderator, person
):
    first = await open_poll()
    await helper.open_polls.refresh()
    assert helper.open_polls.poll(first.id) == context.open_polls.poll(first.id)
    await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    with pytest.raises(NotNow):
        await cast(helper, person("ann"), first, "yes")
    second = await open_poll("b")
    await helper.open_polls.refresh()
    assert [poll.id for poll in helper.open_polls.polls()] == [second.id]


async def test_what_it_stores_is_counted_by_the_other_once_that_has_heard(context, helper, open_poll, person):
    poll = await open_poll()
    context.open_polls.hear({poll.id + 1})
    for name in ("ann", "bob"):
        await cast(context, person(name), poll, "yes")
    for name in ("bob", "cem", "dora"):
        await cast(helper, person(name), poll, "no")
    took = []

    async def tell(polls):
        took.append(polls)
        return len(took) > 1

    await tell_now(helper, tell)
    await tell_now(helper, tell)
    assert took == [{poll.id}, {poll.id}], "told again where the server did not take it"
    assert context.open_polls.tally(poll.id).turnout == 2
    context.open_polls.hear(took[-1])
    assert await context.open_polls.recount_heard() == {poll.id}
    async with context.database.reading() as connection:
        assert context.open_polls.tally(poll.id) == await recount(connection, poll)
    assert await context.open_polls.recount_heard() == set()
    await cast(context, person("eva"), poll, "later")
    assert await context.open_polls.recount_heard() == {poll.id}
    assert context.open_polls.tally(poll.id).turnout == 5
