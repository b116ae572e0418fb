"""A poll that was closed by mistake is opened again: nothing is left of its closing but what the log says."""

import asyncio
import json

import pytest

from bot.domain.polls import PollState, Posting, Release, Round, Secrecy
from bot.domain.refusals import NotAllowed, NotNow
from bot.services.debates import debates
from bot.services.mydata import mydata
from bot.services.polls import announcements, counting_steps, lifecycle, reopening, result_messages, voting
from bot.services.polls.reopening import ShownClosing, closing_stamp
from bot.services.results import results
from bot.services.results.shift import shift
from bot.storage.actions import actions_of
from bot.storage.codes import codes_of
from bot.storage.polls import poll_by_id


@pytest.fixture
def close(context, moderator):
    """Return what closes a poll by hand and returns its count."""

    async def by_hand(poll):
        return (await lifecycle.close_by_hand(context, moderator(), poll.question, poll.round, {}))[0]

    return by_hand


@pytest.fixture
def reopen(context, moderator):
    """Return what opens a poll again that has just been closed."""

    async def again(closed, who=None):
        shown = ShownClosing(closed.poll.id, closing_stamp(closed.poll))
        return (await reopening.reopen(context, who or moderator(), shown))[0]

    return again


async def stored(context, poll):
    async with context.database.reading() as connection:
        found = await poll_by_id(connection, poll.id)
        return found, [entry.code async for entry in codes_of(connection, poll.id)]


async def log(context, debate):
    async with context.database.reading() as connection:
        return [json.loads(link.line())["action"] async for link in actions_of(connection, debate.id)]


async def test_votes_count_on_and_can_be_changed_and_the_poll_is_sealed_once_more(
    context, debate, open_poll, vote, close, reopen, person
):
    poll = await open_poll("a", release=Release.MANUAL, minutes=30)
    await vote("ann", poll, "yes")
    await vote("bob", poll, "yes")
    first = await close(poll)
    opened = await reopen(first)
    assert (opened.state, opened.closed_at, opened.seal, opened.log_head) == (PollState.OPEN, None, None, None)
    assert opened.closes_at == poll.closes_at
    assert context.open_polls.tally(poll.id).turnout == 2
    assert (await stored(context, poll)) == (opened, [])
    assert (await vote("ann", poll, "no")).before == ("yes",)
    await vote("cy", poll, "no")
    second = await close(poll)
    assert (second.turnout, second.poll.seal != first.poll.seal) == (3, True)
    found, codes = await stored(context, poll)
    assert (found.state, found.seal, len(codes)) == (PollState.CLOSED, second.poll.seal, 3)
    assert (await voting.own_ballot(context, person("ann"), poll.id)).code in codes
    steps = ["poll opened", "poll closed", "result sealed", "poll reopened", "poll closed", "result sealed"]
    assert (await log(context, debate))[-6:] == steps


async def test_a_result_that_is_public_at_once_is_not_taken_back(context, open_poll, vote, close, reopen, person):
    poll = await open_poll("a")
    await vote("ann", poll, "yes")
    closed = await close(poll)
    with pytest.raises(NotNow, match="public as soon as it closes"):
        await reopen(closed)
    assert (await results.result(context, person("ann"), "a", None)).poll.state is PollState.CLOSED


async def test_a_published_result_is_not_taken_back(context, open_poll, close, reopen, moderator):
    closed = await close(await open_poll("a", release=Release.MANUAL))
    await lifecycle.publish(context, moderator(), "a", None)
    with pytest.raises(NotNow, match="public"):
        await reopen(closed)


async def test_a_secret_poll_stays_closed(open_poll, vote, close, reopen):
    poll = await open_poll("a", release=Release.MANUAL, secrecy=Secrecy.SECRET)
    await vote("ann", poll, "yes")
    closed = await close(poll)
    with pytest.raises(NotNow, match="secret poll cannot be opened again"):
        await reopen(closed)


async def test_after_two_minutes_it_stays_closed(open_poll, close, reopen, clock):
    closed = await close(await open_poll("a", release=Release.MANUAL))
    clock.advance(120)
    with pytest.raises(NotNow, match="more than two minutes ago"):
        await reopen(closed)


