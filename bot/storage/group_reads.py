"""Group reads: what many ask for during a read shares the next one, as votes share a commit."""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from bot.batches import Batches
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
        self._groups: dict[Callable[..., Any], Batches[Any, Any]] = {}

    async def get(self, read: Read[K, V], key: K) -> V:
        """Return what `read` finds for a key; others may be given the same, so it is not to be changed.

        Raises the database's error.
        """
        if read not in self._groups:
            self._groups[read] = Batches(partial(self._found, read), MOST_AT_ONCE)
        group: Batches[K, V] = self._groups[read]
        return await group.ask(key)

    async def _found(self, read: Read[K, V], keys: Sequence[K]) -> list[V]:
        async with self._database.reading() as connection:
            values = await read(connection, list(dict.fromkeys(keys)))
        return [values[key] for key in keys]
