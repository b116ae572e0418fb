"""SQLite: how the bot connects to it."""

import os
import sqlite3
import stat
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

READERS = 4
POOL_TIMEOUT = 10
"""Seconds that a reader waits for a connection."""

PRIVATE = 0o600
OTHERS = 0o077
"""The bits of a file's mode that let others than its owner at it."""

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
    return _reader(url, pool_size=READERS, max_overflow=0, pool_timeout=POOL_TIMEOUT)


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


def keep_private(file: Path) -> None:
    """See that nobody but its owner can read a database; SQLite gives its other files the same mode."""
    with suppress(OSError):  # what cannot be made is said when it is opened; what is somebody else's stays theirs
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE))
    for each in (file, *(file.with_name(f"{file.name}{ending}") for ending in ("-wal", "-shm", "-journal"))):
        with suppress(OSError):
            mode = stat.S_IMODE(each.stat().st_mode)
            if mode & OTHERS:
                each.chmod(mode & ~OTHERS)


def try_reading(file: Path) -> None:
    """Open a file once to read it, as `try_out` does. Raises sqlite3.Error, IsADirectoryError."""
    if file.is_dir():  # which SQLite would call an error of the disk
        raise IsADirectoryError(file)
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.execute("PRAGMA schema_version")


def try_out(file: Path) -> None:
    """Open a file once with the plain driver. Raises sqlite3.Error.

    A thread of aiosqlite's whose connection fails outlives the event loop, and complains.
    """
    with closing(sqlite3.connect(file)) as connection:
        for pragma in PRAGMAS:
            connection.execute(pragma)


CHECKPOINT_TIMEOUT = 100
"""Milliseconds for which emptying the log waits for readers, and with it everybody who writes."""


def empty_log(connection: Any) -> bool:  # noqa: ANN401  the driver's own type
    """Move the write-ahead log into the file and cut it to nothing; return False where a reader still needs it."""
    cursor = connection.cursor()
    (timeout,) = cursor.execute("PRAGMA busy_timeout").fetchone()
    try:
        cursor.execute(f"PRAGMA busy_timeout={min(timeout, CHECKPOINT_TIMEOUT)}")
        (busy, _, _) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        cursor.execute(f"PRAGMA busy_timeout={timeout}")
        cursor.close()
    return not busy


def rebuild(connection: Any) -> None:  # noqa: ANN401  as above
    """Write the whole file anew, without the room between its rows."""
    cursor = connection.cursor()
    cursor.execute("VACUUM")
    cursor.close()


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
