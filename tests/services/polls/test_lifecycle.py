"""Finding the poll that is meant, extending and cancelling it, and who may."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.polls import PollState, Release
from bot.domain.refusals import NotAllowed, NotFound, NotNow
from bot.services.debates import debates
from bot.services.polls import lifecycle, opening
from bot.services.results import results
from bot.services.run_sheet.status import debate_status

pytestmark = pytest.mark.both_databases


async def test_cancelling_makes_room_for_a_new_poll_and_hides_the_old(context, open_poll, vote, person, moderator):
    old = await open_poll("a", release=Release.LIVE)
    await vote("ann", old, "yes")
    cancelled = await lifecycle.cancel(context, moderator(), "a", None)
    assert (cancelled.poll.id, cancelled.poll.state, cancelled.turnout) == (old.id, PollState.CANCELLED, 1)
    with pytest.raises(NotNow, match="cancelled"):
        await vote("bob", old, "yes")
    with pytest.raises(NotFound):
        await results.result(context, person("ann"), "a", None)
    new = await open_poll("a", release=Release.LIVE)
    shown = await results.result(context, person("ann"), "a", None)
    assert (shown.poll.id, shown.turnout) == (new.id, 0)


async def test_cancelling_without_a_question_never_sets_a_finished_result_aside(context, open_poll, moderator, person):
    await open_poll("a")
    await lifecycle.close_by_hand(context, moderator(), None, None, {})
    with pytest.raises(NotNow, match="No poll is open"):
        await lifecycle.cancel(context, moderator(), None, None)
    assert (await results.result(context, person("ann"), "a", None)).poll.state is PollState.CLOSED
    assert (await lifecycle.cancel(context, moderator(), "a", None)).poll.state is PollState.CANCELLED


async def test_a_moderator_is_asked_which_question_where_several_are_open(context, open_poll, moderator):
    await open_poll("a")
    second = await open_poll("b")
    with pytest.raises(NotNow, match="Which question"):
        await lifecycle.close_by_hand(context, moderator(), None, None, {})
    tally, _ = await lifecycle.close_by_hand(context, moderator(), "What should it work on?", None, {})
    assert tally.poll.id == second.id


async def test_extending_moves_the_deadline_for_votes_too(context, open_poll, vote, moderator, clock):
    poll = await open_poll("a", minutes=1)
    extended = await lifecycle.extend(context, moderator(), None, None, 2)
    assert extended.closes_at == poll.opened_at + timedelta(minutes=3)
    clock.advance(179)
    assert await vote("ann", poll, "yes")
    clock.advance(1)
    with pytest.raises(NotNow):
        await vote("bob", poll, "yes")
    with pytest.raises(NotNow, match="no longer open"):
        await lifecycle.extend(context, moderator(), "a", None, 2)


async def test_extending_a_poll_without_a_deadline_counts_from_now(context, open_poll, moderator, clock):
    await open_poll("a")
    clock.advance(600)
    assert (await lifecycle.extend(context, moderator(), "a", None, 2)).closes_at == clock.now() + timedelta(minutes=2)


async def test_only_moderators_run_polls(context, open_poll, person, an_opening):
    poll, ann = await open_poll("a"), person("ann", 77)
    uses = [
        opening.open_poll(context, ann, an_opening("b")),
        lifecycle.close_by_hand(context, ann, "a", None, {}),
        lifecycle.extend(context, ann, "a", None, 5),
        lifecycle.cancel(context, ann, "a", None),
        lifecycle.publish(context, ann, "a", None),
        debate_status(context, ann),
        debates.finish(context, ann, {}),
    ]
    refused = await asyncio.gather(*uses, return_exceptions=True)
    assert [type(result) for result in refused] == [NotAllowed] * len(uses)
    assert context.open_polls.polls() == [poll]
