"""The database: one connection that writes, a few that read, and one for those who read for long."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import func, select, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.faults import StorageFault, Trouble
from bot.storage import postgresql, sqlite
from bot.storage.faults import Watch
from bot.storage.urls import BadUrl, parse_url, sqlite_file
from bot.storage.writers import AsyncWriter, ThreadedConnection, ThreadWriter, Writer

T = TypeVar("T")

Connection = AsyncConnection | ThreadedConnection
"""An open transaction, handed from `Database` to the queries."""

Reading = AsyncConnection
"""An open reading transaction, which can also stream."""

SCHEMA = 0
"""What a transaction that changes the tables gives in place of a server's id."""


class Database:
    """Transactions on one database. Committed means stored; an exception inside means rolled back."""

    def __init__(
        self, writer: Writer, reader: AsyncEngine, long_reader: AsyncEngine | None = None, *, file: Path | None = None
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._long_reader = long_reader or reader
        self._file = file
        self._identity: tuple[int, int] | None = None
        self._watch_writing = Watch(_place(file), writing=True)
        self._watch_reading = Watch(_place(file), writing=False)
        self._writing = asyncio.Lock()

    @classmethod
    def at(cls, url: str) -> "Database":
        """Return the database of a URL, making the folder of an SQLite file. Raises BadUrl, StorageFault."""
        parsed = parse_url(url)
        file = sqlite_file(url)
        if file is None:
            try:
                server = AsyncWriter(postgresql.writer(parsed))
                return cls(server, postgresql.reader(parsed), postgresql.long_reader(parsed))
            except ModuleNotFoundError as error:
                raise BadUrl(
                    "DATABASE_URL names PostgreSQL, whose driver is not installed: pip install 'debate-bot[postgresql]'"
                ) from error
            except ArgumentError as error:
                raise BadUrl("DATABASE_URL has a port that is no number") from error
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadUrl(f"DATABASE_URL names a folder that cannot be made: {error}") from error
        with Watch(_place(file), writing=True).transaction():
            sqlite.try_out(file)
        writer = ThreadWriter(sqlite.writer(parsed))
        return cls(writer, sqlite.reader(parsed), sqlite.long_reader(parsed), file=file)

    @classmethod
    def to_read(cls, url: str) -> "Database":
        """Return the database of a URL for reading alone, which may be done beside a running bot. Raises BadUrl."""
        file = sqlite_file(url)
        if file is None:
            return cls.at(url)
        reader = sqlite.mere_reader(parse_url(url))
        return cls(AsyncWriter(reader), reader, file=file)

    async def check(self) -> None:
        """See that a database server can be used. Raises postgresql.Unreachable."""
        if isinstance(self._writer, AsyncWriter) and self._file is None:
            await postgresql.check(self._writer.engine)

    @asynccontextmanager
    async def writing(self, alone: int | None = None) -> AsyncIterator[Connection]:
        """Open the one writing transaction of this process; the next waits until this has ended. Raises StorageFault.

        What is read before it is written has to stay as it was read. On SQLite it does, as nobody else writes. On
        PostgreSQL other processes do: `alone`, a server's id or SCHEMA, makes those wait that give the same number.
        """
        async with self._writing:
            self._require_file(self._watch_writing)
            with self._watch_writing.transaction():
                async with self._writer.begin() as connection:
                    if alone is not None and connection.dialect.name == "postgresql":
                        await connection.execute(select(func.pg_advisory_xact_lock(alone)))
                    yield connection

    async def write(self, work: Callable[[SyncConnection], T]) -> T:
        """Run something as one writing transaction; it may run in another thread. Raises StorageFault."""
        async with self._writing:
            self._require_file(self._watch_writing)
            with self._watch_writing.transaction():
                return await self._writer.run(work)

    @asynccontextmanager
    async def reading(self, *, for_long: bool = False) -> AsyncIterator[Reading]:
        """Open a reading transaction: one consistent view, whatever is written meanwhile. Raises StorageFault.

        What takes many seconds is `for_long`, on a connection of its own: nobody else waits for it.
        """
        self._require_file(self._watch_reading)
        with self._watch_reading.transaction():
            async with (self._long_reader if for_long else self._reader).connect() as connection:
                yield connection

    def _require_file(self, watch: Watch) -> None:
        """Raise StorageFault where the file is gone: SQLite would go on in what nobody can open any more."""
        if self._file is None:
            return
        try:
            found = self._file.stat()
        except OSError as error:
            if self._identity is None:  # not made yet
                return
            raise watch.fault(Trouble.AWAY) from error
        identity = found.st_dev, found.st_ino
        if self._identity not in {None, identity}:
            raise watch.fault(Trouble.REPLACED)
        self._identity = identity

    async def answers(self, *, within: float) -> bool:
        """Say whether the database can be read at present, within so many seconds."""
        try:
            async with asyncio.timeout(within), self.reading() as connection:
                # Without a table SQLite would answer even where the file is gone.
                await connection.execute(text("SELECT version_num FROM alembic_version"))
        except (SQLAlchemyError, StorageFault, OSError, TimeoutError):
            return False
        return True

    async def close(self) -> None:
        """Close every connection; aiosqlite's threads would keep the process alive otherwise."""
        await self._reader.dispose()
        await self._long_reader.dispose()
        await self._writer.close()


def _place(file: Path | None) -> str:
    return f"The database {file}" if file else "The database server"
