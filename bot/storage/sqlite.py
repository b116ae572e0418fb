"""Connections to SQLite."""

import os
import sqlite3
import stat
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.storage import one_switch

READERS = 4
POOL_TIMEOUT = 10
"""Seconds to wait for a free connection of the pool."""

PRIVATE = 0o600
OTHERS = 0o077
"""The mode bits that give access to anybody but the owner."""

# WAL lets readers continue during a commit; with FULL acknowledged votes survive a power cut, with NORMAL they may not.
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=5000",
    "PRAGMA secure_delete=ON",  # deleted data are overwritten in the file
)
READING_PRAGMAS = ("PRAGMA busy_timeout=5000",)


def writer(url: URL) -> Engine:
    """Return the engine of the one writing connection; callers use it from one thread at a time.

    SQLite before 3.51.3 can corrupt a WAL file when two connections write at once.
    """
    engine = create_engine(
        url.set(drivername="sqlite"),
        pool_size=1,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"check_same_thread": False},
    )
    _prepare(engine)
    return engine


def reader(url: URL) -> AsyncEngine:
    """Return the engine of the connections that read."""
    return _reader(url, pool_size=READERS, max_overflow=0, pool_timeout=POOL_TIMEOUT)


def long_reader(url: URL) -> AsyncEngine:
    """Return the engine for long reads: each opens a connection of its own and closes it afterwards."""
    return _reader(url, poolclass=NullPool)


def _reader(url: URL, **pool: Any) -> AsyncEngine:  # noqa: ANN401  SQLAlchemy's own options
    creator = partial(one_switch.connect, url.database or "", PRAGMAS)
    engine = create_async_engine(url, hide_parameters=True, async_creator=creator, **pool)
    _begin(engine.sync_engine)
    return engine


def mere_reader(url: URL) -> AsyncEngine:
    """Return the engine of read-only connections, for use beside a running bot.

    Any other connection may write when it closes, as it then checkpoints the WAL.
    """
    uri = f"{Path(url.database or '').absolute().as_uri()}?mode=ro"
    creator = partial(one_switch.connect, uri, READING_PRAGMAS, uri=True)
    engine = create_async_engine(url, hide_parameters=True, async_creator=creator)
    _begin(engine.sync_engine)
    return engine


def keep_private(file: Path) -> None:
    """Make a database readable by its owner only; SQLite creates its other files with the same mode."""
    with suppress(OSError):  # a file that cannot be created fails when it is opened; one of another user is left as is
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE))
    for each in (file, *(file.with_name(f"{file.name}{ending}") for ending in ("-wal", "-shm", "-journal"))):
        with suppress(OSError):
            mode = stat.S_IMODE(each.stat().st_mode)
            if mode & OTHERS:
                each.chmod(mode & ~OTHERS)


def try_reading(file: Path) -> None:
    """Open a file once for reading, as `try_out` does for writing. Raises sqlite3.Error, IsADirectoryError."""
    if file.is_dir():  # SQLite would report a disk error
        raise IsADirectoryError(file)
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.execute("PRAGMA schema_version")


def try_out(file: Path) -> None:
    """Open a file once with the standard driver. Raises sqlite3.Error.

    If aiosqlite's connection failed instead, its thread would outlive the event loop.
    """
    with closing(sqlite3.connect(file)) as connection:
        for pragma in PRAGMAS:
            connection.execute(pragma)


CHECKPOINT_TIMEOUT = 100
"""Milliseconds that a checkpoint waits for readers; all writing waits with it."""


def empty_log(connection: Any) -> bool:  # noqa: ANN401  the driver's own type
    """Checkpoint and truncate the write-ahead log; return False if a reader still needs it."""
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
    """VACUUM: rewrite the file without free space."""
    cursor = connection.cursor()
    cursor.execute("VACUUM")
    cursor.close()


def _prepare(engine: Engine) -> None:
    """Set the pragmas of each new connection, and turn off the driver's own transactions.

    Those are deferred: they fail when they read first and another connection writes before they do.
    """

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _: object) -> None:  # noqa: ANN401  the driver's own type
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(pragma)
        cursor.close()


def _begin(engine: Engine) -> None:
    """Begin transactions explicitly, so that each reads one snapshot."""

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        if isinstance(driver, one_switch.Connection):
            driver.begin_soon()
