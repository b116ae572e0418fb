"""Long work in small pieces, so that it does not block the event loop."""

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
"""Seconds of work before yielding to the event loop."""

SORTED_AT_ONCE = 5_000
"""Values that take a few milliseconds to sort."""


class Turns:
    """Tells when to yield to the event loop: after a few milliseconds of work, whatever the work was."""

    def __init__(self) -> None:
        self._since = perf_counter()

    @property
    def is_over(self) -> bool:
        """True if it is time to yield."""
        return perf_counter() - self._since > PIECE

    async def give(self) -> None:
        """Yield to the event loop."""
        await asyncio.sleep(0)
        self._since = perf_counter()


async def in_pieces(values: Iterable[T]) -> AsyncIterator[T]:
    """Yield values; the time that the caller spends on each counts as well."""
    turns = Turns()
    for value in values:
        yield value
        if turns.is_over:
            await turns.give()


async def made_in_thread(values: Iterable[T], at_once: int = 1_000) -> AsyncIterator[T]:
    """Yield values that are slow to make, making them in a worker thread."""
    left = iter(values)
    while some := await asyncio.to_thread(lambda: list(islice(left, at_once))):
        async for value in in_pieces(some):
            yield value


def sorted_in_pieces(values: "Iterable[SupportsRichComparisonT]") -> "Iterator[SupportsRichComparisonT]":
    """Sort in parts and merge them, for worker threads: Python's `sorted` would hold the GIL until it is done."""
    left = iter(values)
    return heapq.merge(*iter(lambda: sorted(islice(left, SORTED_AT_ONCE)), []))
