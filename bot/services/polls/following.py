"""Several processes for one server's votes: those that only take votes tell of them, and one process counts.

The latter is the one that has Discord's gateway. It holds the tallies, and so the live counts, and it closes polls.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable

from bot.domain.faults import StorageFault
from bot.services.common.context import Context

log = logging.getLogger(__name__)

TELL_EVERY = 0.25
"""Seconds between two notices of new votes."""
COUNT_EVERY = 0.5
"""Seconds between two counts of what others have stored, and at least as many as the last count took."""
SWEEP = 30.0
"""Seconds after which polls that others take votes in are counted unasked: a notice may be lost with its process."""
REFRESH_EVERY = 1.0
"""Seconds between two looks at which polls are open."""

Tell = Callable[[set[int]], Awaitable[bool]]


async def tell_of_votes(context: Context, tell: Tell) -> None:
    """Tell the process that counts of this one's votes, until cancelled."""
    while True:
        await tell_now(context, tell)
        await asyncio.sleep(TELL_EVERY)


async def tell_now(context: Context, tell: Tell) -> None:
    """Tell it of those since the last time."""
    polls = context.open_polls.take_told()
    if polls and not await tell(polls):
        context.open_polls.owe(polls)


async def keep_up(context: Context) -> None:
    """Keep up with the polls that another process opens and closes, until cancelled."""
    while True:
        await _safely(context.open_polls.refresh())
        await _safely(context.refused_voters.store())
        context.refused_voters.forget_polls(poll.id for poll in context.open_polls.polls())
        await asyncio.sleep(REFRESH_EVERY)


async def count_others(context: Context, moved: Callable[[int], None]) -> None:
    """Count what other processes store, until cancelled; `moved` is told of each poll whose count has moved."""
    loop = asyncio.get_running_loop()
    swept = loop.time()
    while True:
        began = loop.time()
        if began - swept >= SWEEP:
            swept = began
            context.open_polls.hear(context.open_polls.shared())
        for poll_id in await _safely(context.open_polls.recount_heard()) or ():
            moved(poll_id)
        await asyncio.sleep(max(COUNT_EVERY, loop.time() - began))


async def _safely(work: Awaitable[Iterable[int] | None]) -> Iterable[int] | None:
    try:
        return await work
    except StorageFault:  # of which the storage has told the operator; the next time it may work
        return None
    except Exception:
        log.exception("keeping up with other processes stumbled and goes on")
        return None
