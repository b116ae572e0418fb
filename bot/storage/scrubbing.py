"""Removes from the disk what the tables no longer hold, with retries.

SQLite keeps every commit in its write-ahead log until the log is emptied, so that file shows which rows were committed
together, and what was deleted. A reader with an old snapshot keeps the log from being emptied.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import chain, repeat

from bot.domain.faults import StorageFault

log = logging.getLogger(__name__)

PAUSES = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0)
"""Seconds before each retry; the last one repeats."""

WARN_AFTER = 60.0
"""Seconds of failing after which the operator is warned."""

SOON = 1.0
"""Seconds to wait, so that several commits of secret votes share one emptying of the log."""

REBUILD_SHARE = 20
"""A rebuild blocks all writing, so it may take at most one in this many seconds."""


class Scrubber:
    """Runs `scrub`, which empties the log, rebuilds the file if asked to, and returns whether it worked."""

    def __init__(self, scrub: Callable[[bool], Awaitable[bool]], label: str) -> None:
        self._scrub = scrub
        self._label = label
        self._wanted = False
        self._rebuild = False
        self._next_rebuild = 0.0
        self._retrying: asyncio.Task[None] | None = None

    async def now(self, *, rebuild: bool = False) -> None:
        """Try at once, and retry in the background if that fails."""
        self._rebuild |= rebuild
        worked = await self._try()
        if not worked or self._wanted:
            self._retry_after(PAUSES[0])

    def soon(self) -> None:
        """Try shortly, in the background."""
        self._wanted = True
        self._retry_after(SOON)

    async def close(self) -> None:
        """Stop retrying."""
        if self._retrying is not None:
            self._retrying.cancel()
            await asyncio.gather(self._retrying, return_exceptions=True)

    def _retry_after(self, pause: float) -> None:
        if self._retrying is None or self._retrying.done():
            self._retrying = asyncio.create_task(self._retry(pause))

    async def _retry(self, pause: float) -> None:
        failed_for, warned, pauses = 0.0, False, chain(PAUSES, repeat(PAUSES[-1]))
        await asyncio.sleep(pause)
        while self._wanted:
            if await self._try():
                if warned:
                    log.warning("%s: deleted data and the order of secret votes are off the disk now", self._label)
                failed_for, warned, pauses, pause = 0.0, False, chain(PAUSES, repeat(PAUSES[-1])), SOON
            else:
                pause = next(pauses)
                failed_for += pause
                if failed_for >= WARN_AFTER and not warned:
                    warned = True
                    log.warning(
                        "%s: deleted data and the order of secret votes are still on the disk, because an export or a "
                        "backup is reading them; the bot keeps trying",
                        self._label,
                    )
            if self._wanted:
                await asyncio.sleep(pause)

    async def _try(self) -> bool:
        """Scrub once and return whether it worked; a rebuild that comes too soon after the last is postponed."""
        now = asyncio.get_running_loop().time
        began, rebuild = now(), self._rebuild
        if began < self._next_rebuild:
            rebuild = False
        self._wanted, self._rebuild = False, self._rebuild and not rebuild
        worked = False
        with suppress(StorageFault):  # the operator has been told
            try:
                worked = await self._scrub(rebuild)
            finally:
                self._rebuild |= rebuild and not worked
                self._wanted |= self._rebuild or not worked
        if worked and rebuild:
            self._next_rebuild = now() + REBUILD_SHARE * (now() - began)
        return worked
