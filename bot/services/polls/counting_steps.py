"""The count's writes in small steps, each a transaction so short that no vote waits for long.

If the process is killed between two steps, the next process finds what is left to do.
"""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial

from bot.domain.polls import Poll, Secrecy
from bot.services.common.context import Context
from bot.storage import polls
from bot.storage.codes import delete_codes, store_codes
from bot.storage.engine import Connection
from bot.storage.secret_ballots import mix, unmixed_polls

BATCH = 5_000
"""Rows written per step, which takes some 50 ms."""

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
        await until_done(self.step, partial(delete_codes, poll_id=self._poll.id, at_most=BATCH))
        for first in range(0, len(lines), BATCH):
            async with self.step() as connection:
                await store_codes(connection, self._poll.id, lines[first : first + BATCH])


async def mix_in_steps(poll: Poll, step: Step) -> None:
    """Mix the answers of a closed secret poll, so that the database reveals nothing about the order of votes."""
    if poll.secrecy is Secrecy.SECRET:
        await until_done(step, partial(mix, poll_id=poll.id, at_most=BATCH))


async def finish_mixing(context: Context) -> None:
    """Mix the answers of closed and cancelled polls that are not mixed yet, for example because a process died."""
    async with context.database.reading() as connection:
        unmixed = await unmixed_polls(connection)
    for poll_id, guild_id in unmixed:
        if context.shards.has(guild_id):
            step = partial(context.database.writing, guild_id)
            await until_done(step, partial(mix, poll_id=poll_id, at_most=BATCH))
    if unmixed:
        await context.database.scrub()


async def until_done(step: Step, work: Callable[[Connection], Awaitable[int]]) -> None:
    """Repeat a step until it processes less than a full batch."""
    done = BATCH
    while done == BATCH:
        async with step() as connection:
            done = await work(connection)
