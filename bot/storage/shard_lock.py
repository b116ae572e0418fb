"""A lock on each shard: its process keeps the tallies of open polls in memory, so no other may take votes in them."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.faults import OperatorError
from bot.domain.shards import Shards
from bot.storage import postgresql
from bot.storage.urls import parse_url

log = logging.getLogger(__name__)

TAKEOVER_TIMEOUT = 30.0
"""Seconds to wait for the last holder: a process that is ending, or one on a machine that was cut off."""
CHECK_INTERVAL = 5.0
"""Seconds between two checks that the lock is still held."""

# Advisory locks of a session: the server releases them when it ends, however it ends. Keys are shard count and shard.
OTHER_COUNTS = text(
    "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
    " WHERE locktype = 'advisory' AND objsubid = 2 AND datname = current_database() AND classid::bigint <> :count"
)


class ShardsTaken(OperatorError):
    """Another process holds the shards; the message says so."""


class ShardLock:
    """The advisory locks that this process holds on its shards in PostgreSQL."""

    def __init__(self, url: str, shards: Shards, timeout: float) -> None:
        self._engine = postgresql.lock_holder(parse_url(url), timeout)
        self._shards = shards
        self._connection: AsyncConnection | None = None

    async def take(self) -> AsyncConnection:
        """Lock every shard, waiting for a process that is ending; return the connection with the locks.

        Raises ShardsTaken.
        """
        self._connection = connection = await self._engine.connect()
        for number in self._shards.ids:
            await self._take(connection, number)
        if await connection.scalar(OTHER_COUNTS, {"count": self._shards.count}):
            raise ShardsTaken(
                f"Another process on this database has another SHARD_COUNT than {self._shards.count}. Stop it first: "
                "SHARD_COUNT has to be the same everywhere."
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
            raise ShardsTaken(
                f"Another process runs shard {number} of {self._shards.count} on this database. Stop it first: "
                "it counts the votes of those servers."
            ) from error

    async def watch(self, interval: float) -> None:
        """Lock the shards again whenever the connection was lost. Raises ShardsTaken if another process was faster."""
        while True:
            await asyncio.sleep(interval)
            try:
                connection = self._connection or await self.take()
                await connection.execute(select(1))
            except (DBAPIError, OSError) as error:
                if self._connection is not None:
                    log.warning("lost the lock on the shards, trying again: %s", type(error).__name__)
                await self.release()

    async def release(self) -> None:
        """Release the locks."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.invalidate()
            await connection.close()

    async def close(self) -> None:
        """Release the locks and close every connection."""
        await self.release()
        await self._engine.dispose()


@asynccontextmanager
async def hold_shards(url: str, shards: Shards) -> AsyncIterator[asyncio.Future[None]]:
    """Hold the shards' locks inside the `with`. Raises ShardsTaken, at its end too if they were lost meanwhile.

    The future is done as soon as they are lost: no vote may be counted from then on.
    """
    lock = ShardLock(url, shards, TAKEOVER_TIMEOUT)
    try:
        await lock.take()
        watching = asyncio.create_task(lock.watch(CHECK_INTERVAL))
        try:
            yield watching
        finally:
            watching.cancel()
            (ended,) = await asyncio.gather(watching, return_exceptions=True)
        if isinstance(ended, Exception):
            raise ended
    finally:
        await lock.close()
