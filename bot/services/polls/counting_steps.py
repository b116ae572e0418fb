"""The count's writes in small steps, each a transaction so short that no vote waits for long.

How much a step writes follows the time that the last one took: on a slow or busy machine it is less. If the process is
killed between two steps, the next process finds what is left to do.
"""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from itertools import islice
from time import perf_counter

from bot.domain.polls import Poll
from bot.services.common.context import Context
from bot.storage import polls
from bot.storage.codes import delete_codes, store_codes
from bot.storage.engine import Connection
from bot.storage.secret_ballots import BALLOTS, Lot, SecretTables, mix, unmixed_polls

BATCH = 5_000
"""The most rows that a step writes."""

FEWEST_ROWS = 200
"""The fewest: with less, what a transaction costs by itself would outweigh them."""

FIRST_ROWS = 1_000
"""What the first step writes, when it is not yet known how long that takes."""

STEP_TIME = 0.05
"""Seconds that a step should take; a vote waits for one at most, as the next in line has its turn between two."""

Step = Callable[[], AbstractAsyncContextManager[Connection]]
"""Opens the transaction of a step."""


class Overtaken(Exception):
    """Another process has taken over the count, or the poll was cancelled."""


class CountingSteps:
    """The steps of one count, which stop if another process takes over."""

    def __init__(self, context: Context, poll: Poll) -> None:
        self.counter = secrets.token_hex(8)
        self._context = context
        self._poll = poll

    async def claim(self) -> None:
        """Claim the count, also from a process that has begun it. Raises Overtaken if the poll is not COUNTING."""
        async with self._context.database.writing(self._poll.guild_id) as connection:
            if not await polls.begin_counting(connection, self._poll.id, self.counter, self._context.clock()):
                raise Overtaken

    @asynccontextmanager
    async def step(self) -> AsyncIterator[Connection]:
        """Open the transaction of a step. Raises Overtaken."""
        async with self._context.database.writing(self._poll.guild_id) as connection:
            if not await polls.go_on_counting(connection, self._poll.id, self.counter, self._context.clock()):
                raise Overtaken
            yield connection

    async def store_list(self, lines: Sequence[str]) -> None:
        """Store the voter list, replacing what an earlier attempt stored of it. Raises Overtaken."""
        left = iter(lines)

        async def delete_some(connection: Connection, at_most: int) -> int:
            return await delete_codes(connection, self._poll.id, at_most)

        async def store_some(connection: Connection, at_most: int) -> int:
            some = list(islice(left, at_most))
            if some:
                await store_codes(connection, self._poll.id, some)
            return len(some)

        await until_done(self.step, delete_some)
        await until_done(self.step, store_some)


async def mix_in_steps(step: Step, whole: int, tables: SecretTables = BALLOTS) -> None:
    """Mix the answers of a closed secret poll, so that the database reveals nothing about the order of votes."""
    last: Lot | None = None

    async def mix_some(connection: Connection, at_most: int) -> int:
        nonlocal last
        moved, last = await mix(connection, whole, at_most, last, tables)
        return moved

    await until_done(step, mix_some)


async def finish_mixing(context: Context) -> None:
    """Mix the answers of closed and cancelled polls that are not mixed yet, for example because a process died."""
    async with context.database.reading() as connection:
        unmixed = await unmixed_polls(connection)
    for poll_id, guild_id in unmixed:
        if context.shards.has(guild_id):
            await mix_in_steps(partial(context.database.writing, guild_id), poll_id)
    if unmixed:
        await context.database.scrub()


async def until_done(step: Step, work: Callable[[Connection, int], Awaitable[int]]) -> None:
    """Repeat a step, which is told how many rows to process at most, until it processes less."""
    at_most = min(FIRST_ROWS, BATCH)
    while True:
        async with step() as connection:
            began = perf_counter()
            done = await work(connection, at_most)
        if done < at_most:
            return
        at_most = next_size(at_most, perf_counter() - began)


def next_size(rows: int, seconds: float) -> int:
    """Return how many rows the next step should write, if the last one wrote so many in that time."""
    fitting = int(rows * STEP_TIME / max(seconds, STEP_TIME / 2))  # twice as many at most
    return min(max(fitting, FEWEST_ROWS), BATCH)
