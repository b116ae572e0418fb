"""Reminders of a poll before its deadline."""

from bot.domain.polls import Poll
from bot.domain.reminders import Mark, due_mark
from bot.services.common.context import Context
from bot.storage import reminders, servers


def due(context: Context) -> list[tuple[Poll, Mark]]:
    """Return the open polls in memory whose reminder is due now, with the reminder."""
    now = context.clock()
    found = [
        (poll, due_mark(poll.opened_at, poll.closes_at, now))
        for poll in context.open_polls.polls()
        if poll.closes_at is not None
    ]
    return [(poll, mark) for poll, mark in found if mark is not None]


async def claim(context: Context, poll: Poll, mark: Mark) -> bool:
    """Claim a reminder; return whether the caller is to send it.

    False if the server has reminders off, the deadline was moved, or another process has the claim. Claims do not
    expire: after a crash the reminder is not sent.
    """
    if poll.closes_at is None:
        return False
    async with context.database.writing(poll.guild_id) as connection:
        if not (await servers.server_settings(connection, poll.guild_id)).reminders:
            return False
        return await reminders.claim_reminder(connection, poll.id, mark, poll.closes_at, context.clock())
