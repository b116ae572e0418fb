"""Group reads: what many ask for during a read shares the next one, as votes share a commit."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from bot.storage.engine import Database, Reading

K = TypeVar("K", bound=Hashable)
"""What is looked up."""

V = TypeVar("V")
"""What is found there."""

MOST_AT_ONCE = 500

Read = Callable[[Reading, Sequence[K]], Awaitable[Mapping[K, V]]]
"""Looks up many at once, and returns what it finds for each of them."""


class GroupReads:
    """Looks up what many people ask for at the same time, with few reads and nothing kept.

    Whoever asks during a read gets an answer from the next one, so nobody gets what was so before they asked.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._groups: dict[Callable[..., Any], _Group[Any, Any]] = {}

    async def get(self, read: Read[K, V], key: K) -> V:
        """Return what `read` finds for a key; others may be given the same, so it is not to be changed.

        Raises the database's error.
        """
        if read not in self._groups:
            self._groups[read] = _Group(self._database, read)
        group: _Group[K, V] = self._groups[read]
        return await group.get(key)


class _Group(Generic[K, V]):
    """The people who wait for one kind of read."""

    def __init__(self, database: Database, read: Read[K, V]) -> None:
        self._database = database
        self._read = read
        self._waiting: list[tuple[K, asyncio.Future[V]]] = []
        self._reading: asyncio.Task[None] | None = None

    async def get(self, key: K) -> V:
        found: asyncio.Future[V] = asyncio.get_running_loop().create_future()
        self._waiting.append((key, found))
        # A task of its own, so that whoever gives up does not cancel the others' read.
        if self._reading is None:
            self._reading = asyncio.create_task(self._read_all())
        return await found

    async def _read_all(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
                await self._read_batch(batch)
        finally:
            self._reading = None

    async def _read_batch(self, batch: Sequence[tuple[K, asyncio.Future[V]]]) -> None:
        keys = list(dict.fromkeys(key for key, _ in batch))
        try:
            async with self._database.reading() as connection:
                values = await self._read(connection, keys)
            answers = [values[key] for key, _ in batch]
        except Exception as error:  # noqa: BLE001  it is raised in everybody who waits
            for _, found in batch:
                if not found.done():
                    found.set_exception(error)
            return
        for (_, found), value in zip(batch, answers, strict=True):
            if not found.done():
                found.set_result(value)
