"""Posting each result once, however many processes run and whenever they are killed."""

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.domain.polls import Poll, PollState
from bot.domain.tally import PollTally
from bot.services.common.context import Context
from bot.services.polls.counting import count
from bot.services.polls.recount import recount
from bot.storage import polls

LEASE = timedelta(seconds=60)
"""How long a claim to post a result holds before it may be claimed again."""


async def claim_unposted(context: Context, leave: Collection[int] = (), *, began: datetime | None = None) -> list[Poll]:
    """Claim the polls that are over and whose results nobody posted, such as after a crash, and return them.

    Only of this process's servers, as others know in what language to tell theirs. Those in `leave` are not claimed:
    this process is posting them, or waits before it tries again. A claim from before this process `began` to serve
    them holds no longer: whoever made it has given these servers up, and most likely was killed.
    """
    now = context.clock()
    claimed_before = max(now - LEASE, began or now - LEASE)
    async with context.database.reading() as connection:
        unannounced = await polls.unannounced_polls(connection, claimed_before)
    found = [poll for poll in unannounced if context.shards.has(poll.guild_id) and poll.id not in leave]
    if not found:
        return []
    async with context.database.writing() as connection:
        return [poll for poll in found if await polls.claim_announcement(connection, poll.id, now, claimed_before)]


async def result_of(context: Context, poll: Poll) -> PollTally | None:
    """Return the count of a poll that this process has claimed; None where somebody else counts and posts it."""
    if poll.state is PollState.COUNTING:
        return await count(context, poll)
    async with context.database.reading() as connection:
        return await recount(connection, poll)


async def mark_posted(context: Context, poll: Poll) -> None:
    """Note that the room was told how a closed poll stands: its result or, until it is published, that it is closed."""
    async with context.database.writing() as connection:
        await polls.mark_announced(connection, poll.id, poll.published_at, context.clock())
