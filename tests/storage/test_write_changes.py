"""What a batch of votes does to the stored ballots."""

from functools import partial

import pytest

from bot.storage.ballot_changes import Change, write_changes
from bot.storage.ballots import ballots_by, ballots_of, profiles_of, turnouts_of
from bot.storage.polls import cancel_poll, close_poll

YES, NO, BOTH, ABSTAIN = ("yes",), ("no",), ("yes", "no"), ()


@pytest.fixture
async def poll(open_poll):
    return await open_poll()


@pytest.fixture
def vote(poll, clock):
    """Return what makes a vote: a participant, an answer, and which item of the paper."""
    return lambda who, answer, item=0, on=poll: Change(on.id, who, clock.now(), on.items[item].id, answer)


@pytest.fixture
def withdrawal(poll, clock):
    """Return what makes a withdrawal, of one item or of the whole paper."""
    return lambda who, item=None, on=poll: Change(on.id, who, clock.now(), None if item is None else on.items[item].id)


@pytest.fixture
def write(database):
    async def write_all(*changes):
        async with database.writing() as connection:
            return await connection.run_sync(partial(write_changes, changes=changes))

    return write_all


@pytest.fixture
def stored(database):
    async def rows(poll):
        async with database.reading() as connection:
            return {
                (row.participant, row.item_key): (row.answer, row.changes)
                async for row in ballots_of(connection, poll.id)
            }

    return rows


async def test_a_vote_is_stored_with_its_time(database, poll, vote, write, clock):
    (written,) = await write(vote("ann", YES))
    assert (written.accepted, written.before, written.after) == (True, {}, {poll.items[0].id: YES})
    async with database.reading() as connection:
        (row,) = await ballots_by(connection, [poll.id], ["ann", "bob"])
    assert (row.poll_id, row.item_key, row.answer, row.cast_at) == (poll.id, "build", YES, clock.now())
    assert (row.changes, row.name) == (0, None)


async def test_the_same_answer_again_changes_nothing_not_even_its_time(database, poll, vote, write, clock):
    await write(vote("ann", YES))
    first = clock.now()
    clock.advance(60)
    (written,) = await write(vote("ann", YES))
    assert written.accepted
    assert written.before == written.after
    async with database.reading() as connection:
        (row,) = await ballots_by(connection, [poll.id], ["ann"])
    assert (row.cast_at, row.changes) == (first, 0)


async def test_a_repeat_in_one_batch_counts_once(poll, vote, write, stored):
    await write(vote("ann", YES), vote("ann", YES), vote("ann", YES))
    assert await stored(poll) == {("ann", "build"): (YES, 0)}


async def test_a_change_replaces_the_answer_and_is_counted(poll, vote, write, stored):
    await write(vote("ann", YES))
    (written,) = await write(vote("ann", NO))
    assert (written.before, written.after) == ({poll.items[0].id: YES}, {poll.items[0].id: NO})
    assert await stored(poll) == {("ann", "build"): (NO, 1)}


async def test_several_changes_in_one_batch_apply_in_their_order(poll, vote, write, stored):
    first = poll.items[0].id
    written = await write(vote("ann", YES), vote("bob", NO), vote("ann", NO), vote("ann", ABSTAIN), vote("bob", YES))
    assert [result.before.get(first) for result in written] == [None, None, YES, NO, NO]
    assert [result.after.get(first) for result in written] == [YES, NO, NO, ABSTAIN, YES]
    assert await stored(poll) == {("ann", "build"): (ABSTAIN, 2), ("bob", "build"): (YES, 1)}


async def test_a_batch_ends_as_the_same_changes_one_by_one_would(poll, vote, withdrawal, write, stored, open_poll):
    other = await open_poll("b")
    steps = [(YES, 0), (BOTH, 1), (NO, 0), (None, 1), (YES, 1), (None, None), (NO, 0), (NO, 0), (YES, 0)]
    for on in (poll, other):
        changes = [
            withdrawal("ann", item, on) if answer is None else vote("ann", answer, item, on) for answer, item in steps
        ]
        if on is poll:
            await write(*changes)
        else:
            for change in changes:
                await write(change)
    assert await stored(poll) == await stored(other) == {("ann", "build"): (YES, 1)}


