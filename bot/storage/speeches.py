"""Turns to speak: one runs at a time in each floor, and each ends once, whoever ends it."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, insert, or_, select, update

from bot.domain.floor import Side, Turn, TurnEnd
from bot.domain.speaking_time import Spoken
from bot.storage.engine import Connection, Reading
from bot.storage.sql import streamed
from bot.storage.tables import floors, names, speeches

_WITH_NAME = select(speeches, names.c.name).outerjoin(
    names, and_(names.c.debate_id == speeches.c.debate_id, names.c.participant == speeches.c.participant)
)


def turn_of(row: Row[Any]) -> Turn:
    """Return the turn in a row that has its name."""
    return Turn(
        row.number,
        row.participant,
        row.user_id,
        row.name,
        Side(row.side) if row.side else None,
        row.is_reply,
        row.started_at,
        row.ends_at,
        row.paused_at,
        row.paused_seconds,
        row.ended_at,
        TurnEnd(row.ending) if row.ending else None,
    )


async def turns_in(connection: Connection, floor_id: int) -> list[Turn]:
    """Return a floor's turns in order; the last may still run."""
    found = _WITH_NAME.where(speeches.c.floor_id == floor_id).order_by(speeches.c.number)
    return [turn_of(row) for row in await connection.execute(found)]


async def add_turn(connection: Connection, debate_id: int, floor_id: int, turn: Turn) -> None:
    """Store a turn that begins; the caller has ended the one before."""
    values = {
        "floor_id": floor_id,
        "number": turn.number,
        "debate_id": debate_id,
        "participant": turn.participant,
        "user_id": turn.user_id,
        "side": turn.side,
        "is_reply": turn.is_reply,
        "started_at": turn.started_at,
        "ends_at": turn.ends_at,
    }
    await connection.execute(insert(speeches).values(values))


def _running(floor_id: int, number: int) -> ColumnElement[bool]:
    return and_(speeches.c.floor_id == floor_id, speeches.c.number == number, speeches.c.ended_at.is_(None))


async def end_turn(connection: Connection, floor_id: int, turn: Turn, at: datetime, ending: TurnEnd) -> bool:
    """End a turn as it was read, and erase the user id; return False if it has ended, or its end moved, since."""
    same = and_(speeches.c.ends_at == turn.ends_at, speeches.c.paused_at.is_not_distinct_from(turn.paused_at))
    ended = Turn(**vars(turn) | {"ended_at": at, "paused_at": None, "paused_seconds": _paused(turn, at)})
    values = {
        "ended_at": at,
        "ending": ending,
        "seconds": int(ended.spoken(at).total_seconds()),
        "paused_at": None,
        "paused_seconds": ended.paused_seconds,
        "user_id": None,
    }
    ending_it = update(speeches).where(_running(floor_id, turn.number), same).values(values)
    return (await connection.execute(ending_it)).rowcount == 1


def _paused(turn: Turn, at: datetime) -> int:
    now = int((at - turn.paused_at).total_seconds()) if turn.paused_at else 0
    return turn.paused_seconds + now


async def pause_turn(connection: Connection, floor_id: int, number: int, now: datetime) -> bool:
    """Stop the clock; return whether it ran."""
    pausing = update(speeches).where(_running(floor_id, number), speeches.c.paused_at.is_(None)).values(paused_at=now)
    return (await connection.execute(pausing)).rowcount == 1


async def resume_turn(connection: Connection, floor_id: int, turn: Turn, now: datetime) -> bool:
    """Let the clock of a paused turn go on, with the end and its warning moved by the pause; return whether it did."""
    if turn.paused_at is None:
        return False
    values = {
        "paused_at": None,
        "paused_seconds": _paused(turn, now),
        "ends_at": turn.ends_at + (now - turn.paused_at),
    }
    paused = and_(_running(floor_id, turn.number), speeches.c.paused_at == turn.paused_at)
    if (await connection.execute(update(speeches).where(paused).values(values))).rowcount == 0:
        return False
    await _keep_warned(connection, floor_id, turn.number, turn.ends_at, values["ends_at"])
    return True


async def _keep_warned(connection: Connection, floor_id: int, number: int, was: object, becomes: object) -> None:
    warned = and_(_running(floor_id, number), speeches.c.warned_for == was)
    await connection.execute(update(speeches).where(warned).values(warned_for=becomes))


