"""The one writing connection: SQLite's in a thread of its own, PostgreSQL's over asyncpg.

A commit of votes is one call of `run`. With an asynchronous SQLite driver each statement would switch threads, which
costs more than the statement.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import CursorResult, Dialect, Engine, Executable, RootTransaction
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage import postgresql, sqlite

T = TypeVar("T")

Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]


class ThreadedConnection:
    """An open transaction on a connection in a thread, with the methods of AsyncConnection that the queries use."""

    def __init__(self, connection: SyncConnection, thread: ThreadPoolExecutor) -> None:
        self._connection = connection
        self._thread = thread

    @property
    def dialect(self) -> Dialect:
        """The kind of database."""
        return self._connection.dialect

    async def run_sync(self, work: Callable[[SyncConnection], T]) -> T:
        """Run a function in the thread."""
        return await _in(self._thread, partial(work, self._connection))

    async def execute(self, statement: Executable, parameters: Parameters | None = None) -> CursorResult[Any]:
        """Execute a statement."""
        return await self.run_sync(lambda connection: connection.execute(statement, parameters))

    async def scalar(self, statement: Executable) -> Any:  # noqa: ANN401  whatever the column holds
        """Return the first column of the first row, None if there is none."""
        return (await self.execute(statement)).scalar()

    @asynccontextmanager
    async def begin_nested(self) -> AsyncIterator[None]:
        """Open a savepoint; an exception inside rolls back to it."""
        savepoint = await self.run_sync(SyncConnection.begin_nested)
        try:
            yield
        except BaseException:
            await _in(self._thread, savepoint.rollback)
            raise
        await _in(self._thread, savepoint.commit)


class Writer(Protocol):
    """Transactions of the one writing connection; the caller runs one at a time."""

    def begin(self) -> Any:  # noqa: ANN401  an async context manager of either connection
        """Open a transaction: committed at the end, rolled back by an exception."""

    async def run(self, work: Callable[[SyncConnection], T]) -> T:
        """Run a function as one transaction."""

    async def close(self) -> None:
        """Close the connection."""


class ThreadWriter:
    """SQLite: one connection of the standard driver, kept open in one thread."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="database")
        self._connection: SyncConnection | None = None

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[ThreadedConnection]:
        """Open a transaction: committed at the end, rolled back by an exception."""
        # The thread runs calls in order, so the rollback of a cancelled step still follows it.
        starting = self._thread.submit(self._start)
        try:
            transaction = await asyncio.shield(asyncio.wrap_future(starting))
        except asyncio.CancelledError:
            self._thread.submit(lambda: starting.result().close())
            raise
        ended = False
        try:
            yield ThreadedConnection(transaction.connection, self._thread)
            await _in(self._thread, partial(_end, transaction))
            ended = True
        finally:
            if not ended:
                await asyncio.shield(_in(self._thread, transaction.close))

    async def run(self, work: Callable[[SyncConnection], T]) -> T:
        """Run a function as one transaction."""
        return await _in(self._thread, partial(self._transaction, work))

    def _transaction(self, work: Callable[[SyncConnection], T]) -> T:
        with self._start() as transaction:
            return work(transaction.connection)

    def _start(self) -> RootTransaction:
        connection = self._connected()
        transaction = connection.begin()
        try:
            # Not by an event listener: with one, SQLAlchemy looks for listeners at every step of every statement.
            connection.connection.cursor().execute("BEGIN IMMEDIATE")
        except BaseException:
            transaction.close()
            raise
        return transaction

    def _connected(self) -> SyncConnection:
        if self._connection is None:
            self._connection = self.engine.connect()
        return self._connection

    async def rebuild(self) -> None:
        """Rewrite the file: `secure_delete` misses copies of rows that SQLite has moved between pages."""
        await _in(self._thread, lambda: sqlite.rebuild(self._connected().connection))

    async def empty_log(self) -> bool:
        """Checkpoint and truncate the log; return False if a reader still needs it."""
        return await _in(self._thread, lambda: sqlite.empty_log(self._connected().connection))

    async def reconnect(self) -> None:
        """Close the connection; the next transaction opens another."""
        await _in(self._thread, self._disconnect)

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self.engine.dispose()

    async def close(self) -> None:
        """Close the connection and end the thread."""
        await asyncio.to_thread(self._thread.shutdown)
        await asyncio.to_thread(self._leave_no_log)
        self._disconnect()

    def _leave_no_log(self) -> None:
        """Empty the log, which SQLite keeps if another program has the database open."""
        if self._connection is not None:
            with suppress(sqlite3.Error):
                sqlite.empty_log(self._connection.connection)


class AsyncWriter:
    """A database server, through SQLAlchemy's asynchronous engine."""

    def __init__(self, engine: AsyncEngine, cleaner: AsyncEngine | None = None) -> None:
        self.engine = engine
        self._cleaner = cleaner

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction: committed at the end, rolled back by an exception."""
        async with self.engine.begin() as connection:
            yield connection

    async def run(self, work: Callable[[SyncConnection], T]) -> T:
        """Run a function as one transaction."""
        async with self.engine.begin() as connection:
            return await connection.run_sync(work)

    async def vacuum(self) -> None:
        """Free the space of deleted rows, concurrently with other reads and writes."""
        if self._cleaner is not None:
            await postgresql.vacuum(self._cleaner)

    async def close(self) -> None:
        """Close the connection."""
        await self.engine.dispose()


def _end(transaction: RootTransaction) -> None:
    transaction.commit()
    transaction.close()


async def _in(thread: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(thread, work)
