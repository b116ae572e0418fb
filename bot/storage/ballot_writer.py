"""Group commit: votes that arrive while a commit is under way share the next one."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from bot.domain.faults import StorageFault
from bot.storage.ballots import Change, Written, write_changes
from bot.storage.engine import Database

MOST_A_COMMIT = 500

Waiting = tuple[Change, asyncio.Future[Written]]


class BallotWriter:
    """Stores changes durably; `write` returns only after the commit that holds its change.

    The first vote leads: it starts commits until nothing waits, and those that come meanwhile follow. `committed` is
    called once a commit, in order, before any of its writers goes on.
    """

    def __init__(self, database: Database, committed: Callable[[Sequence[Written]], None]) -> None:
        self._database = database
        self._committed = committed
        self._waiting: list[Waiting] = []
        self._leading: asyncio.Task[None] | None = None

    async def write(self, change: Change) -> Written:
        """Store a change. Raises what the database raised; the change is then not stored."""
        done: asyncio.Future[Written] = asyncio.get_running_loop().create_future()
        self._waiting.append((change, done))
        # A task of its own: whoever led and is cancelled must not take the others' votes along.
        if self._leading is None:
            self._leading = asyncio.create_task(self._lead())
        return await done

    async def _lead(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST_A_COMMIT], self._waiting[MOST_A_COMMIT:]
                await self._commit(batch)
                await asyncio.sleep(0)  # what has arrived meanwhile shares the next commit
        finally:
            self._leading = None

    async def _commit(self, batch: Sequence[Waiting]) -> None:
        changes = [change for change, _ in batch]
        try:
            results = await self._database.write(partial(write_changes, changes=changes))
        except StorageFault as error:
            _fail(batch, error)
        except Exception as error:  # noqa: BLE001  every waiting writer gets it and deals with it
            if len(batch) == 1:
                _fail(batch, error)
                return
            for one in batch:  # one of the changes is at fault, not the database: the others must not suffer for it
                await self._commit([one])
        else:
            self._tell(batch, results)

    def _tell(self, batch: Sequence[Waiting], results: Sequence[Written]) -> None:
        try:
            self._committed(results)
        except Exception as error:  # noqa: BLE001  as above
            _fail(batch, error)
        for (_, done), result in zip(batch, results, strict=True):
            if not done.done():
                done.set_result(result)


def _fail(batch: Sequence[Waiting], error: Exception) -> None:
    for _, done in batch:
        if not done.done():
            done.set_exception(error)
