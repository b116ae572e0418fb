"""Group commit: votes that arrive during a commit share the next one, those of ballots and those on statements."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from sqlalchemy import Connection as SyncConnection

from bot.domain.faults import StorageFault
from bot.storage.engine import Database

C = TypeVar("C")
"""A change to store."""

W = TypeVar("W")
"""What became of it."""

MAX_PER_COMMIT = 500


class GroupCommit(Generic[C, W]):
    """Stores changes durably: `write` returns after the commit of its change.

    `apply` stores many of them in the transaction it is given, and returns what became of each.

    The first vote starts a task that commits until none waits; later votes join it. `committed` is called once per
    commit, in order, before its writers resume.
    """

    def __init__(
        self,
        database: Database,
        apply: Callable[[SyncConnection, Sequence[C]], list[W]],
        committed: Callable[[Sequence[W]], None],
    ) -> None:
        self._database = database
        self._apply = apply
        self._committed = committed
        self._waiting: list[tuple[C, asyncio.Future[W]]] = []
        self._committing: asyncio.Task[None] | None = None

    async def write(self, change: C) -> W:
        """Store a change. Raises the database's error if it could not be stored."""
        done: asyncio.Future[W] = asyncio.get_running_loop().create_future()
        self._waiting.append((change, done))
        # A task of its own, so that a cancelled vote does not cancel the others' commit.
        if self._committing is None:
            self._committing = asyncio.create_task(self._commit_all())
        return await done

    async def _commit_all(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MAX_PER_COMMIT], self._waiting[MAX_PER_COMMIT:]
                await self._commit(batch)
                await asyncio.sleep(0)  # votes that arrived meanwhile join the next commit
        finally:
            self._committing = None

    async def _commit(self, batch: Sequence[tuple[C, asyncio.Future[W]]]) -> None:
        changes = [change for change, _ in batch]
        try:
            results = await self._database.write(lambda connection: self._apply(connection, changes))
        except StorageFault as error:
            _fail(batch, error)
        except Exception as error:  # noqa: BLE001  it is raised in every waiting writer
            if len(batch) == 1:
                _fail(batch, error)
                return
            for one in batch:  # one change is at fault, not the database: commit the others without it
                await self._commit([one])
        else:
            self._resume(batch, results)

    def _resume(self, batch: Sequence[tuple[C, asyncio.Future[W]]], results: Sequence[W]) -> None:
        try:
            self._committed(results)
        except Exception as error:  # noqa: BLE001  as above
            _fail(batch, error)
        for (_, done), result in zip(batch, results, strict=True):
            if not done.done():
                done.set_result(result)


def _fail(batch: Sequence[tuple[C, asyncio.Future[W]]], error: Exception) -> None:
    for _, done in batch:
        if not done.done():
            done.set_exception(error)
