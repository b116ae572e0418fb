"""Snapshots of the shifts between two polls."""

from sqlalchemy import delete, insert, or_, select

from bot.storage.engine import Connection
from bot.storage.tables import shifts


async def stored_shift(connection: Connection, before: int, after: int) -> str | None:
    """Return the stored shift between two polls, None if there is none yet."""
    found = select(shifts.c.told).where(shifts.c.poll_before == before, shifts.c.poll_after == after)
    told: str | None = await connection.scalar(found)
    return told


async def add_shift(connection: Connection, before: int, after: int, told: str) -> None:
    """Store a shift; the caller has checked that none is stored yet."""
    await connection.execute(insert(shifts).values(poll_before=before, poll_after=after, told=told))


async def delete_shifts(connection: Connection, poll_id: int) -> None:
    """Delete every shift to or from a poll."""
    await connection.execute(delete(shifts).where(or_(shifts.c.poll_before == poll_id, shifts.c.poll_after == poll_id)))
