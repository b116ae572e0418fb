"""Does for many at once what takes long for each alone: who asks meanwhile shares the next batch."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

A = TypeVar("A")
"""What somebody asks for."""

B = TypeVar("B")
"""What they get."""


class Batches(Generic[A, B]):
    """Has `do` work on what was asked for, up to `most` at once and one batch after the other.

    `do` returns what becomes of each, in their order.
    """

    def __init__(self, do: Callable[[Sequence[A]], Awaitable[Sequence[B]]], most: int) -> None:
        self._do = do
        self._most = most
        self._waiting: list[tuple[A, asyncio.Future[B]]] = []
        self._working: asyncio.Task[None] | None = None

    async def ask(self, asked: A) -> B:
        """Return what becomes of it. Raises what `do` raised for its batch."""
        done: asyncio.Future[B] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, done))
        # A task of its own, so that whoever gives up does not cancel the others' batch.
        if self._working is None:
            self._working = asyncio.create_task(self._do_all())
        return await done

    async def _do_all(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                await self._do_batch(batch)
        finally:
            self._working = None

    async def _do_batch(self, batch: Sequence[tuple[A, asyncio.Future[B]]]) -> None:
        try:
            results = await self._do([asked for asked, _ in batch])
        except Exception as error:  # noqa: BLE001  it is raised in everybody who waits
            for _, done in batch:
                if not done.done():
                    done.set_exception(error)
            return
        for (_, done), result in zip(batch, results, strict=True):
            if not done.done():
                done.set_result(result)
