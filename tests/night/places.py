"""Where a night is stored."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import asyncpg
from postgres_server import PostgresServer


class Place(NamedTuple):
    """A database's URL, what tells how many bytes it takes on the disk, and how many processes take interactions."""

    url: str
    size: Callable[[], Awaitable[int]]
    endpoints: int = 0


@contextmanager
def sqlite(folder: str) -> Iterator[Place]:
    """A file in the folder."""
    file = Path(folder) / "debate.db"

    async def size() -> int:
        return sum(one.stat().st_size for one in file.parent.glob(f"{file.name}*"))

    yield Place(f"sqlite:///{file}", size)


@contextmanager
def postgresql(_: str, endpoints: int = 0) -> Iterator[Place]:
    """A server of one's own, with its own settings: what it has confirmed survives a power cut."""
    server = PostgresServer()
    try:
        server.run("CREATE DATABASE night")

        async def size() -> int:
            connection = await asyncpg.connect(server.url("night"))
            try:
                return await connection.fetchval("SELECT pg_database_size('night')")
            finally:
                await connection.close()

        yield Place(server.url("night"), size, endpoints)
    finally:
        server.close()


PLACES = {"sqlite": sqlite, "postgresql": postgresql, "endpoints": partial(postgresql, endpoints=3)}
