"""What processes on one PostgreSQL tell each other: in which polls there are new votes, and no more.

It is told beside the commits, not in them: PostgreSQL lets one commit with a notice through at a time, so that the
processes would wait for each other's disk. A notice that is lost, as its process was killed, only delays a count.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import postgresql
from bot.storage.urls import parse_url

log = logging.getLogger(__name__)

CHANNEL = "debate_bot_votes"
TIMEOUT = 5.0
"""Seconds in which the server has to take a notice."""
MOST = 500
"""Polls in one notice, which holds 8,000 bytes."""
CHECK_INTERVAL = 5.0
"""Seconds between two looks at whether the connection still stands."""

_NOTIFY = text("SELECT pg_notify(:channel, :polls)")
_LOST = (DBAPIError, OSError)

Heard = Callable[[set[int]], object]


class Notices:
    """A connection on which this process tells, or hears, in which polls there are new votes."""

    def __init__(self, url: str) -> None:
        self._engine = postgresql.lock_holder(parse_url(url), TIMEOUT)
        self._connection: AsyncConnection | None = None
        self._heard: Heard = set.copy

    async def tell(self, poll_ids: Iterable[int]) -> bool:
        """Tell the other processes of new votes in polls; return whether the server took it."""
        polls = sorted(poll_ids)
        try:
            connection = await self._connected()
            for start in range(0, len(polls), MOST):
                named = ",".join(map(str, polls[start : start + MOST]))
                await connection.execute(_NOTIFY, {"channel": CHANNEL, "polls": named})
        except _LOST as error:
            await self._lost(error)
            return False
        return True

    async def listen(self, heard: Heard) -> None:
        """Begin to hear of new votes. Raises Unreachable."""
        self._heard = heard
        await postgresql.check(self._engine)
        await self._listen()

    async def stay(self, missed: Callable[[], None]) -> None:
        """Go on listening until cancelled; `missed` is called where some votes may not have been heard of."""
        while True:
            await asyncio.sleep(CHECK_INTERVAL)
            try:
                if self._connection is None:
                    await self._listen()
                    missed()
                connection = await self._connected()
                await connection.execute(text("SELECT 1"))
            except _LOST as error:
                await self._lost(error)

    async def _listen(self) -> None:
        raw = await (await self._connected()).get_raw_connection()
        driver: Any = raw.driver_connection
        await driver.add_listener(CHANNEL, self._on_notice)

    def _on_notice(self, _: object, __: int, ___: str, payload: str) -> None:
        self._heard({int(number) for number in payload.split(",") if number.isdecimal()})

    async def _connected(self) -> AsyncConnection:
        if self._connection is None:
            self._connection = await self._engine.connect()
        return self._connection

    async def _lost(self, error: Exception) -> None:
        log.warning("lost the connection for notices between processes, trying again: %s", type(error).__name__)
        await self._let_go()

    async def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.invalidate()
            await connection.close()

    async def close(self) -> None:
        """Close the connection."""
        await self._let_go()
        await self._engine.dispose()
