"""Long work in small pieces, so that everybody else has their turn in between."""

import asyncio
import heapq
from collections.abc import AsyncIterator, Iterable, Iterator
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from _typeshed import SupportsRichComparisonT

T = TypeVar("T")

PIECE = 0.004
"""Seconds after which the event loop has its turn."""

SORTED_AT_ONCE = 5_000
"""Values that are sorted in some milliseconds."""


class Turns:
    """Gives the event loop its turn every few milliseconds, whoever it is that takes the time."""

    def __init__(self) -> None:
        self._since = perf_counter()

    @property
    def is_over(self) -> bool:
        """Whether it is somebody else's turn."""
        return perf_counter() - self._since > PIECE

    async def give(self) -> None:
        """Let everybody else go on first."""
        await asyncio.sleep(0)
        self._since = perf_counter()


async def in_pieces(values: Iterable[T]) -> AsyncIterator[T]:
    """Go through values; what is done with each of them counts as well."""
    turns = Turns()
    for value in values:
        yield value
        if turns.is_over:
            await turns.give()


async def made_beside(values: Iterable[T], at_once: int = 1_000) -> AsyncIterator[T]:
    """Go through values that take their time to make, in another thread."""
    left = iter(values)
    while some := await asyncio.to_thread(lambda: list(islice(left, at_once))):
        async for value in in_pieces(some):
            yield value


def sorted_in_pieces(values: "Iterable[SupportsRichComparisonT]") -> "Iterator[SupportsRichComparisonT]":
    """Sort in a thread: Python's own `sorted` lets no other thread go on before all is sorted."""
    left = iter(values)
    return heapq.merge(*iter(lambda: sorted(islice(left, SORTED_AT_ONCE)), []))
