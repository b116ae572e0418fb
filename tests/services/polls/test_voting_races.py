"""Votes that race with the end of their poll: a receipt means counted, a refusal means not."""

import asyncio

import pytest

from bot.domain.polls import PollState
from bot.domain.refusals import NotNow
from bot.services.debates import debates
from bot.services.polls import deadlines, lifecycle, voting
from bot.storage.ballots import ballots_of

pytestmark = pytest.mark.both_databases

VOTERS = 20
RECEIPTS_BEFORE_THE_END = 60


@pytest.fixture
def crowd(vote, clock):
    """Return a crowd that votes and changes its mind until refused, and sets an event after some receipts."""

    async def run(poll, enough):
        receipts = {}

        async def voter(name):
            for turn in range(1000):
                try:
                    receipt = await vote(name, poll, "yes" if turn % 2 else "no")
                except NotNow:
                    return
                receipts.setdefault(name, []).append(receipt.answer)
                clock.advance(0.001)
                if sum(map(len, receipts.values())) >= RECEIPTS_BEFORE_THE_END:
                    enough.set()
            raise AssertionError("the poll never ended")

        await asyncio.gather(*(voter(f"voter {number}") for number in range(VOTERS)))
        return receipts

    return run


def ends(context, moderator):
    return {
        "close": lambda _: lifecycle.close_by_hand(context, moderator(), "a", None, {}),
        "deadline": lambda poll: deadlines.close_at_deadline(context, poll, {}),
        "debate close": lambda _: debates.finish(context, moderator(), {}),
        "cancel": lambda _: lifecycle.cancel(context, moderator(), "a", None),
    }


@pytest.mark.parametrize("end", ["close", "deadline", "debate close", "cancel"])
async def test_every_receipt_is_stored_and_no_refused_vote_is(
    context, open_poll, moderator, person, crowd, database, end
):
    poll, enough = await open_poll("a"), asyncio.Event()

    async def finish():
        await enough.wait()
        return await ends(context, moderator)[end](poll)

    receipts, _ = await asyncio.gather(crowd(poll, enough), finish())
    assert sum(map(len, receipts.values())) >= RECEIPTS_BEFORE_THE_END
    async with database.reading() as connection:
        found = {row.participant: (row.answer, row.changes + 1) async for row in ballots_of(connection, poll.id)}
    assert len(found) == len(receipts)
    for name, answers in receipts.items():
        participant = context.pseudonyms.participant(poll.debate_id, person(name).user_id, poll.secrecy)
        assert found[participant] == (answers[-1], len(answers))


async def test_the_result_that_closing_returns_holds_every_receipt(context, open_poll, moderator, crowd):
    poll, enough = await open_poll("a"), asyncio.Event()

    async def close():
        await enough.wait()
        return await lifecycle.close_by_hand(context, moderator(), "a", None, {})

    receipts, (tally, _) = await asyncio.gather(crowd(poll, enough), close())
    last = [answers[-1] for answers in receipts.values()]
    assert {count.option.id: count.votes for count in tally.items[0].counts} == {
        "yes": last.count(("yes",)),
        "no": last.count(("no",)),
        "later": 0,
    }
    assert tally.turnout == len(receipts)


async def test_of_many_who_close_at_once_one_does(context, open_poll, vote, moderator):
    poll = await open_poll("a", minutes=1)
    await vote("ann", poll, "yes")
    by_hand = [lifecycle.close_by_hand(context, moderator(f"m{number}"), "a", None, {}) for number in range(5)]
    by_deadline = [deadlines.close_at_deadline(context, poll, {}) for _ in range(5)]
    results = await asyncio.gather(*by_hand, *by_deadline)
    assert sum(closed for _, closed in results[:5]) + sum(tally is not None for tally in results[5:]) == 1
    assert {(tally.turnout, tally.poll.state) for tally, _ in results[:5]} == {(1, PollState.CLOSED)}


async def test_closing_twice_changes_nothing(context, open_poll, vote, moderator, clock):
    await vote("ann", await open_poll("a"), "yes")
    first, closed = await lifecycle.close_by_hand(context, moderator(), None, None, {None: 12})
    clock.advance(60)
    second, again = await lifecycle.close_by_hand(context, moderator(), None, None, {None: 99})
    assert (closed, again) == (True, False)
    assert first == second
    assert first.poll.electorate == 12


async def test_extending_while_votes_come_in_keeps_every_vote(context, open_poll, vote, moderator, stored):
    poll = await open_poll("a", minutes=1)
    moves = [lifecycle.extend(context, moderator(), "a", None, 1) for _ in range(5)]
    await asyncio.gather(*(vote(f"voter {number}", poll, "yes") for number in range(50)), *moves)
    assert await stored(poll) == {"build": {"yes": 50}}
    assert context.open_polls.tally(poll.id).turnout == 50
    assert (context.open_polls.poll(poll.id).closes_at - poll.closes_at).total_seconds() == 300


async def test_withdrawals_that_race_with_the_end_are_all_or_nothing(context, open_poll, vote, person, moderator):
    poll = await open_poll("c")
    names = [f"voter {number}" for number in range(20)]
    for name in names:
        await vote(name, poll, "council", item="who")
        await vote(name, poll, "geneva", item="where")
    withdrawals = [voting.withdraw(context, person(name), poll.id) for name in names]
    results = await asyncio.gather(
        *withdrawals[:10],
        lifecycle.close_by_hand(context, moderator(), "c", None, {}),
        *withdrawals[10:],
        return_exceptions=True,
    )
    tally, _ = results.pop(10)
    refused = sum(isinstance(result, NotNow) for result in results)
    assert all(isinstance(result, NotNow) or result[1] == 2 for result in results)
    assert [item.ballots for item in tally.items] == [refused, refused, 0]
    assert tally.turnout == refused
