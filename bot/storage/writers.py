"""The one connection that writes: for SQLite in a thread of its own, for PostgreSQL over asyncpg.

A commit of votes runs as one call, `run`. Through an asynchronous SQLite driver each of its statements would cross to a
thread and back four times, which cost more than the statements themselves.
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
    """An open transaction on a connection that lives in a thread; what the queries use of an AsyncConnection."""

    def __init__(self, connection: SyncConnection, thread: ThreadPoolExecutor) -> None:
        self._connection = connection
        self._thread = thread

    @property
    def dialect(self) -> Dialect:
        """The kind of database."""
        return self._connection.dialect

    async def run_sync(self, work: Callable[[SyncConnection], T]) -> T:
        """Run something in the thread."""
        return await _in(self._thread, partial(work, self._connection))

    async def execute(self, statement: Executable, parameters: Parameters | None = None) -> CursorResult[Any]:
        """Execute a statement."""
        return await self.run_sync(lambda connection: connection.execute(statement, parameters))

    async def scalar(self, statement: Executable) -> Any:  # noqa: ANN401  whatever the column holds
        """Return the first column of the first row, None where there is none."""
        return (await self.execute(statement)).scalar()

    @asynccontextmanager
    async def begin_nested(self) -> AsyncIterator[None]:
        """Open a savepoint, to which an exception inside goes back."""
        savepoint = await self.run_sync(SyncConnection.begin_nested)
        try:
            yield
        except BaseException:
            await _in(self._thread, savepoint.rollback)
            raise
        await _in(self._thread, savepoint.commit)


class Writer(Protocol):
    """Transactions of the one writing connection; the caller sees that there is one at a time."""

    def begin(self) -> Any:  # noqa: ANN401  an async context manager of either connection
        """Open a transaction: committed at the end, rolled back by an exception."""

    async def run(self, work: Callable[[SyncConnection], T]) -> T:
        """Run something as one transaction."""

    async def close(self) -> None:
        """Close the connection."""


class ThreadWriter:
    """SQLite: the standard driver in one thread, on one connection that stays open."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="database")
        self._connection: SyncConnection | None = None

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[ThreadedConnection]:
        """Open a transaction: committed at the end, rolled back by an exception."""
        # The thread works things off in order, so that a cancelled step is still followed by its rollback.
        starting = self._thread.submit(self._start)
        try:
            transaction = await asyncio.shield(asyncio.wrap_future(starting))
        except asyncio.CancelledError:
            self._thread.submit(lambda: starting.result().close())
            raise
        try:
            yield ThreadedConnection(transaction.connection, self._thread)
            await _in(self._thread, transaction.commit)
        finally:
            await asyncio.shield(_in(self._thread, transaction.close))

    async def run(self, work: Callable[[SyncConnection], T]) -> T:
        """Run something as one transaction."""
        return await _in(self._thread, partial(self._transaction, work))

    def _transaction(self, work: Callable[[SyncConnection], T]) -> T:
        with self._start() as transaction:
            return work(transaction.connection)

    def _start(self) -> RootTransaction:
        connection = self._connected()
        transaction = connection.begin()
        try:
            # An event listener would do, but then SQLAlchemy looks for listeners at every step of every statement.
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
        """Write the file anew: `secure_delete` does not reach copies of rows that SQLite has moved between pages."""
        await _in(self._thread, lambda: sqlite.rebuild(self._connected().connection))

    async def empty_log(self) -> bool:
        """Move the log into the file and cut it to nothing; return False where a reader still needs it."""
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
        """Empty the log, which SQLite itself would keep where another program has the database open."""
        if self._connection is not None:
            with suppress(sqlite3.Error):
                sqlite.empty_log(self._connection.connection)


class AsyncWriter:
    """A database server: SQLAlchemy's asynchronous engine."""

    def __init__(self, engine: AsyncEngine, cleaner: AsyncEngine | None = None) -> None:
        self.engine = engine
        self._cleaner = cleaner

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction: committed at the end, rolled back by an exception."""
        async with self.engine.begin() as connection:
            yield connection

    async def run(self, work: Callable[[SyncConnection], T]) -> T:
        """Run something as one transaction."""
        async with self.engine.begin() as connection:
            return await connection.run_sync(work)

    async def vacuum(self) -> None:
        """Free the room of rows that are gone, beside whatever else is read and written."""
        if self._cleaner is not None:
            await postgresql.vacuum(self._cleaner)

    async def close(self) -> None:
        """Close the connection."""
        await self.engine.dispose()


async def _in(thread: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(thread, work)
