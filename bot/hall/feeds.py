"""What open pages are sent: one rendering a change, for all of them; who is slow gets the newest and misses some."""

import asyncio
import contextlib
import secrets
from collections.abc import Callable
from datetime import datetime

import orjson

from bot.hall.frames import Frame


class Feed:
    """The frames of one page on the wall. `name` is the last one's, None before the first."""

    def __init__(self) -> None:
        self.name: str | None = None
        self.pages = 0
        self.is_over = False
        self._frame: Frame | None = None
        self._body = b""
        self._mark = secrets.token_hex(4)  # tells its frames from those before a restart
        self._number = 0
        self._changed = asyncio.Event()

    def publish(self, frame: Frame) -> None:
        """Send a frame to all pages, unless it says nothing new."""
        if frame == self._frame:
            return
        self._frame, self._body = frame, orjson.dumps(frame)
        self._number += 1
        self.name = f"{self._mark}-{self._number}"
        self._wake()

    def end(self) -> None:
        """Tell all pages that this one is closed."""
        self.is_over = True
        self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def wait_for_other(self, than: str | None, seconds: float) -> bool:
        """Wait until there is another frame than the one with that name, or the end; False after so many seconds."""
        if self.is_over or self.name != than:
            return True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._changed.wait()
                return True
        return False

    def event(self, clock: Callable[[], datetime]) -> bytes:
        """Return the newest frame as an event, with the present time, by which a page sets its clocks."""
        if self.is_over:
            return b"event: over\ndata: {}\n\n"
        present = round(clock().timestamp() * 1000)
        return b'id: %s\nevent: frame\ndata: {"now": %d, "frame": %s}\n\n' % (
            (self.name or "").encode(),
            present,
            self._body,
        )
