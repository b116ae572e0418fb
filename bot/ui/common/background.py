"""Work in the background that outlives its errors."""

import asyncio
import logging
from collections.abc import Coroutine

from bot import metrics
from bot.domain.faults import StorageFault

log = logging.getLogger(__name__)


async def safely(work: Coroutine[None, None, None]) -> None:
    """Do some work; a fault or a bug ends it and nothing else."""
    try:
        await work
    except StorageFault:  # of which the storage has told the operator; what was left is found by the next sweep
        pass
    except Exception:
        metrics.ERRORS.labels("board").inc()
        log.exception("the board stumbled and goes on")


class Background:
    """Tasks under way.

    When Discord rate-limits a request, discord.py sleeps within it. Each request therefore has a task of its own, so
    that a slow channel delays neither other channels nor the closing of polls.
    """

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[None, None, None]) -> None:
        """Begin some work."""
        task = asyncio.get_running_loop().create_task(safely(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self, timeout: float) -> None:  # noqa: ASYNC109  what is late is cancelled, not an error
        """Finish what is under way, and give up on what takes longer."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=timeout)
        if late:
            log.warning("stopped before every ballot paper was up to date; the next start catches up")
        for task in late:
            task.cancel()
