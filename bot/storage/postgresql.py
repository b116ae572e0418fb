"""Connections to PostgreSQL."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bot.domain.faults import OperatorError

READERS = 4
CONNECT_TIMEOUT = 10
"""Seconds to connect."""
POOL_TIMEOUT = 10
"""Seconds to wait for a free connection of the pool."""
STATEMENT_TIMEOUT = 60
"""Seconds for one statement, after which the server counts as unreachable."""

# A plan that the server keeps was made for the tables as they were: one made before the first vote reads all of them at
# every commit. Planning a statement anew takes it a tenth of a millisecond.
#
# Commits are durable before they are acknowledged, and no lock is awaited or held for ever. Keepalives let the server
# notice within half a minute that a machine was cut off, and release its locks.
SETTINGS = {
    "application_name": "debate-bot",
    "plan_cache_mode": "force_custom_plan",
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
# A reading transaction is one snapshot, as in SQLite.
READING = SETTINGS | {"default_transaction_isolation": "repeatable read", "default_transaction_read_only": "on"}

LOCK_NOT_AVAILABLE = "55P03"

SCRUBBED = (
    "secret_ballots", "mixed_ballots", "secret_voters", "ballots", "names", "responses", "codes", "speakers_list",
    "speeches", "floor_presence", "secret_statement_votes", "mixed_statement_votes", "secret_statement_voters",
    "statement_votes", "statements",
)  # fmt: skip
"""Tables whose deleted and overwritten rows VACUUM removes."""
VACUUM_TIMEOUT = 600.0
"""Seconds for VACUUM; votes go on meanwhile."""

# What libpq calls sslmode, asyncpg calls ssl; the values are the same.
OPTIONS = {"host": "host", "port": "port", "ssl": "ssl", "sslmode": "ssl"}


class Unreachable(OperatorError):
    """The database server does not let the bot in; the message says why."""


class UnknownOption(Exception):
    """A URL has an option that the driver does not know; the message is its name."""


def with_options(url: URL) -> URL:
    """Return a URL with its options under the driver's names. Raises UnknownOption."""
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
    """Return the engine for long reads: each opens a connection of its own and closes it afterwards."""
    arguments = {"timeout": CONNECT_TIMEOUT, "command_timeout": STATEMENT_TIMEOUT, "server_settings": READING}
    return create_async_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=arguments)


def lock_holder(url: URL, lock_timeout: float) -> AsyncEngine:
    """Return the engine of a connection that holds locks for long; it waits `lock_timeout` seconds for each."""
    waiting = SETTINGS | {"lock_timeout": f"{lock_timeout * 1000:.0f}ms"}
    arguments = {
        "timeout": CONNECT_TIMEOUT,
        "command_timeout": lock_timeout + CONNECT_TIMEOUT,
        "server_settings": waiting,
    }
    return create_async_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=arguments)


def cleaner(url: URL) -> AsyncEngine:
    """Return the engine of the connection for VACUUM, which is closed afterwards."""
    return lock_holder(url, VACUUM_TIMEOUT)


async def vacuum(engine: AsyncEngine) -> None:
    """VACUUM the tables, so that the space of dead rows is reused; tables that another process cleans are skipped."""
    # Shortening a table's file would wait up to 5 s for whoever reads it.
    async with engine.connect() as connection:
        await connection.exec_driver_sql(f"VACUUM (SKIP_LOCKED, TRUNCATE FALSE) {', '.join(SCRUBBED)}")


def timed_out(error: DBAPIError) -> bool:
    """Whether an error is a lock timeout."""
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

    # SQLAlchemy's `pool_pre_ping` costs three round trips per transaction; the driver knows without any whether the
    # server closed the connection, for example when it restarted.
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
