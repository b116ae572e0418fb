"""Snapshots of shifts: each is computed once, when both polls have closed, stored, and never computed again."""

import asyncio
import contextlib
from collections.abc import Sequence

from bot.domain.export_schema import shift_rows
from bot.domain.faults import StorageFault
from bot.domain.polls import PollState
from bot.domain.shift import PollShift, comparable, shift_between
from bot.domain.shift_snapshot import read_shift, shift_seal, write_shift
from bot.domain.tally import PollTally
from bot.services.common import audit_log
from bot.services.common.context import Context
from bot.services.polls.recount import recount
from bot.storage import polls
from bot.storage.debates import debate_by_id
from bot.storage.engine import Reading
from bot.storage.pairing import pairs_of
from bot.storage.shifts import add_shift, stored_shift


async def store_after_closing(context: Context, debate_id: int) -> None:
    """Store the shifts that the closing of a poll completed; if that fails, the first reader stores them."""
    with contextlib.suppress(StorageFault):  # the storage has told the operator
        await store_missing_shifts(context, debate_id)


async def store_missing_shifts(context: Context, debate_id: int) -> None:
    """Compute and store every shift of a debate that is not stored yet, and log its hash as an action."""
    async with context.database.reading() as connection:
        title = (await debate_by_id(connection, debate_id)).title
        computed = [
            await _compute(connection, await recount(connection, before), await recount(connection, after))
            for before, after in comparable(await polls.polls_of(connection, debate_id))
            if await stored_shift(connection, before.id, after.id) is None
        ]
    for shift in computed:
        await _store(context, title, shift)


async def shifts_among(connection: Reading, tallies: Sequence[PollTally]) -> list[PollShift]:
    """Return the shift of every before/after pair among these polls that is closed and whose ballots can be paired."""
    by_poll = {tally.poll.id: tally for tally in tallies}
    pairs = comparable(tally.poll for tally in tallies)
    return [
        await stored_or_computed_shift(connection, by_poll[before.id], by_poll[after.id]) for before, after in pairs
    ]


async def stored_or_computed_shift(connection: Reading, before: PollTally, after: PollTally) -> PollShift:
    """Return the stored shift, or compute it if none is stored (read-only callers cannot store it)."""
    stored = await stored_shift(connection, before.poll.id, after.poll.id)
    return read_shift(stored, before, after) if stored is not None else await _compute(connection, before, after)


async def _compute(connection: Reading, before: PollTally, after: PollTally) -> PollShift:
    pairs = await pairs_of(connection, before.poll.id, after.poll.id)
    return await asyncio.to_thread(shift_between, before, after, pairs)


async def _store(context: Context, debate: str, shift: PollShift) -> None:
    """Store a shift, unless another process has stored it or one of the polls was cancelled meanwhile."""
    before, after, now = shift.before, shift.after, context.clock()
    sealed = shift_seal(shift_rows(debate, [shift]))
    ids = {"question": after.question, "poll_before": before.id, "poll_after": after.id}
    done = audit_log.action("shift kept", after.guild_id, after.debate_id, **ids, rows=sealed)
    async with context.database.writing(after.guild_id) as connection:
        found = [await polls.poll_by_id(connection, poll.id) for poll in (before, after)]
        if any(poll is None or poll.state is not PollState.CLOSED for poll in found):
            return
        if await stored_shift(connection, before.id, after.id) is not None:
            return
        await add_shift(connection, before.id, after.id, write_shift(shift))
        await audit_log.append(connection, done, now)
    audit_log.log(done)
