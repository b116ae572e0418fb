"""The database: one connection that writes, a few that read."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import Engine, create_engine, event, func, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.storage import postgresql
from bot.storage.writers import AsyncWriter, ThreadedConnection, ThreadWriter, Writer

T = TypeVar("T")

Connection = AsyncConnection | ThreadedConnection
"""An open transaction, handed from `Database` to the queries."""

Reading = AsyncConnection
"""An open reading transaction, which can also stream."""

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
READERS = 4
SCHEMA = 0
"""What a transaction that changes the tables gives in place of a server's id."""

# WAL lets readers go on during a commit; FULL keeps acknowledged votes through a power cut, which NORMAL does not.
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=5000",
    "PRAGMA secure_delete=ON",  # what a person has deleted leaves the file, not only the tables
)
READING_PRAGMAS = ("PRAGMA busy_timeout=5000",)


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
    parsed = parsed.set(drivername=driver)
    if driver.startswith("sqlite"):
        return parsed
    try:
        return postgresql.with_options(parsed)
    except postgresql.UnknownOption as error:
        raise BadUrl(f"DATABASE_URL has the option {error}; those there are: host, port, sslmode") from error


def sqlite_file(url: str) -> Path | None:
    """Return the file of an SQLite URL, None for a database server. Raises BadUrl."""
    parsed = parse_url(url)
    return Path(parsed.database) if parsed.drivername.startswith("sqlite") and parsed.database else None


class Database:
    """Transactions on one database. Committed means stored; an exception inside means rolled back."""

    def __init__(self, writer: Writer, reader: AsyncEngine) -> None:
        self._writer = writer
        self._reader = reader
        self._writing = asyncio.Lock()

    @classmethod
    def at(cls, url: str) -> "Database":
        """Return the database of a URL, making the folder of an SQLite file. Raises BadUrl."""
        parsed = parse_url(url)
        if not parsed.drivername.startswith("sqlite"):
            try:
                return cls(AsyncWriter(postgresql.writer(parsed)), postgresql.reader(parsed))
            except ModuleNotFoundError as error:
                raise BadUrl(
                    "DATABASE_URL names PostgreSQL, whose driver is not installed: pip install 'debate-bot[postgresql]'"
                ) from error
            except ArgumentError as error:
                raise BadUrl("DATABASE_URL has a port that is no number") from error
        try:
            Path(parsed.database or "").parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadUrl(f"DATABASE_URL names a folder that cannot be made: {error}") from error
        # SQLite before 3.51.3 can corrupt a WAL file when two connections write at once: this one is the only writer.
        writer = create_engine(
            parsed.set(drivername="sqlite"),
            pool_size=1,
            max_overflow=0,
            hide_parameters=True,
            connect_args={"check_same_thread": False},
        )
        reader = create_async_engine(parsed, pool_size=READERS, max_overflow=0, hide_parameters=True)
        _prepare(writer, "BEGIN IMMEDIATE")
        _prepare(reader.sync_engine, "BEGIN")
        return cls(ThreadWriter(writer), reader)

    async def check(self) -> None:
        """See that the database can be used. Raises postgresql.Unreachable."""
        if isinstance(self._writer, AsyncWriter):
            await postgresql.check(self._writer.engine)

    @classmethod
    def to_read(cls, url: str) -> "Database":
        """Return the database of a URL for reading alone, which may be done beside a running bot. Raises BadUrl."""
        file = sqlite_file(url)
        if file is None:
            return cls.at(url)
        # Even a connection that only reads would otherwise write: on its end, what others left in the WAL.
        parsed = parse_url(url).set(database=file.absolute().as_uri(), query={"mode": "ro", "uri": "true"})
        reader = create_async_engine(parsed, hide_parameters=True)
        _prepare(reader.sync_engine, "BEGIN", READING_PRAGMAS)
        return cls(AsyncWriter(reader), reader)

    @asynccontextmanager
    async def writing(self, alone: int | None = None) -> AsyncIterator[Connection]:
        """Open the one writing transaction of this process; the next waits until this has ended.

        What is read before it is written has to stay as it was read. On SQLite it does, as nobody else writes. On
        PostgreSQL other processes do: `alone`, a server's id or SCHEMA, makes those wait that give the same number.
        """
        async with self._writing, self._writer.begin() as connection:
            if alone is not None and connection.dialect.name == "postgresql":
                await connection.execute(select(func.pg_advisory_xact_lock(alone)))
            yield connection

    async def write(self, work: Callable[[SyncConnection], T]) -> T:
        """Run something as one writing transaction; it may run in another thread."""
        async with self._writing:
            return await self._writer.run(work)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reading]:
        """Open a reading transaction: one consistent view, whatever is written meanwhile."""
        async with self._reader.connect() as connection:
            yield connection

    async def answers(self, *, within: float) -> bool:
        """Say whether the database can be read at present, within so many seconds."""
        try:
            async with asyncio.timeout(within), self.reading() as connection:
                # Without a table SQLite would answer even where the file is gone.
                await connection.execute(text("SELECT version_num FROM alembic_version"))
        except (SQLAlchemyError, OSError, TimeoutError):
            return False
        return True

    async def close(self) -> None:
        """Close every connection; aiosqlite's threads would keep the process alive otherwise."""
        await self._reader.dispose()
        await self._writer.close()


def _prepare(engine: Engine, begin: str, pragmas: Iterable[str] = PRAGMAS) -> None:
    """Make SQLite durable, and start transactions by hand.

    The driver would start a deferred one, which fails at once when it first reads and then finds that another
    connection has written.
    """

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _: object) -> None:  # noqa: ANN401  the driver's own type
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: SyncConnection) -> None:
        connection.exec_driver_sql(begin)
