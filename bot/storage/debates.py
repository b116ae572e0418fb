"""Debates: a server has at most one open debate, and keeps the closed ones."""

from datetime import datetime

from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.domain.polls import Debate, DebateFormat
from bot.storage.engine import Connection
from bot.storage.tables import debates


class AlreadyOpen(Exception):
    """The server has an open debate."""


def _debate(row: Row[tuple[object, ...]]) -> Debate:
    values = row._mapping  # noqa: SLF001  the documented way to a row's names
    named = {column.name: values[column.name] for column in debates.c}
    return Debate(**named | {"format": DebateFormat(row.format)})


async def start_debate(
    connection: Connection,
    guild_id: int,
    pack: str,
    title: str,
    now: datetime,
    channel_id: int | None = None,
    format_: DebateFormat = DebateFormat.OPEN,
) -> Debate:
    """Store a new open debate. Raises AlreadyOpen."""
    values = {
        "guild_id": guild_id,
        "pack": pack,
        "title": title,
        "started_at": now,
        "channel_id": channel_id,
        "format": format_,
    }
    try:
        async with connection.begin_nested():
            row = (await connection.execute(insert(debates).values(values).returning(debates))).one()
    except IntegrityError as error:
        raise AlreadyOpen from error
    return _debate(row)


async def open_debate(connection: Connection, guild_id: int) -> Debate | None:
    """Return the server's open debate."""
    found = select(debates).where(debates.c.guild_id == guild_id, debates.c.closed_at.is_(None))
    row = (await connection.execute(found)).one_or_none()
    return _debate(row) if row else None


async def debate_by_id(connection: Connection, debate_id: int) -> Debate:
    """Return a debate that exists."""
    return _debate((await connection.execute(select(debates).where(debates.c.id == debate_id))).one())


async def debates_of(connection: Connection, guild_id: int | None = None) -> list[Debate]:
    """Return a server's debates, or those of all servers, newest first."""
    found = select(debates).order_by(debates.c.id.desc())
    if guild_id is not None:
        found = found.where(debates.c.guild_id == guild_id)
    return [_debate(row) for row in await connection.execute(found)]


async def close_debate(connection: Connection, debate_id: int, now: datetime) -> bool:
    """Close a debate; return whether it was still open."""
    closing = update(debates).where(debates.c.id == debate_id, debates.c.closed_at.is_(None)).values(closed_at=now)
    return (await connection.execute(closing)).rowcount == 1


async def save_event(connection: Connection, debate_id: int, event_id: int | None, ends_at: datetime | None) -> None:
    """Store which scheduled event a debate has, and when that ends by itself."""
    saving = update(debates).where(debates.c.id == debate_id)
    await connection.execute(saving.values(event_id=event_id, event_ends_at=ends_at))


async def debates_with_event(connection: Connection) -> list[Debate]:
    """Return the debates whose scheduled event goes on, also those that have closed meanwhile."""
    return [_debate(row) for row in await connection.execute(select(debates).where(debates.c.event_id.is_not(None)))]
