"""The database: one connection that writes, a pool that reads, and one connection for long reads."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import delete, func, select, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.pool import QueuePool

from bot.domain.faults import StorageFault, Trouble
from bot.resources import how_to_add
from bot.storage import postgresql, sqlite
from bot.storage.faults import Watch
from bot.storage.scrubbing import Scrubber
from bot.storage.tables import meta
from bot.storage.urls import BadUrl, parse_url, sqlite_file
from bot.storage.writers import AsyncWriter, ThreadedConnection, ThreadWriter, Writer

T = TypeVar("T")

log = logging.getLogger(__name__)

Connection = AsyncConnection | ThreadedConnection
"""An open transaction, which `Database` passes to the queries."""

Reading = AsyncConnection
"""An open reading transaction, which can also stream."""

SCHEMA = 0
"""The lock of a transaction that changes the tables; others use a server's id."""

REBUILD_DUE = "rebuild due"
"""The key that is set while data were deleted and the file has not been rebuilt since."""


class Database:
    """Transactions on one database. Committed means stored; an exception inside means rolled back."""

    def __init__(
        self, writer: Writer, reader: AsyncEngine, long_reader: AsyncEngine | None = None, *, file: Path | None = None
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._long_reader = long_reader or reader
        self._file = file
        self._path, self._log = f"{file}", f"{file}-wal"
        self._identity: Identity | None = None
        self._log_identity: Identity | None = None
        self._watch_writing = Watch(_label(file), writing=True)
        self._watch_reading = Watch(_label(file), writing=False)
        self._writing = asyncio.Lock()
        self._scrubber = Scrubber(self._scrub, _label(file))

    @classmethod
    def at(cls, url: str) -> "Database":
        """Return the database of a URL; creates the folder of an SQLite file. Raises BadUrl, StorageFault."""
        parsed = parse_url(url)
        file = sqlite_file(url)
        if file is None:
            try:
                server = AsyncWriter(postgresql.writer(parsed), postgresql.cleaner(parsed))
                return cls(server, postgresql.reader(parsed), postgresql.long_reader(parsed))
            except ModuleNotFoundError as error:
                raise BadUrl(
                    f"DATABASE_URL names PostgreSQL, whose driver is not installed: {how_to_add('postgresql')}"
                ) from error
            except ArgumentError as error:
                raise BadUrl("DATABASE_URL has a port that is no number") from error
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadUrl(f"DATABASE_URL names a folder that cannot be made: {error}") from error
        with Watch(_label(file), writing=True).transaction():
            sqlite.keep_private(file)
            sqlite.try_out(file)
        writer = ThreadWriter(sqlite.writer(parsed))
        return cls(writer, sqlite.reader(parsed), sqlite.long_reader(parsed), file=file)

    @classmethod
    def to_read(cls, url: str) -> "Database":
        """Return a read-only database, safe to use beside a running bot. Raises BadUrl, StorageFault."""
        file = sqlite_file(url)
        if file is None:
            return cls.at(url)
        watch = Watch(_label(file), writing=False)
        try:
            with watch.transaction():
                sqlite.try_reading(file)
        except IsADirectoryError as error:
            raise watch.fault(Trouble.AWAY) from error
        reader = sqlite.mere_reader(parse_url(url))
        return cls(AsyncWriter(reader), reader, file=file)

    async def check(self) -> None:
        """Check that a database server accepts connections. Raises postgresql.Unreachable."""
        if isinstance(self._writer, AsyncWriter) and self._file is None:
            await postgresql.check(self._writer.engine)

    @asynccontextmanager
    async def writing(self, lock: int | None = None) -> AsyncIterator[Connection]:
        """Open the one writing transaction of this process; the next waits until it ends. Raises StorageFault.

        A read in it must still hold at the write. On SQLite nobody else writes; on PostgreSQL other processes do, and
        `lock`, a server's id or SCHEMA, makes those wait that use the same one.
        """
        async with self._writing:
            self._require_file(self._watch_writing)
            with self._watch_writing.transaction():
                await self._require_log()
                async with self._writer.begin() as connection:
                    if lock is not None and connection.dialect.name == "postgresql":
                        await connection.execute(select(func.pg_advisory_xact_lock(lock)))
                    yield connection
                await self._require_log(committed=True)

    async def write(self, work: Callable[[SyncConnection], T]) -> T:
        """Run a function as one writing transaction, maybe in another thread. Raises StorageFault."""
        async with self._writing:
            self._require_file(self._watch_writing)
            with self._watch_writing.transaction():
                await self._require_log()
                done = await self._writer.run(work)
                await self._require_log(committed=True)
                return done

    @asynccontextmanager
    async def reading(self, *, for_long: bool = False) -> AsyncIterator[Reading]:
        """Open a reading transaction: one consistent snapshot. Raises StorageFault.

        `for_long` takes a connection of its own, so that a read of many seconds blocks no pooled one.
        """
        self._require_file(self._watch_reading)
        # A new connection would not see the commits in a removed log, so they are saved to the file first.
        if self._log_identity is not None and not self._has_log(self._found_log()) and not self._writing.locked():
            async with self._writing:
                with suppress(StorageFault):  # the operator has been told
                    await self._require_log()
        with self._watch_reading.transaction():
            async with (self._long_reader if for_long else self._reader).connect() as connection:
                yield connection

    def _require_file(self, watch: Watch) -> None:
        """Raise StorageFault if the file is gone: SQLite would go on writing to the deleted file."""
        if self._file is None:
            return
        try:
            found = os.stat(self._path)  # noqa: PTH116  twice as fast, and each commit looks three times
        except OSError as error:
            if self._identity is None:  # not made yet
                return
            raise watch.fault(Trouble.AWAY) from error
        if self._identity not in {None, _identity(found)}:
            raise watch.fault(Trouble.REPLACED)
        self._identity = _identity(found)

    async def _require_log(self, *, committed: bool = False) -> None:
        """Check that SQLite's write-ahead log, which has the latest commits, is still there. Raises StorageFault.

        If it was removed, SQLite goes on writing to the deleted file, which is lost when the process ends. Its
        contents are then checkpointed into the database.
        """
        if self._file is None or not isinstance(self._writer, ThreadWriter):
            return
        found = self._found_log()
        if self._log_identity is None:
            self._log_identity = _identity(found) if found and committed else None
            return
        if self._has_log(found):
            return
        foreign = found is not None and found.st_size > 0
        if foreign or self._is_being_read() or not await self._writer.empty_log():
            raise self._watch_writing.fault(Trouble.LOG_AWAY, certain=not committed)
        await self._writer.reconnect()
        await self._reader.dispose()
        self._log_identity = None
        log.warning("%s-wal was removed while the bot ran; nothing is lost, its content is in the database", self._file)

    def _found_log(self) -> os.stat_result | None:
        try:
            return os.stat(self._log)  # noqa: PTH116  as above
        except OSError:
            return None

    def _has_log(self, found: os.stat_result | None) -> bool:
        return found is not None and _identity(found) == self._log_identity

    def _is_being_read(self) -> bool:
        pool = self._reader.sync_engine.pool
        return isinstance(pool, QueuePool) and pool.checkedout() > 0

    async def scrub(self, *, rebuild: bool = False) -> None:
        """Remove deleted data and the order of commits from the disk, as far as the database can.

        SQLite's log is emptied and, with `rebuild`, the file is rebuilt: at once or, if a reader is in the way, in the
        background as soon as possible.
        """
        await self._scrubber.now(rebuild=rebuild)

    def scrub_soon(self) -> None:
        """Empty SQLite's log shortly, in the background."""
        if isinstance(self._writer, ThreadWriter):
            self._scrubber.soon()

    async def _scrub(self, rebuild: bool) -> bool:  # noqa: FBT001  as the scrubber calls it
        if isinstance(self._writer, AsyncWriter):
            with self._watch_writing.transaction():
                await self._writer.vacuum()
        async with self._writing:
            self._require_file(self._watch_writing)
            with self._watch_writing.transaction():
                await self._require_log()
                if rebuild:
                    if isinstance(self._writer, ThreadWriter):
                        await self._writer.rebuild()
                    await self._writer.run(lambda connection: connection.execute(_REBUILT))
                return await self._writer.empty_log() if isinstance(self._writer, ThreadWriter) else True

    async def answers(self, *, within: float) -> bool:
        """Return whether the database answers a read within so many seconds."""
        try:
            async with asyncio.timeout(within), self.reading() as connection:
                # A query without a table would succeed even if the file is gone.
                await connection.execute(text("SELECT version_num FROM alembic_version"))
        except (SQLAlchemyError, StorageFault, OSError, TimeoutError):
            return False
        return True

    async def close(self) -> None:
        """Close every connection; aiosqlite's threads would keep the process alive otherwise."""
        await self._scrubber.close()
        await self._reader.dispose()
        await self._long_reader.dispose()
        await self._writer.close()


Identity = tuple[int, int]
"""Device and inode of a file: its identity, whatever its name."""

_REBUILT = delete(meta).where(meta.c.key == REBUILD_DUE)


def _identity(found: os.stat_result) -> Identity:
    return found.st_dev, found.st_ino


def _label(file: Path | None) -> str:
    return f"The database {file}" if file else "The database server"
