"""When people voted, apart from who they are and what they voted."""

from datetime import datetime

from sqlalchemy import func, select

from bot.storage.engine import Connection
from bot.storage.tables import ballots


async def arrivals_of(connection: Connection, poll_id: int) -> list[datetime]:
    """Return a time for each participant, in order: that of the earliest of the answers that they ended with."""
    found = (
        select(func.min(ballots.c.cast_at, type_=ballots.c.cast_at.type).label("at"))
        .where(ballots.c.poll_id == poll_id)
        .group_by(ballots.c.participant)
        .order_by("at")
    )
    return list((await connection.execute(found)).scalars())
