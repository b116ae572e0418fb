"""Group commit: votes that arrive while a commit is under way share the next one."""

import asyncio
from collections.abc import Callable, Sequence

from bot.storage.ballots import Change, Written, write_changes
from bot.storage.engine import Database

MOST_A_COMMIT = 500


class BallotWriter:
    """Stores changes durably; `write` returns only after the commit that holds its change.

    Whoever gets the lock first leads: it commits its own change and all that wait. The others find theirs done when the
    lock comes to them. `committed` is called once a commit, in order, before any of its writers goes on.
    """

    def __init__(self, database: Database, committed: Callable[[Sequence[Written]], None]) -> None:
        self._database = database
        self._committed = committed
        self._lock = asyncio.Lock()
        self._waiting: list[tuple[Change, asyncio.Future[Written]]] = []

    async def write(self, change: Change) -> Written:
        """Store a change. Raises what the database raised; the change is then not stored."""
        done: asyncio.Future[Written] = asyncio.get_running_loop().create_future()
        self._waiting.append((change, done))
        async with self._lock:
            while not done.done():
                # A leader that is cancelled leaves its commit running: others wait for what is in it.
                await asyncio.shield(self._lead())
        return done.result()

    async def _lead(self) -> None:
        batch, self._waiting = self._waiting[:MOST_A_COMMIT], self._waiting[MOST_A_COMMIT:]
        try:
            async with self._database.writing() as connection:
                results = await write_changes(connection, [change for change, _ in batch])
            self._committed(results)
        except Exception as error:  # noqa: BLE001  every waiting writer gets it and deals with it
            for _, done in batch:
                if not done.done():
                    done.set_exception(error)
            return
        for (_, done), result in zip(batch, results, strict=True):
            if not done.done():
                done.set_result(result)
