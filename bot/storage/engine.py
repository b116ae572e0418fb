"""The database: one connection that writes, a few that read."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.domain.faults import Trouble
from bot.storage.faults import Watch

Connection = AsyncConnection
"""An open transaction, handed from `Database` to the queries."""

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
READERS = 4

# WAL lets readers go on during a commit; FULL keeps acknowledged votes through a power cut, which NORMAL does not.
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=5000",
    "PRAGMA secure_delete=ON",  # what a person has deleted leaves the file, not only the tables
)


class BadUrl(Exception):
    """DATABASE_URL cannot be used; the message says why."""


def parse_url(url: str) -> URL:
    """Return the URL with the async driver of its database. Raises BadUrl."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise BadUrl("DATABASE_URL is not a database URL; write for example sqlite:///data/debate.db") from error
    driver = DRIVERS.get(parsed.drivername.split("+")[0])
    if driver is None:
        raise BadUrl(f"DATABASE_URL names {parsed.drivername!r}; use sqlite or postgresql")
    if driver.startswith("sqlite") and (parsed.host or parsed.database in {None, "", ":memory:"}):
        raise BadUrl("DATABASE_URL names no file; write for example sqlite:///data/debate.db, with three slashes")
    return parsed.set(drivername=driver)


def sqlite_file(url: str) -> Path | None:
    """Return the file of an SQLite URL, None for a database server. Raises BadUrl."""
    parsed = parse_url(url)
    return Path(parsed.database) if parsed.drivername.startswith("sqlite") and parsed.database else None


class Database:
    """Transactions on one database. Committed means stored; an exception inside means rolled back."""

    def __init__(self, writer: AsyncEngine, reader: AsyncEngine, file: Path | None = None) -> None:
        self._writer = writer
        self._reader = reader
        self._writing = asyncio.Lock()
        self._file = file
        self._identity: tuple[int, int] | None = None
        place = _place(file)
        self._watch_writing = Watch(place, writing=True)
        self._watch_reading = Watch(place, writing=False)

    @classmethod
    def at(cls, url: str) -> "Database":
        """Return the database of a URL, making the folder of an SQLite file. Raises BadUrl, StorageFault."""
        parsed = parse_url(url)
        if not parsed.drivername.startswith("sqlite"):
            try:
                engine = create_async_engine(parsed, pool_pre_ping=True)
            except ModuleNotFoundError as error:
                raise BadUrl("DATABASE_URL names PostgreSQL, whose driver is not installed: asyncpg") from error
            return cls(engine, engine)
        file = Path(parsed.database or "")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadUrl(f"DATABASE_URL names a folder that cannot be made: {error}") from error
        _try(file)
        # SQLite before 3.51.3 can corrupt a WAL file when two connections write at once: this one is the only writer.
        writer = create_async_engine(parsed, pool_size=1, max_overflow=0)
        reader = create_async_engine(parsed, pool_size=READERS, max_overflow=0)
        _prepare(writer, "BEGIN IMMEDIATE")
        _prepare(reader, "BEGIN")
        return cls(writer, reader, file)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Connection]:
        """Open the one writing transaction; the next waits until this has ended. Raises StorageFault."""
        async with self._writing:
            self._require_file(self._watch_writing)
            with self._watch_writing.transaction():
                async with self._writer.begin() as connection:
                    yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """Open a reading transaction: one consistent view, whatever is written meanwhile. Raises StorageFault."""
        self._require_file(self._watch_reading)
        with self._watch_reading.transaction():
            async with self._reader.connect() as connection:
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

    async def close(self) -> None:
        """Close every connection; aiosqlite's threads would keep the process alive otherwise."""
        await self._reader.dispose()
        await self._writer.dispose()


def _try(file: Path) -> None:
    """Open the file once with the plain driver. Raises StorageFault.

    A thread of aiosqlite's whose connection fails outlives the event loop, and complains.
    """
    with Watch(_place(file), writing=True).transaction(), closing(sqlite3.connect(file)) as connection:
        for pragma in PRAGMAS:
            connection.execute(pragma)


def _place(file: Path | None) -> str:
    return f"The database {file}" if file else "The database server"


def _prepare(engine: AsyncEngine, begin: str) -> None:
    """Make SQLite durable, and start transactions by hand.

    The driver would start a deferred one, which fails at once when it first reads and then finds that another
    connection has written.
    """

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _: object) -> None:  # noqa: ANN401  the driver's own type
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: SyncConnection) -> None:
        connection.exec_driver_sql(begin)
