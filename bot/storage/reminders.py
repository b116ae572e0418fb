"""The reminders that were sent for a poll."""

from datetime import datetime

from sqlalchemy import and_, or_, update

from bot.domain.polls import PollState
from bot.domain.reminders import Mark
from bot.storage.engine import Connection
from bot.storage.tables import polls


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
