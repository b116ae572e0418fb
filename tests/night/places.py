"""Where a night is stored."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
from postgres_server import PostgresServer

Place = tuple[str, Callable[[], Awaitable[int]]]
"""A database's URL, and what tells how many bytes it takes on the disk."""


@contextmanager
def sqlite(folder: str) -> Iterator[Place]:
    """A file in the folder."""
    file = Path(folder) / "debate.db"

    async def size() -> int:
        return sum(one.stat().st_size for one in file.parent.glob(f"{file.name}*"))

    yield f"sqlite:///{file}", size


@contextmanager
def postgresql(_: str) -> Iterator[Place]:
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

        yield server.url("night"), size
    finally:
        server.close()


PLACES = {"sqlite": sqlite, "postgresql": postgresql}
