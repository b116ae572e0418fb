"""When people voted, without who they are or what they voted."""

from collections.abc import AsyncIterator
from datetime import datetime

from sqlalchemy import func, select

from bot.storage.engine import Reading
from bot.storage.sql import streamed
from bot.storage.tables import ballots


async def arrivals_of(connection: Reading, poll_id: int) -> AsyncIterator[datetime]:
    """Yield one time per participant: the earliest `cast_at` among their final answers."""
    found = (
        select(func.min(ballots.c.cast_at, type_=ballots.c.cast_at.type).label("at"))
        .where(ballots.c.poll_id == poll_id)
        .group_by(ballots.c.participant)
    )
    async for row in streamed(connection, found):
        yield row.at
