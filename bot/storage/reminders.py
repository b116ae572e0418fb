"""The reminders that were sent for a poll, and all messages on its deadline."""

from datetime import datetime

from sqlalchemy import and_, insert, or_, select, update

from bot.domain.polls import PollState, Posting
from bot.domain.reminders import Mark, Note
from bot.storage.engine import Connection
from bot.storage.tables import deadline_notes, polls


async def claim_reminder(connection: Connection, poll_id: int, mark: Mark, closes_at: datetime, now: datetime) -> bool:
    """Claim a reminder of an open poll with that deadline; return whether this caller got the claim.

    The one at half time is sent once, however often the poll is extended; the last call once per deadline.
    """
    wanted = and_(polls.c.id == poll_id, polls.c.state == PollState.OPEN, polls.c.closes_at == closes_at)
    if mark is Mark.HALF:
        claiming = update(polls).where(wanted, polls.c.half_reminded_at.is_(None)).values(half_reminded_at=now)
    else:
        unclaimed = or_(polls.c.end_reminded_for.is_(None), polls.c.end_reminded_for != closes_at)
        claiming = update(polls).where(wanted, unclaimed).values(end_reminded_for=closes_at)
    return (await connection.execute(claiming)).rowcount == 1


async def add_note(connection: Connection, poll_id: int, note: Note) -> None:
    """Store a message on a poll's deadline."""
    where = {"channel_id": note.posting.channel_id, "message_id": note.posting.message_id}
    await connection.execute(insert(deadline_notes).values(poll_id=poll_id, extension=note.extension, **where))


async def notes_on(connection: Connection, poll_id: int) -> list[Note]:
    """Return the messages on a poll's deadline, the newest first."""
    notes = deadline_notes.c
    found = select(deadline_notes).where(notes.poll_id == poll_id).order_by(notes.message_id.desc())
    return [Note(Posting(row.channel_id, row.message_id), row.extension) for row in await connection.execute(found)]