async def test_with_its_debate_it_stays_closed(context, open_poll, close, reopen, moderator):
    closed = await close(await open_poll("a", release=Release.MANUAL))
    await debates.finish(context, moderator(), {})
    with pytest.raises(NotNow, match="debate is closed"):
        await reopen(closed)


async def test_only_moderators_open_it_again(context, open_poll, close, reopen, person):
    closed = await close(await open_poll("a", release=Release.MANUAL))
    with pytest.raises(NotAllowed):
        await reopen(closed, person("ann", 77))
    assert context.open_polls.polls() == []


async def test_of_two_who_open_it_again_one_does_and_an_old_button_takes_no_later_closing_back(
    open_poll, close, reopen, clock, moderator
):
    poll = await open_poll("a", release=Release.MANUAL)
    first = await close(poll)
    both = await asyncio.gather(reopen(first, moderator("m")), reopen(first, moderator("n")), return_exceptions=True)
    assert [type(one) for one in both].count(NotNow) == 1
    clock.advance(5)
    await close(poll)
    with pytest.raises(NotNow, match="closed a second time"):
        await reopen(first)


async def test_a_deadline_that_has_passed_meanwhile_is_five_minutes_away_again(open_poll, close, reopen, vote, clock):
    poll = await open_poll("a", release=Release.MANUAL, minutes=1)
    clock.advance(50)
    closed = await close(poll)
    clock.advance(60)
    opened = await reopen(closed)
    assert (opened.closes_at - clock.now()).total_seconds() == 300
    clock.advance(299)
    assert await vote("ann", poll, "yes")


async def test_who_deleted_their_data_meanwhile_can_vote_again_and_counts_once(
    context, open_poll, vote, close, reopen, person
):
    poll = await open_poll("a", release=Release.MANUAL)
    for name in ("ann", "bob"):
        await vote(name, poll, "yes")
    closed = await close(poll)
    await mydata.delete(context, person("ann"))
    await reopen(closed)
    assert context.open_polls.tally(poll.id).turnout == 1
    await vote("ann", poll, "no")
    assert (await close(poll)).turnout == 2
    assert len((await stored(context, poll))[1]) == 2


async def test_a_shift_with_it_is_told_from_its_second_count(context, open_poll, vote, close, reopen, moderator):
    people = [f"p{number}" for number in range(20)]
    for round_ in (Round.BEFORE, Round.AFTER):
        poll = await open_poll("a", round_, release=Release.MANUAL)
        for name in people:
            await vote(name, poll, "yes")
        closed = await close(poll)
    assert (await shift(context, moderator(), "a")).items[0].paired == 20
    await reopen(closed)
    for name in people[:10]:
        await vote(name, poll, "no")
    await close(poll)
    told = await shift(context, moderator(), "a")
    assert told.items[0].moves.flows["yes", "no"] == 10


async def test_its_messages_are_handed_over_and_its_second_closing_is_posted_anew(
    context, open_poll, close, moderator, clock
):
    closed = await close(await open_poll("a", release=Release.MANUAL))
    await result_messages.add(context, Posting(42, 7), closed.poll)
    await announcements.mark_posted(context, closed.poll)
    shown = ShownClosing(closed.poll.id, closing_stamp(closed.poll))
    poll, said = await reopening.reopen(context, moderator(), shown)
    assert said == [Posting(42, 7)]
    assert await result_messages.of_poll(context, poll) == []
    clock.advance(5)
    await close(poll)
    await announcements.mark_posted(context, closed.poll)  # late, of the first closing
    clock.advance(120)
    assert [one.id for one in await announcements.claim_unposted(context)] == [poll.id]


async def test_a_restart_finds_it_open(context, open_poll, vote, close, reopen):
    poll = await open_poll("a", release=Release.MANUAL)
    await vote("ann", poll, "yes")
    await reopen(await close(poll))
    await context.open_polls.load()
    assert context.open_polls.tally(poll.id).turnout == 1


async def test_a_long_list_of_voters_is_deleted_to_its_end(context, open_poll, vote, close, reopen, monkeypatch):
    monkeypatch.setattr(reopening, "FIRST_ROWS", 2)
    monkeypatch.setattr(counting_steps, "BATCH", 2)
    poll = await open_poll("a", release=Release.MANUAL)
    for number in range(5):
        await vote(f"p{number}", poll, "yes")
    await reopen(await close(poll))
    assert (await stored(context, poll))[1] == []
