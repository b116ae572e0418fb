"""Counting in steps: each is a transaction of its own, short enough that nobody's vote waits for long.

A process that is killed between two steps leaves nothing half done that the next one does not find.
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

AT_ONCE = 5_000
"""Rows that one step writes: some 50 ms."""

Step = Callable[[], AbstractAsyncContextManager[Connection]]
"""Opens the transaction of a step."""


class Overtaken(Exception):
    """Another process counts the poll by now, or it was cancelled."""


class CountingSteps:
    """A poll that this process counts, as long as no other takes over."""

    def __init__(self, context: Context, poll: Poll) -> None:
        self.counter = secrets.token_hex(8)
        self._context = context
        self._poll = poll

    async def begin(self) -> None:
        """Take over from whoever may have begun. Raises Overtaken where the poll does not wait for its count."""
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
        """Store the list of voters in the place of what an earlier attempt has left of one. Raises Overtaken."""
        await _until_none(self.step, partial(delete_codes, poll_id=self._poll.id, at_most=AT_ONCE))
        for first in range(0, len(lines), AT_ONCE):
            async with self.step() as connection:
                await store_codes(connection, self._poll.id, lines[first : first + AT_ONCE])


async def mix_in_steps(poll: Poll, step: Step) -> None:
    """Take from a secret poll that is over what the database itself may still tell of the order of its votes."""
    if poll.secrecy is Secrecy.SECRET:
        await _until_none(step, partial(mix, poll_id=poll.id, at_most=AT_ONCE))


async def finish_mixing(context: Context) -> None:
    """Mix the answers of polls that are over for good: one was cancelled just now, or a process died half-way."""
    async with context.database.reading() as connection:
        left = await unmixed_polls(connection)
    for poll_id, guild_id in left:
        if context.shards.has(guild_id):
            step = partial(context.database.writing, guild_id)
            await _until_none(step, partial(mix, poll_id=poll_id, at_most=AT_ONCE))
    if left:
        await context.database.scrub()


async def _until_none(step: Step, work: Callable[[Connection], Awaitable[int]]) -> None:
    """Repeat a step until it finds less than it could have done."""
    done = AT_ONCE
    while done == AT_ONCE:
        async with step() as connection:
            done = await work(connection)
