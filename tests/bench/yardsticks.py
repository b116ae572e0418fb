"""What the bot's casting is measured by: the usual way to store a vote, and the least that a durable vote can cost."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.storage.sqlite import PRAGMAS
from bot.storage.urls import parse_url

Cast = Callable[[int], Awaitable[None]]
"""Stores the vote of the participant of that number; returns once it is durable."""

Vote = tuple[int, str, str]

TABLE = "CREATE TABLE vote (poll BIGINT, voter TEXT, choice TEXT, PRIMARY KEY (poll, voter))"
UPSERT = "INSERT INTO vote VALUES ({}) ON CONFLICT (poll, voter) DO UPDATE SET choice = excluded.choice"


def _vote(number: int) -> Vote:
    return 1, f"{number:064x}", "yes"


@asynccontextmanager
async def the_usual_way(url: str) -> AsyncIterator[Cast]:
    """Give each vote a transaction of its own, through SQLAlchemy and its pool of connections."""
    engine = create_async_engine(parse_url(url), pool_timeout=120)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine.sync_engine, "connect")
        def on_connect(connection: sqlite3.Connection, _: object) -> None:
            for pragma in (*PRAGMAS, "PRAGMA busy_timeout=60000"):
                connection.execute(pragma)

    upsert = text(UPSERT.format(":poll, :voter, :choice"))

    async def cast(number: int) -> None:
        poll, voter, choice = _vote(number)
        async with engine.begin() as connection:
            await connection.execute(upsert, {"poll": poll, "voter": voter, "choice": choice})

    async with engine.begin() as connection:
        await connection.execute(text(TABLE))
    try:
        yield cast
    finally:
        await engine.dispose()


class _Group:
    """Lets votes that wait share a transaction."""

    def __init__(self, store: Callable[[Sequence[Vote]], Awaitable[None]]) -> None:
        self._store = store
        self._lock = asyncio.Lock()
        self._waiting: list[tuple[Vote, asyncio.Future[None]]] = []

    async def cast(self, number: int) -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((_vote(number), done))
        async with self._lock:
            if not done.done():
                batch, self._waiting = self._waiting, []
                await self._store([vote for vote, _ in batch])
                for _, stored in batch:
                    stored.set_result(None)


@asynccontextmanager
async def bare_sqlite(url: str) -> AsyncIterator[Cast]:
    """Commit in groups through the standard library's sqlite3 in one thread."""
    loop, thread = asyncio.get_running_loop(), ThreadPoolExecutor(1)

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        for statement in (*PRAGMAS, TABLE):
            connection.execute(statement)
        return connection

    connection = await loop.run_in_executor(thread, connect)

    def write(votes: Sequence[Vote]) -> None:
        with connection:
            connection.executemany(UPSERT.format("?, ?, ?"), votes)

    async def store(votes: Sequence[Vote]) -> None:
        await loop.run_in_executor(thread, write, votes)

    try:
        yield _Group(store).cast
    finally:
        await loop.run_in_executor(thread, connection.close)
        thread.shutdown()


@asynccontextmanager
async def bare_postgresql(url: str) -> AsyncIterator[Cast]:
    """Commit in groups through asyncpg, which sends a whole group at once and commits it as one."""
    connection = await asyncpg.connect(url)
    await connection.execute(TABLE)

    async def store(votes: Sequence[Vote]) -> None:
        await connection.executemany(UPSERT.format("$1, $2, $3"), votes)

    try:
        yield _Group(store).cast
    finally:
        await connection.close()
