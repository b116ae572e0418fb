"""Claims to post a result, so that each is posted once, with several processes and after a crash."""

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.domain.polls import Poll, PollState
from bot.domain.tally import PollTally
from bot.services.common.context import Context
from bot.services.polls.counting import count
from bot.services.polls.recount import recount
from bot.storage import polls

LEASE = timedelta(seconds=60)
"""How long a claim to post a result is valid."""


async def claim_unposted(context: Context, skip: Collection[int] = (), *, began: datetime | None = None) -> list[Poll]:
    """Claim and return the ended polls whose results nobody has posted, for example after a crash.

    Only those of this process's servers, whose language it knows. Polls in `skip` are not claimed: this process is
    posting them, or waits for a retry. A claim made before this process `began` to serve its servers has expired: the
    process that made it no longer serves them, and was probably killed.
    """
    now = context.clock()
    claimed_before = max(now - LEASE, began or now - LEASE)
    async with context.database.reading() as connection:
        unannounced = await polls.unannounced_polls(connection, claimed_before)
    found = [poll for poll in unannounced if context.shards.has(poll.guild_id) and poll.id not in skip]
    if not found:
        return []
    async with context.database.writing() as connection:
        return [poll for poll in found if await polls.claim_announcement(connection, poll.id, now, claimed_before)]


async def result_of(context: Context, poll: Poll) -> PollTally | None:
    """Return the count of a poll that this process has claimed; None if another process counts and posts it."""
    if poll.state is PollState.COUNTING:
        return await count(context, poll)
    async with context.database.reading() as connection:
        return await recount(connection, poll)


async def mark_posted(context: Context, poll: Poll) -> None:
    """Mark a closed poll's message as posted: its result or, if that is not published yet, that the poll is closed."""
    async with context.database.writing() as connection:
        await polls.mark_announced(connection, poll.id, poll.closed_at, poll.published_at, context.clock())
