"""One process a shard: it keeps the counts of open polls in memory, so nobody else may take votes in them."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.shards import Shards
from bot.storage import postgresql
from bot.storage.urls import parse_url

log = logging.getLogger(__name__)

PATIENCE = 30.0
"""Seconds in which a process that is about to end, or whose machine is cut off, gives its shards up."""
CHECK = 5.0
"""Seconds between two looks whether the lock is still held."""

# Locks of a session, which its end gives back, however it ends. They carry two numbers: count and shard.
OTHER_COUNTS = text(
    "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
    " WHERE locktype = 'advisory' AND objsubid = 2 AND datname = current_database() AND classid::bigint <> :count"
)


class Taken(Exception):
    """Another process has the shards; the message says so."""


class Ownership:
    """The claim of this process to its shards on a PostgreSQL database."""

    def __init__(self, url: str, shards: Shards, patience: float) -> None:
        self._engine = postgresql.holder(parse_url(url), patience)
        self._shards = shards
        self._connection: AsyncConnection | None = None

    async def take(self) -> AsyncConnection:
        """Take every shard, waiting for a process that is about to end; return what holds them. Raises Taken."""
        self._connection = connection = await self._engine.connect()
        for number in self._shards.ids:
            await self._take(connection, number)
        if await connection.scalar(OTHER_COUNTS, {"count": self._shards.count}):
            raise Taken(
                f"Another process on this database divides the servers otherwise than into {self._shards.count} "
                "shards. Stop it first: SHARD_COUNT has to be the same everywhere."
            )
        return connection

    async def _take(self, connection: AsyncConnection, number: int) -> None:
        lock = self._shards.count, number
        if await connection.scalar(select(func.pg_try_advisory_lock(*lock))):
            return
        log.warning("another process runs shard %d of %d; waiting for it to end", number, self._shards.count)
        try:
            await connection.execute(select(func.pg_advisory_lock(*lock)))
        except DBAPIError as error:
            if not postgresql.timed_out(error):
                raise
            raise Taken(
                f"Another process runs shard {number} of {self._shards.count} on this database. Stop it first: "
                "it counts the votes of those servers."
            ) from error

    async def keep(self, check: float) -> None:
        """Take the shards again whenever the server was restarted. Raises Taken where another process was faster."""
        while True:
            await asyncio.sleep(check)
            try:
                connection = self._connection or await self.take()
                await connection.execute(select(1))
            except (DBAPIError, OSError) as error:
                if self._connection is not None:
                    log.warning("the hold on the shards is lost and is tried again: %s", type(error).__name__)
                await self.give_back()

    async def give_back(self) -> None:
        """Let others have the shards."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.invalidate()
            await connection.close()

    async def close(self) -> None:
        """Let others have the shards, and close every connection."""
        await self.give_back()
        await self._engine.dispose()


@asynccontextmanager
async def alone(url: str, shards: Shards) -> AsyncIterator[asyncio.Future[None]]:
    """Hold the shards for as long as this lasts; raises Taken, also at the end where they were lost meanwhile.

    What it gives is done as soon as they are lost: nothing may be counted from then on.
    """
    ownership = Ownership(url, shards, PATIENCE)
    try:
        await ownership.take()
        keeping = asyncio.create_task(ownership.keep(CHECK))
        try:
            yield keeping
        finally:
            keeping.cancel()
            (ended,) = await asyncio.gather(keeping, return_exceptions=True)
        if isinstance(ended, Exception):
            raise ended
    finally:
        await ownership.close()
