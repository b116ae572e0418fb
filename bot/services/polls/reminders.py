"""Reminders of a poll before its deadline, and the messages that speak of it."""

from bot.domain.polls import Poll
from bot.domain.reminders import Mark, Note, due_mark
from bot.services.common.context import Context
from bot.storage import polls, reminders, servers


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


async def newest(context: Context, poll: Poll) -> Poll:
    """Return a poll as it is stored now."""
    async with context.database.reading() as connection:
        return await polls.poll_by_id(connection, poll.id) or poll


async def add_note(context: Context, poll: Poll, note: Note) -> None:
    """Store a message on a poll's deadline, so that it can be changed where it no longer holds."""
    async with context.database.writing(poll.guild_id) as connection:
        await reminders.add_note(connection, poll.id, note)


async def notes(context: Context, poll: Poll) -> list[Note]:
    """Return the messages on a poll's deadline, the newest first."""
    async with context.database.reading() as connection:
        return await reminders.notes_on(connection, poll.id)
