"""Closing a poll, whoever asks for it: a moderator, the deadline, or the end of the debate.

It takes two steps. `close` ends the voting, in a moment. `count` mixes secret answers and works out the result and its
seal, as a large poll takes its time and people vote in others meanwhile: it reads beside the writing connection, and
writes a little at a time. A poll between the two has no result yet; where its process dies there, whoever claims its
announcement counts it.
"""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.canonical import body_hash, canonical_lines, seal, seal_with, summary
from bot.domain.pieces import sorted_in_pieces
from bot.domain.polls import Poll, PollState, Release
from bot.domain.receipts import COMMITMENT_LENGTH, new_entry
from bot.domain.tally import PollTally
from bot.services.common import audit_log, erasing
from bot.services.common.context import Context
from bot.services.polls.counting import Counting, Overtaken, mix_in_steps
from bot.services.polls.recount import recount
from bot.services.results.shift_snapshots import keep_after_closing
from bot.storage import polls
from bot.storage.actions import last_action
from bot.storage.codes import detached_from, summary_of, voters_of
from bot.storage.debates import debate_by_id
from bot.storage.engine import Connection, Reading

Electorates = Mapping[int | None, int | None]
"""How many may vote, by the participants' role that a poll was opened with; None where that is not known."""


async def close(connection: Connection, poll: Poll, now: datetime, electorates: Electorates) -> Poll | None:
    """End the voting in a poll, which then waits for `count`; return None where somebody else had ended it already.

    The caller thereby claims the posting of the result. A poll whose deadline has passed was closed at its deadline.
    """
    closed_at = min(now, poll.closes_at) if poll.closes_at else now
    electorate = electorates.get(poll.participant_role)
    published_at = None if poll.release is Release.MANUAL else closed_at
    if not await polls.close_poll(
        connection, poll.id, closed_at=closed_at, claimed_at=now, published_at=published_at, electorate=electorate
    ):
        return None
    return replace(
        poll,
        state=PollState.COUNTING,
        closed_at=closed_at,
        published_at=published_at,
        electorate=poll.electorate if electorate is None else electorate,
    )


async def count(context: Context, poll: Poll) -> PollTally | None:
    """Count a poll that is over, and seal the count; return None where somebody else did, or has cancelled the poll.

    The caller thereby claims the posting of the result.
    """
    if poll.state is not PollState.COUNTING:
        return None
    async with context.box.counting(poll.id):
        try:
            tally = await _count(context, poll, Counting(context, poll))
        except Overtaken:
            return None
    await keep_after_closing(context, poll.debate_id)
    await erasing.after_the_end(context, poll)
    return tally


async def _count(context: Context, poll: Poll, counting: Counting) -> PollTally:
    """Count a poll. Raises Overtaken."""
    await counting.begin()
    await mix_in_steps(poll, counting.step)
    while True:
        async with context.database.reading(for_long=True) as connection:
            tally = await recount(connection, poll)
            lines = await _list(context, connection, poll)
            detached = await detached_from(connection, poll.id)
            debate = await debate_by_id(connection, poll.debate_id)
            body = await asyncio.to_thread(_body, debate.title, tally, lines)
        await counting.store_list(lines)
        async with counting.step() as connection:
            # Who has had their data deleted since the votes were read must not come onto the list.
            if await detached_from(connection, poll.id) != detached:
                continue
            # Nobody else writes to this server's log until this is stored, so the seal's entry follows this head.
            _, head = await last_action(connection, poll.debate_id)
            sealed = seal_with(body, head)
            await polls.seal_poll(connection, poll.id, counting.counter, sealed, head)
            done = audit_log.on_poll("result sealed", poll, turnout=tally.turnout, seal=sealed)
            await audit_log.keep(connection, done, context.clock())
        audit_log.note(done)
        return replace(tally, poll=replace(poll, state=PollState.CLOSED, seal=sealed, log_head=head))


async def fits_seal(connection: Connection, tally: PollTally) -> bool:
    """Whether a count is still the one that was sealed when its poll closed; without a seal there is none to fit."""
    sealed = tally.poll.seal
    if sealed is None:
        return True
    debate = await debate_by_id(connection, tally.poll.debate_id)
    codes = await summary_of(connection, tally.poll.id)
    return sealed == await asyncio.to_thread(lambda: seal(canonical_lines(debate.title, tally, codes)))


async def _list(context: Context, connection: Reading, poll: Poll) -> list[str]:
    """Write the list of the voters, beside the event loop, in the order of its commitments, which is nobody's.

    All of it is in memory once, some 200 bytes a voter.
    """
    lines: list[str] = []
    async for voters in voters_of(connection, poll.id):
        lines += await asyncio.to_thread(_lines, context, poll, voters)
    return await asyncio.to_thread(lambda: list(sorted_in_pieces(lines)))


def _lines(context: Context, poll: Poll, voters: Sequence[str]) -> list[str]:
    return [new_entry(context.pseudonyms.code(poll.id, voter)) for voter in voters]


def _body(debate: str, tally: PollTally, lines: Sequence[str]) -> "hashlib._Hash":
    return body_hash(debate, tally, summary(line[:COMMITMENT_LENGTH] for line in lines))
