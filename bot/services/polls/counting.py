"""Counting a closed poll and sealing the result.

Secret answers are mixed, then the result and its seal are computed. A large poll takes a while and people vote in
others meanwhile, so the count reads beside the writing connection and writes in small steps.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.canonical import body_hash, seal_with, summary
from bot.domain.pieces import sorted_in_pieces
from bot.domain.polls import Poll, PollState, Secrecy
from bot.domain.receipts import COMMITMENT_LENGTH, new_entry
from bot.domain.tally import PollTally
from bot.services.common import audit_log, erasing
from bot.services.common.context import Context
from bot.services.polls.counting_steps import CountingSteps, Overtaken, mix_in_steps
from bot.services.polls.oxford import publish_before
from bot.services.polls.recount import recount
from bot.services.polls.shift_snapshots import store_after_closing
from bot.storage import polls
from bot.storage.actions import last_action
from bot.storage.codes import count_detached, voters_of
from bot.storage.debates import debate_by_id
from bot.storage.engine import Reading


async def count(context: Context, poll: Poll) -> PollTally | None:
    """Count a closed poll and seal the result; return None if another process did, or the poll was cancelled.

    The caller then holds the claim to post the result.
    """
    if poll.state is not PollState.COUNTING:
        return None
    async with context.open_polls.counting_lock(poll.id):
        try:
            tally = await _count_and_seal(context, poll, CountingSteps(context, poll))
        except Overtaken:
            return None
    await store_after_closing(context, poll.debate_id)
    await publish_before(context, poll)
    await erasing.scrub_after_secret(context, poll)
    return tally


async def _count_and_seal(context: Context, poll: Poll, steps: CountingSteps) -> PollTally:
    """Count a poll. Raises Overtaken."""
    await steps.claim()
    if poll.secrecy is Secrecy.SECRET:
        await mix_in_steps(steps.step, poll.id)
    while True:
        async with context.database.reading(for_long=True) as connection:
            tally = await recount(connection, poll)
            lines = await _voter_list(context, connection, poll)
            detached = await count_detached(connection, poll.id)
            debate = await debate_by_id(connection, poll.debate_id)
            body = await asyncio.to_thread(_body, debate.title, tally, lines)
        await steps.store_list(lines)
        async with steps.step() as connection:
            # Count again if somebody deleted their data after the read: they must not get onto the list.
            if await count_detached(connection, poll.id) != detached:
                continue
            # This transaction holds the server's lock, so the entry for the seal follows this head.
            _, head = await last_action(connection, poll.debate_id)
            sealed = seal_with(body, head)
            await polls.seal_poll(
                connection, poll.id, steps.counter, seal=sealed, log_head=head, electorate=tally.poll.electorate
            )
            done = audit_log.poll_action("result sealed", poll, turnout=tally.turnout, seal=sealed)
            await audit_log.append(connection, done, context.clock())
        audit_log.log(done)
        return replace(tally, poll=replace(tally.poll, state=PollState.CLOSED, seal=sealed, log_head=head))


async def _voter_list(context: Context, connection: Reading, poll: Poll) -> list[str]:
    """Build the voter list in a worker thread, sorted by commitment.

    That order reveals nothing about when people voted. The list is in memory, some 200 bytes per voter.
    """
    lines: list[str] = []
    async for voters in voters_of(connection, poll.id):
        lines += await asyncio.to_thread(_entries, context, poll, voters)
    return await asyncio.to_thread(lambda: list(sorted_in_pieces(lines)))


def _entries(context: Context, poll: Poll, voters: Sequence[str]) -> list[str]:
    return [new_entry(context.pseudonyms.code(poll.id, voter)) for voter in voters]


def _body(debate: str, tally: PollTally, lines: Sequence[str]) -> "hashlib._Hash":
    return body_hash(debate, tally, summary(line[:COMMITMENT_LENGTH] for line in lines))
