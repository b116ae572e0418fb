"""Closing the polls whose deadline has passed."""

from bot.domain.polls import Poll
from bot.domain.tally import PollTally
from bot.services.common import audit_log
from bot.services.common.context import Context
from bot.services.polls.closing import Electorates, close
from bot.services.polls.counting import count
from bot.storage import polls


async def close_at_deadline(context: Context, poll: Poll, electorates: Electorates) -> PollTally | None:
    """Close a poll whose deadline has passed; return None if another process closed or extended it first."""
    done = audit_log.poll_action("poll closed at its deadline", poll)
    async with context.database.writing(poll.guild_id) as connection:
        current = await polls.poll_by_id(connection, poll.id)
        now = context.clock()
        if current is not None and current.closes_at is not None and current.accepts_votes(now):
            context.open_polls.add(current)
            return None
        closed = await close(connection, poll, now, electorates)
        if closed is not None:
            await audit_log.append(connection, done, now)
    context.open_polls.remove(poll.id)
    if closed is None:
        return None
    audit_log.log(done)
    return await count(context, closed)


def due_in_memory(context: Context) -> list[Poll]:
    """Return the open polls in memory whose deadline has passed."""
    now = context.clock()
    return [poll for poll in context.open_polls.polls() if not poll.accepts_votes(now)]


async def due_in_database(context: Context) -> list[Poll]:
    """Return the open polls in the database, of this process's servers, whose deadline has passed."""
    async with context.database.reading() as connection:
        found = await polls.due_polls(connection, context.clock())
    return [poll for poll in found if context.shards.has(poll.guild_id)]