async def test_withdrawing_one_item_keeps_the_others(poll, vote, withdrawal, write, stored):
    await write(vote("ann", YES), vote("ann", BOTH, 1), vote("bob", NO))
    (written,) = await write(withdrawal("ann", 0))
    assert (len(written.before), len(written.after)) == (2, 1)
    assert await stored(poll) == {("ann", "fields"): (BOTH, 0), ("bob", "build"): (NO, 0)}


async def test_withdrawing_a_paper_takes_all_its_answers_and_nobody_elses(poll, vote, withdrawal, write, stored):
    await write(vote("ann", YES), vote("ann", BOTH, 1), vote("bob", NO))
    (written,) = await write(withdrawal("ann"))
    assert (len(written.before), written.after) == (2, {})
    assert await stored(poll) == {("bob", "build"): (NO, 0)}


async def test_withdrawing_nothing_is_harmless(poll, withdrawal, write, stored):
    written = await write(withdrawal("ann"), withdrawal("ann", 1))
    assert [(result.accepted, result.before, result.after) for result in written] == [(True, {}, {})] * 2
    assert await stored(poll) == {}


async def test_who_votes_again_after_withdrawing_starts_anew(poll, vote, withdrawal, write, stored):
    await write(vote("ann", YES), vote("ann", NO), withdrawal("ann"), vote("ann", YES))
    assert await stored(poll) == {("ann", "build"): (YES, 0)}
    await write(withdrawal("ann"), vote("ann", NO))
    assert await stored(poll) == {("ann", "build"): (NO, 0)}


async def test_polls_that_are_over_refuse_their_votes_and_no_others(database, open_poll, vote, write, stored, clock):
    fine, closed, cancelled = await open_poll("b"), await open_poll("c"), await open_poll("d")
    timed = await open_poll("e", minutes=1)
    async with database.writing() as connection:
        times = {"closed_at": clock.now(), "claimed_at": clock.now(), "published_at": None, "electorate": None}
        assert await close_poll(connection, closed.id, **times)
        assert await cancel_poll(connection, cancelled.id, clock.now())
    clock.advance(60)
    everything = [fine, closed, cancelled, timed]
    written = await write(*(vote("ann", YES, on=poll) for poll in everything))
    assert [result.accepted for result in written] == [True, False, False, False]
    assert [len(result.after) for result in written] == [1, 0, 0, 0]
    assert [len(await stored(poll)) for poll in everything] == [1, 0, 0, 0]


async def test_a_poll_that_does_not_exist_takes_no_votes(write, clock):
    (written,) = await write(Change(999, "ann", clock.now(), 1, YES))
    assert not written.accepted


async def test_votes_before_the_deadline_count_even_when_they_are_written_after_it(
    open_poll, vote, write, stored, clock
):
    timed = await open_poll("b", minutes=1)
    clock.advance(59)
    in_time = vote("ann", YES, on=timed)
    clock.advance(2)
    await write(in_time, vote("bob", NO, on=timed))
    assert await stored(timed) == {("ann", "build"): (YES, 0)}


async def test_a_withdrawal_that_comes_too_late_leaves_the_vote(open_poll, vote, withdrawal, write, stored, clock):
    timed = await open_poll("b", minutes=1)
    await write(vote("ann", YES, on=timed))
    clock.advance(60)
    (written,) = await write(withdrawal("ann", on=timed))
    assert not written.accepted
    assert await stored(timed) == {("ann", "build"): (YES, 0)}


async def test_the_aggregate_queries_count_what_is_stored(database, poll, vote, write, open_poll):
    other = await open_poll("b")
    await write(
        *(vote(f"v{number}", YES if number % 3 else NO) for number in range(9)),
        vote("v0", BOTH, 1),
        vote("v1", ABSTAIN, 1),
        vote("v1", YES, on=other),
    )
    async with database.reading() as connection:
        profiles = await profiles_of(connection, [poll.id])
        turnouts = await turnouts_of(connection, [poll.id, other.id, 999])
    assert profiles == {poll.items[0].id: {YES: 6, NO: 3}, poll.items[1].id: {BOTH: 1, ABSTAIN: 1}}
    assert turnouts == {poll.id: 9, other.id: 1}
