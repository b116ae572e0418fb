"""PostgreSQL: how the bot connects to it."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

READERS = 4
CONNECT_TIMEOUT = 10
"""Seconds that connecting may take."""
POOL_TIMEOUT = 10
"""Seconds that a reader waits for a connection."""
STATEMENT_TIMEOUT = 60
"""Seconds that one statement may take, or else the server is taken to be cut off."""

# Durable before it is acknowledged; and no lock is waited for, or held by a process that hangs, for ever. Where a
# machine is cut off, the server finds out within half a minute and gives up the locks that were held from there.
SETTINGS = {
    "application_name": "debate-bot",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "4",
}
WRITING = SETTINGS | {
    "synchronous_commit": "on",
    "default_transaction_isolation": "read committed",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "60s",
}
# A reading transaction sees one moment, as SQLite's do.
READING = SETTINGS | {"default_transaction_isolation": "repeatable read", "default_transaction_read_only": "on"}

LOCK_NOT_AVAILABLE = "55P03"

SCRUBBED = ("secret_ballots", "mixed_ballots", "secret_voters", "ballots", "names", "responses", "codes")
"""Tables whose deleted and overwritten rows are to go."""
VACUUM_TIMEOUT = 600.0
"""Seconds that freeing their room may take; votes go on meanwhile."""

# What libpq calls sslmode, asyncpg calls ssl; the values are the same.
OPTIONS = {"host": "host", "port": "port", "ssl": "ssl", "sslmode": "ssl"}


class Unreachable(Exception):
    """The database server does not let the bot in; the message says why."""


class UnknownOption(Exception):
    """A URL carries an option that means nothing to the driver; the message is its name."""


def with_options(url: URL) -> URL:
    """Return a URL with its options as the driver calls them. Raises UnknownOption."""
    for name in url.query:
        if name not in OPTIONS:
            raise UnknownOption(name)
    return url.set(query={OPTIONS[name]: value for name, value in url.query.items()})


def writer(url: URL) -> AsyncEngine:
    """Return the engine of the one connection that writes. Raises ModuleNotFoundError without the driver."""
    return _engine(url, 1, WRITING)


def reader(url: URL) -> AsyncEngine:
    """Return the engine of the connections that read. Raises ModuleNotFoundError without the driver."""
    return _engine(url, READERS, READING)


def long_reader(url: URL) -> AsyncEngine:
    """Return the engine of a connection that reads for long; nobody else waits for it, and it is closed afterwards."""
    arguments = {"timeout": CONNECT_TIMEOUT, "command_timeout": STATEMENT_TIMEOUT, "server_settings": READING}
    return create_async_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=arguments)


def lock_holder(url: URL, lock_timeout: float) -> AsyncEngine:
    """Return the engine of a connection that holds locks for long, and waits for one at most `lock_timeout` seconds."""
    waiting = SETTINGS | {"lock_timeout": f"{lock_timeout * 1000:.0f}ms"}
    arguments = {
        "timeout": CONNECT_TIMEOUT,
        "command_timeout": lock_timeout + CONNECT_TIMEOUT,
        "server_settings": waiting,
    }
    return create_async_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=arguments)


def cleaner(url: URL) -> AsyncEngine:
    """Return the engine of a connection that is there for as long as it cleans up."""
    return lock_holder(url, VACUUM_TIMEOUT)


async def vacuum(engine: AsyncEngine) -> None:
    """Free the room of rows that no transaction can see any more, so that it is written over in time.

    A table that another process is cleaning up already is left to it.
    """
    async with engine.connect() as connection:
        await connection.exec_driver_sql(f"VACUUM (SKIP_LOCKED) {', '.join(SCRUBBED)}")


def timed_out(error: DBAPIError) -> bool:
    """Whether a lock was waited for in vain."""
    return getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE


def _engine(url: URL, connections: int, settings: dict[str, str]) -> AsyncEngine:
    arguments = {"timeout": CONNECT_TIMEOUT, "command_timeout": STATEMENT_TIMEOUT, "server_settings": settings}
    engine = create_async_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT,
        hide_parameters=True,
        connect_args=arguments,
    )

    # SQLAlchemy's own `pool_pre_ping` costs three round trips a transaction; that the server has hung up, after a
    # restart, the driver knows without asking.
    @event.listens_for(engine.sync_engine, "checkout")
    def on_checkout(connection: Any, record: object, proxy: object) -> None:  # noqa: ANN401, ARG001  the event's signature
        if connection.driver_connection.is_closed():
            raise DisconnectionError

    return engine


async def check(engine: AsyncEngine) -> None:
    """Connect once. Raises Unreachable; its message holds no password."""
    try:
        async with engine.connect():
            pass
    except (OSError, DBAPIError) as error:
        reason = str(error.orig if isinstance(error, DBAPIError) else error).partition("\n")[0]
        raise Unreachable(
            f"DATABASE_URL names a PostgreSQL server that cannot be used: {reason or 'it does not answer'}"
        ) from error
