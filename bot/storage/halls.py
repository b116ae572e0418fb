"""The pages on the wall: their addresses, and what moderators have chosen to show there."""

from datetime import datetime

from sqlalchemy import Row, Select, false, select, update

from bot.domain.hall import Hall, Held, parse_held
from bot.storage.engine import Connection
from bot.storage.sql import upsert
from bot.storage.tables import debates, halls


def _open() -> Select[tuple[object, ...]]:
    joined = select(halls, debates.c.guild_id).join(debates, debates.c.id == halls.c.debate_id)
    return joined.where(halls.c.closed == false())


def _hall(row: Row[tuple[object, ...]]) -> Hall:
    return Hall(
        row.debate_id,
        row.guild_id,
        row.token,
        parse_held(row.held) if row.held else None,
        row.held_at,
        row.response_id,
        row.response_until,
    )


async def hall_of(connection: Connection, debate_id: int) -> Hall | None:
    """Return the page of a debate; None if it has none, or if it is closed."""
    row = (await connection.execute(_open().where(halls.c.debate_id == debate_id))).one_or_none()
    return _hall(row) if row else None


async def open_halls(connection: Connection) -> list[Hall]:
    """Return every page that is not closed."""
    return [_hall(row) for row in await connection.execute(_open())]


async def save_hall(connection: Connection, debate_id: int, token: str) -> None:
    """Give a debate's page an address, the first or another, and let it follow the debate."""
    row = {"debate_id": debate_id, "token": token, "closed": False, "held": None, "held_at": None}
    await connection.execute(upsert(connection.dialect.name, halls, "token", "closed", "held", "held_at"), [row])


async def close_hall(connection: Connection, debate_id: int) -> bool:
    """Close the page of a debate; return whether it was open."""
    closing = update(halls).where(halls.c.debate_id == debate_id, halls.c.closed == false()).values(closed=True)
    return (await connection.execute(closing)).rowcount == 1


async def hold_scene(connection: Connection, debate_id: int, held: Held | None, now: datetime) -> None:
    """Keep a scene on the wall, or follow the debate again."""
    values = {"held": str(held) if held else None, "held_at": now if held else None}
    await connection.execute(update(halls).where(halls.c.debate_id == debate_id).values(values))


async def send_response(connection: Connection, debate_id: int, response_id: int | None, until: datetime) -> None:
    """Put a response on the wall for a while."""
    values = {"response_id": response_id, "response_until": until}
    await connection.execute(update(halls).where(halls.c.debate_id == debate_id).values(values))
