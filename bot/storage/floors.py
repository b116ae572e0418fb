"""Floors, the speakers' list, and who is present in a floor."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, func, insert, select, update

from bot.domain.floor import Asking, Floor, Order, Side
from bot.storage.engine import Connection
from bot.storage.sql import insert_into, upsert
from bot.storage.tables import floor_presence, floors, speakers_list


@dataclass(frozen=True)
class NewFloor:
    """The values of a new floor."""

    debate_id: int
    guild_id: int
    channel_id: int
    voice_channel_id: int | None
    is_stage: bool
    question: str | None
    title: str
    seconds: int
    order: Order
    is_named: bool
    opened_at: datetime


def _floor(row: Row[Any]) -> Floor:
    values = dict(row._mapping)  # noqa: SLF001  the documented way to a row's names
    return Floor(**values | {"order": Order(values["order"])})


async def add_floor(connection: Connection, new: NewFloor) -> Floor:
    """Store an open floor; the caller has checked that the debate has none."""
    adding = insert(floors).values(asdict(new)).returning(floors)
    return _floor((await connection.execute(adding)).one())


async def floor_by_id(connection: Connection, floor_id: int) -> Floor | None:
    """Return a floor."""
    row = (await connection.execute(select(floors).where(floors.c.id == floor_id))).one_or_none()
    return _floor(row) if row else None


async def open_floor_in(connection: Connection, guild_id: int) -> Floor | None:
    """Return the open floor of a server's open debate."""
    found = select(floors).where(floors.c.guild_id == guild_id, floors.c.closed_at.is_(None))
    row = (await connection.execute(found)).first()
    return _floor(row) if row else None


async def all_open_floors(connection: Connection) -> list[Floor]:
    """Return the open floors of all servers."""
    found = select(floors).where(floors.c.closed_at.is_(None)).order_by(floors.c.id)
    return [_floor(row) for row in await connection.execute(found)]


async def floors_in(connection: Connection, debate_id: int) -> list[Floor]:
    """Return a debate's floors, the oldest first."""
    found = select(floors).where(floors.c.debate_id == debate_id).order_by(floors.c.id)
    return [_floor(row) for row in await connection.execute(found)]


async def save_floor(connection: Connection, floor_id: int, **values: object) -> None:
    """Change columns of a floor."""
    await connection.execute(update(floors).where(floors.c.id == floor_id).values(values))


async def close_floor(connection: Connection, floor_id: int, now: datetime) -> bool:
    """Close a floor and erase who waits and who is present; return whether it was still open."""
    closing = update(floors).where(floors.c.id == floor_id, floors.c.closed_at.is_(None)).values(closed_at=now)
    if (await connection.execute(closing)).rowcount == 0:
        return False
    await connection.execute(delete(speakers_list).where(speakers_list.c.floor_id == floor_id))
    await connection.execute(delete(floor_presence).where(floor_presence.c.floor_id == floor_id))
    return True


async def waiting_in(connection: Connection, floor_id: int) -> list[Asking]:
    """Return who waits, in the order of asking."""
    found = select(speakers_list).where(speakers_list.c.floor_id == floor_id).order_by(speakers_list.c.number)
    return [_asking(row) for row in await connection.execute(found)]


def _asking(row: Row[Any]) -> Asking:
    side = Side(row.side) if row.side else None
    return Asking(row.participant, row.user_id, row.name, side, row.asked_at, row.number, row.is_reply)


async def add_asking(connection: Connection, floor_id: int, asking: Asking) -> None:
    """Put a person at the end of the list; the number is given here."""
    newest = select(func.max(speakers_list.c.number)).where(speakers_list.c.floor_id == floor_id)
    values = asdict(asking) | {"floor_id": floor_id, "number": (await connection.scalar(newest) or 0) + 1}
    await connection.execute(insert(speakers_list).values(values))


async def change_side(connection: Connection, floor_id: int, participant: str, side: Side | None) -> None:
    """Change the side of somebody who waits to speak."""
    own = and_(speakers_list.c.floor_id == floor_id, speakers_list.c.participant == participant)
    await connection.execute(update(speakers_list).where(own, ~speakers_list.c.is_reply).values(side=side))


async def erase_asking(
    connection: Connection, floor_id: int, participants: Sequence[str], *, is_reply: bool | None = None
) -> int:
    """Erase these participants from the list, from both or from that of replies or the other; return how many rows."""
    own = and_(speakers_list.c.floor_id == floor_id, speakers_list.c.participant.in_(participants))
    erasing = delete(speakers_list).where(own)
    if is_reply is not None:
        erasing = erasing.where(speakers_list.c.is_reply.is_(is_reply))
    return (await connection.execute(erasing)).rowcount


async def note_presence(connection: Connection, floor_id: int, participant: str) -> None:
    """Note that somebody has done something in a floor."""
    row = {"floor_id": floor_id, "participant": participant}
    noting = insert_into(connection.dialect.name, floor_presence).values(row | {"moves_on": False})
    await connection.execute(noting.on_conflict_do_nothing())


async def toggle_moving_on(connection: Connection, floor_id: int, participant: str) -> None:
    """Note that somebody wants to move on, or no longer does."""
    own = and_(floor_presence.c.floor_id == floor_id, floor_presence.c.participant == participant)
    wants = not await connection.scalar(select(floor_presence.c.moves_on).where(own))
    row = {"floor_id": floor_id, "participant": participant, "moves_on": wants}
    await connection.execute(upsert(connection.dialect.name, floor_presence, "moves_on"), row)


async def count_present(connection: Connection, floor_id: int) -> tuple[int, int]:
    """Return how many are present, and how many of them want to move on."""
    counting = select(func.count()).where(floor_presence.c.floor_id == floor_id)
    present = await connection.scalar(counting)
    return int(present or 0), int(await connection.scalar(counting.where(floor_presence.c.moves_on)) or 0)


async def moving_on_of(connection: Connection, participants: Sequence[str]) -> dict[int, bool]:
    """Return the open floors in which these participants are present, with whether they want to move on."""
    found = select(floor_presence).where(floor_presence.c.participant.in_(participants))
    return {row.floor_id: row.moves_on for row in await connection.execute(found)}


async def waiting_of(connection: Connection, participants: Sequence[str]) -> list[tuple[int, Asking]]:
    """Return where these participants wait, with the floor."""
    found = select(speakers_list).where(speakers_list.c.participant.in_(participants))
    rows = await connection.execute(found.order_by(speakers_list.c.floor_id, speakers_list.c.number))
    return [(row.floor_id, _asking(row)) for row in rows]


async def erase_from_floors(connection: Connection, participants: Sequence[str]) -> None:
    """Erase these participants from all lists."""
    await connection.execute(delete(speakers_list).where(speakers_list.c.participant.in_(participants)))
    await connection.execute(delete(floor_presence).where(floor_presence.c.participant.in_(participants)))
