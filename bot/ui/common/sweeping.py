"""What looks at the database now and then for something to do, and soon after a change."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Coroutine
from datetime import datetime, timedelta

from bot.services.common.context import Context

PAUSE = timedelta(seconds=3)
"""The pause between two looks when something but turnout has changed: a look may read a lot."""

SWEEP = timedelta(seconds=30)
"""The pause otherwise, as another process may have changed something. An erased response goes within it."""


class Sweeping(ABC):
    """Follows the board. What to do is read from the database, so that a restart forgets nothing."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._lock = asyncio.Lock()
        self._swept: datetime | None = None
        self._marked = False

    def mark(self, _: int, /, *, turnout: bool) -> None:
        """Look soon if something has changed in a server that may give work, which no vote does."""
        self._marked = self._marked or not turnout

    def due(self) -> list[Coroutine[None, None, None]]:
        """Return what has to be done in this beat."""
        now = self._context.clock()
        pause = PAUSE if self._marked else SWEEP
        if self._lock.locked() or (self._swept is not None and now - self._swept < pause):
            return []
        self._swept, self._marked = now, False
        return [self._work_alone()]

    async def _work_alone(self) -> None:
        async with self._lock:
            await self._work()

    @abstractmethod
    async def _work(self) -> None:
        """Do what there is to do."""