async def move_end(
    connection: Connection, floor_id: int, turn: Turn, ends_at: datetime, *, keeps_warning: bool
) -> None:
    """Move the end of a turn; with `keeps_warning` the speaker is not warned once more."""
    await connection.execute(update(speeches).where(_running(floor_id, turn.number)).values(ends_at=ends_at))
    if keeps_warning:
        await _keep_warned(connection, floor_id, turn.number, turn.ends_at, ends_at)


async def claim_warning(connection: Connection, floor_id: int, number: int, ends_at: datetime) -> bool:
    """Claim the warning of a turn with that end; return whether this caller got the claim."""
    same = and_(_running(floor_id, number), speeches.c.ends_at == ends_at, speeches.c.paused_at.is_(None))
    unclaimed = or_(speeches.c.warned_for.is_(None), speeches.c.warned_for != ends_at)
    claiming = update(speeches).where(same, unclaimed).values(warned_for=ends_at)
    return (await connection.execute(claiming)).rowcount == 1


async def running_until(connection: Connection, until: datetime) -> list[tuple[int, int, Turn, bool]]:
    """Return the turns of all servers whose clock runs and whose end is not after `until`.

    With each come its server, its floor, and whether the speaker was warned of that end.
    """
    found = (
        select(speeches, names.c.name, floors.c.guild_id)
        .join(floors, floors.c.id == speeches.c.floor_id)
        .outerjoin(
            names, and_(names.c.debate_id == speeches.c.debate_id, names.c.participant == speeches.c.participant)
        )
        .where(speeches.c.ended_at.is_(None), speeches.c.paused_at.is_(None), speeches.c.ends_at <= until)
        .order_by(speeches.c.ends_at)
    )
    rows = await connection.execute(found)
    return [(row.guild_id, row.floor_id, turn_of(row), row.warned_for == row.ends_at) for row in rows]


async def seconds_by_participant(connection: Connection, debate_id: int) -> dict[str, int]:
    """Return how many seconds each participant has spoken in a debate, for the order of the list."""
    found = select(speeches.c.participant, func.sum(speeches.c.seconds).label("seconds")).where(
        speeches.c.debate_id == debate_id, speeches.c.ended_at.is_not(None)
    )
    rows = await connection.execute(found.group_by(speeches.c.participant))
    return {row.participant: int(row.seconds) for row in rows}


async def spoken_in(connection: Connection, debate_id: int) -> list[tuple[int, Spoken]]:
    """Return what each turn that is over adds to the speaking time, with its floor."""
    found = select(speeches).where(speeches.c.debate_id == debate_id, speeches.c.ended_at.is_not(None))
    rows = await connection.execute(found.order_by(speeches.c.floor_id, speeches.c.number))
    return [(row.floor_id, Spoken(row.participant, Side(row.side) if row.side else None, row.seconds)) for row in rows]


async def ended_turns(
    connection: Reading, debate_id: int, question: str | None
) -> AsyncIterator[tuple[int, str | None, Turn, int]]:
    """Stream the turns of a debate that are over, with floor, question and seconds, in order."""
    found = (
        select(speeches, names.c.name, floors.c.question)
        .join(floors, floors.c.id == speeches.c.floor_id)
        .outerjoin(
            names, and_(names.c.debate_id == speeches.c.debate_id, names.c.participant == speeches.c.participant)
        )
        .where(speeches.c.debate_id == debate_id, speeches.c.ended_at.is_not(None))
        .order_by(speeches.c.floor_id, speeches.c.number)
    )
    if question is not None:
        found = found.where(floors.c.question == question)
    async for row in streamed(connection, found):
        yield row.floor_id, row.question, turn_of(row), row.seconds


async def turns_of(connection: Connection, participants: Sequence[str]) -> list[tuple[int, Turn]]:
    """Return these participants' turns, with the floor."""
    found = _WITH_NAME.where(speeches.c.participant.in_(participants))
    rows = await connection.execute(found.order_by(speeches.c.floor_id, speeches.c.number))
    return [(row.floor_id, turn_of(row)) for row in rows]


async def detach_turns(connection: Connection, participants: Sequence[str], replacement: str) -> None:
    """Replace these participants, and the user id of a turn that runs, with a mark that says nothing."""
    own = speeches.c.participant.in_(participants)
    await connection.execute(update(speeches).where(own).values(participant=replacement, user_id=None))
