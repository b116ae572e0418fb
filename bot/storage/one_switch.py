"""aiosqlite with one switch of threads for a statement, where SQLAlchemy and aiosqlite make four.

They go to the connection's thread to open a cursor, to execute, to fetch and to close; for most reads that takes longer
than the read. Here the thread executes and fetches at once, and a cursor without more rows needs it for nothing else.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import aiosqlite

T = TypeVar("T")

FETCHED = 1000
"""Rows that come with the execution; whoever streams more asks the thread for them."""


class Cursor(aiosqlite.Cursor):
    """A cursor that has the first rows already."""

    def __init__(self, connection: "Connection", cursor: sqlite3.Cursor) -> None:
        super().__init__(connection, cursor)
        self._owner = connection
        self._rows: deque[Any] = deque()
        self._has_more = True

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> "Cursor":
        """Execute a statement and fetch its first rows."""
        self._has_more = True  # also if this is cancelled, as the thread goes on
        begin = self._owner.take_begin()
        self._rows, self._has_more = await self._in_thread(lambda: self._executed(sql, parameters or (), begin=begin))
        return self

    def _executed(self, sql: str, parameters: Any, *, begin: bool) -> tuple[deque[Any], bool]:  # noqa: ANN401  the driver's own type
        if begin:
            self._cursor.execute("BEGIN")
        self._cursor.execute(sql, parameters)
        rows = self._cursor.fetchmany(FETCHED) if self._cursor.description else []
        return deque(rows), len(rows) == FETCHED

    async def fetchone(self) -> Any:  # noqa: ANN401  a row, or None
        """Return the next row, None after the last."""
        return next(iter(await self.fetchmany(1)), None)

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        """Return the next rows, none after the last."""
        wanted = self.arraysize if size is None else size
        found = [self._rows.popleft() for _ in range(min(wanted, len(self._rows)))]
        if len(found) == wanted or not self._has_more:
            return found
        rest = await self._in_thread(lambda: self._cursor.fetchmany(wanted - len(found)))
        self._has_more = len(rest) == wanted - len(found)
        return found + rest

    async def fetchall(self) -> list[Any]:
        """Return all rows that are left."""
        found, self._rows = list(self._rows), deque()
        if self._has_more:
            found += await self._in_thread(self._cursor.fetchall)
            self._has_more = False
        return found

    async def close(self) -> None:
        """Close; a cursor that may have more rows is the thread's until then."""
        self._rows.clear()
        if self._has_more:
            await self._in_thread(self._cursor.close)
        else:
            self._cursor.close()

    async def _in_thread(self, work: Callable[[], T]) -> T:
        done: T = await self._execute(work)  # type: ignore[no-untyped-call]
        return done


class Connection(aiosqlite.Connection):
    """A connection whose cursors take one switch, and whose thread stops once only."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=FETCHED)
        self._thread.daemon = True  # what forgets to close it must not keep the process alive
        self._stopped: list[asyncio.Future[Any] | None] = []
        self._begin_due = False

    def begin_soon(self) -> None:
        """Begin a transaction with the next statement; SQLite takes its snapshot no sooner in any case."""
        self._begin_due = True

    def take_begin(self) -> bool:
        """Return whether the caller is to begin the transaction."""
        due, self._begin_due = self._begin_due, False
        return due

    async def rollback(self) -> None:
        """End the transaction, if it has begun."""
        if not self.take_begin():
            await super().rollback()

    def cursor(self) -> Cursor:  # type: ignore[override]  # aiosqlite's is awaited or entered, this one entered
        """Open a cursor, which asks nothing of SQLite yet."""
        return Cursor(self, self._conn.cursor())

    def stop(self) -> asyncio.Future[Any] | None:
        """Stop the thread.

        SQLAlchemy may stop that of a cancelled read while aiosqlite is closing it. aiosqlite would then stop it again
        and wait forever, as nobody is left to answer; so would the end of the process.
        """
        if not self._stopped:
            self._stopped.append(super().stop())
        return asyncio.shield(self._stopped[0]) if self._stopped[0] else None


async def connect(database: str, pragmas: Iterable[str], *, uri: bool = False) -> Connection:
    """Open a connection without transactions of the driver's own, for SQLAlchemy's `async_creator`."""

    def opened() -> sqlite3.Connection:
        # Cursors are made and closed outside the thread.
        driver = sqlite3.connect(database, uri=uri, isolation_level=None, check_same_thread=False)
        try:
            for pragma in pragmas:
                driver.execute(pragma)
        except BaseException:
            driver.close()
            raise
        return driver

    connection = Connection(opened)
    await connection
    return connection
