"""What happens when a poll's time has come."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.polls import PollState, Release
from bot.domain.refusals import NotNow
from bot.domain.shards import Shards
from bot.services.polls import announcements, deadlines, lifecycle, voting


async def test_a_vote_at_the_deadline_is_refused_even_before_the_poll_is_closed(
    context, open_poll, vote, clock, person
):
    poll = await open_poll("a", minutes=1)
    clock.advance(59.999999)
    await vote("ann", poll, "yes")
    clock.advance(0.000001)
    with pytest.raises(NotNow):
        await vote("bob", poll, "yes")
    with pytest.raises(NotNow):
        await voting.withdraw(context, person("ann"), poll.id)
    assert context.open_polls.poll(poll.id).state is PollState.OPEN
    assert context.open_polls.tally(poll.id).turnout == 1


async def test_a_poll_is_due_from_its_deadline_on(context, open_poll, clock):
    poll = await open_poll("a", minutes=1)
    await open_poll("b")
    await open_poll("c", minutes=2)
    clock.advance(59)
    assert deadlines.due_in_memory(context) == await deadlines.due_in_database(context) == []
    clock.advance(1)
    assert deadlines.due_in_memory(context) == await deadlines.due_in_database(context) == [poll]


async def test_a_poll_closes_at_its_deadline_however_late_the_closer_comes(context, open_poll, vote, clock):
    poll = await open_poll("a", minutes=1, release=Release.LIVE)
    await vote("ann", poll, "yes")
    clock.advance(3600)
    (due,) = deadlines.due_in_memory(context)
    tally = await deadlines.close_at_deadline(context, due, {None: 7})
    assert tally.poll.closed_at == tally.poll.published_at == poll.opened_at + timedelta(minutes=1)
    assert (tally.poll.state, tally.poll.electorate, tally.turnout) == (PollState.CLOSED, 7, 1)
    assert deadlines.due_in_memory(context) == await deadlines.due_in_database(context) == []
    assert await deadlines.close_at_deadline(context, due, {None: 7}) is None


async def test_closing_by_hand_after_the_deadline_counts_from_the_deadline(context, open_poll, moderator, clock):
    poll = await open_poll("a", minutes=1)
    clock.advance(90)
    tally, closed = await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    assert closed
    assert tally.poll.closed_at == poll.closes_at


async def test_closing_by_hand_before_the_deadline_counts_from_now(context, open_poll, moderator, clock):
    await open_poll("a", minutes=5)
    clock.advance(90)
    tally, _ = await lifecycle.close_by_hand(context, moderator(), "a", None, {})
    assert tally.poll.closed_at == clock.now()


@pytest.mark.both_databases
async def test_of_two_processes_at_the_deadline_one_closes(context, context_on, database, open_poll, vote, clock):
    other = context_on(database, clock)
    poll = await open_poll("a", minutes=1)
    await vote("ann", poll, "yes")
    await other.open_polls.load()
    clock.advance(60)
    tallies = await asyncio.gather(*(deadlines.close_at_deadline(each, poll, {}) for each in (context, other)))
    assert [tally.turnout for tally in tallies if tally] == [1]
    assert (context.open_polls.polls(), other.open_polls.polls()) == ([], [])


@pytest.mark.both_databases
async def test_a_poll_that_ended_while_the_bot_was_down_is_due_at_the_start(
    context, context_on, database, open_poll, vote, clock
):
    poll = await open_poll("a", minutes=1)
    await vote("ann", poll, "yes")
    clock.advance(3600)
    restarted = context_on(database, clock)
    await restarted.open_polls.load()
    assert restarted.open_polls.poll(poll.id) == poll
    assert deadlines.due_in_memory(restarted) == await deadlines.due_in_database(restarted) == [poll]
    assert restarted.open_polls.tally(poll.id) == context.open_polls.tally(poll.id)


@pytest.mark.both_databases
async def test_a_deadline_that_another_process_moved_is_not_acted_on(
    context, context_on, database, open_poll, moderator, clock
):
    poll = await open_poll("a", minutes=1)
    elsewhere = context_on(database, clock)
    await lifecycle.extend(elsewhere, moderator(), "a", None, 10)
    clock.advance(61)
    (due,) = deadlines.due_in_memory(context)
    assert await deadlines.close_at_deadline(context, due, {}) is None
    assert deadlines.due_in_memory(context) == []
    assert context.open_polls.poll(poll.id).closes_at == poll.opened_at + timedelta(minutes=11)


@pytest.mark.both_databases
async def test_what_is_due_in_servers_of_other_processes_is_left_to_them(
    context, context_on, database, open_poll, moderator, clock
):
    poll, other = await open_poll("a", minutes=1), await open_poll("b")
    await lifecycle.close_by_hand(context, moderator(), "b", None, {})
    clock.advance(3600)
    number = (poll.guild_id >> 22) % 2
    theirs, mine = (context_on(database, clock, Shards(2, (shard,))) for shard in (1 - number, number))
    for each, found in ((theirs, []), (mine, [poll])):
        await each.open_polls.load()
        assert deadlines.due_in_memory(each) == await deadlines.due_in_database(each) == found
    assert await announcements.claim_unposted(theirs) == []
    assert [poll.id for poll in await announcements.claim_unposted(mine)] == [other.id]
