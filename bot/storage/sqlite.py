"""SQLite: how the bot connects to it."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

READERS = 4
PATIENCE = 10
"""Seconds that a reader waits for a connection."""

# WAL lets readers go on during a commit; FULL keeps acknowledged votes through a power cut, which NORMAL does not.
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=5000",
    "PRAGMA secure_delete=ON",  # what a person has deleted leaves the file, not only the tables
)
READING_PRAGMAS = ("PRAGMA busy_timeout=5000",)


def writer(url: URL) -> Engine:
    """Return the engine of the one connection that writes; whichever thread uses it, one does at a time.

    SQLite before 3.51.3 can corrupt a WAL file when two connections write at once.
    """
    engine = create_engine(
        url.set(drivername="sqlite"),
        pool_size=1,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"check_same_thread": False},
    )
    _prepare(engine, PRAGMAS)
    return engine


def reader(url: URL) -> AsyncEngine:
    """Return the engine of the connections that read."""
    return _reader(url, pool_size=READERS, max_overflow=0, pool_timeout=PATIENCE)


def long_reader(url: URL) -> AsyncEngine:
    """Return the engine of a connection that reads for long; nobody else waits for it, and it is closed afterwards."""
    return _reader(url, poolclass=NullPool)


def _reader(url: URL, **pool: Any) -> AsyncEngine:  # noqa: ANN401  SQLAlchemy's own options
    engine = create_async_engine(url, hide_parameters=True, **pool)
    _prepare(engine.sync_engine, PRAGMAS)
    _begin(engine.sync_engine)
    return engine


def mere_reader(url: URL) -> AsyncEngine:
    """Return the engine of connections that change nothing, for use beside a bot that runs.

    Even a connection that only reads would otherwise write: on its end, what others left in the WAL.
    """
    uri = Path(url.database or "").absolute().as_uri()
    engine = create_async_engine(url.set(database=uri, query={"mode": "ro", "uri": "true"}), hide_parameters=True)
    _prepare(engine.sync_engine, READING_PRAGMAS)
    _begin(engine.sync_engine)
    return engine


def try_out(file: Path) -> None:
    """Open a file once with the plain driver. Raises sqlite3.Error.

    A thread of aiosqlite's whose connection fails outlives the event loop, and complains.
    """
    with closing(sqlite3.connect(file)) as connection:
        for pragma in PRAGMAS:
            connection.execute(pragma)


def _prepare(engine: Engine, pragmas: Iterable[str]) -> None:
    """Make SQLite durable, and keep the driver from starting transactions.

    It would start a deferred one, which fails at once when it first reads and then finds that another connection has
    written.
    """

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _: object) -> None:  # noqa: ANN401  the driver's own type
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()


def _begin(engine: Engine) -> None:
    """Have transactions started that read one consistent view."""

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")
