"""Turns whose speaker is to be warned, or whose time is up.

The instants are stored, so the clock goes on whatever happens to the process. Each is claimed by a conditional update
in the transaction that acts on it: once, however many processes run and whenever one is killed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.floor import WARNING_SECONDS, FloorState, Turn, TurnEnd
from bot.services.common.context import Context
from bot.services.floor.changing import changing, newest_state
from bot.storage import floors, speeches


class What(StrEnum):
    """What is due in a turn."""

    WARNING = "warning"
    END = "end"


@dataclass(frozen=True)
class DueTurn:
    """What is due in a turn with that end, and whose turn it is."""

    guild_id: int
    floor_id: int
    turn: Turn
    what: What

    @property
    def turn_number(self) -> int:
        """The turn's number."""
        return self.turn.number


async def due_turns(context: Context) -> list[DueTurn]:
    """Return what is due now in the turns of this process's servers."""
    now = context.clock()
    async with context.database.reading() as connection:
        found = await speeches.running_until(connection, now + timedelta(seconds=WARNING_SECONDS))
    due = []
    for guild_id, floor_id, turn, is_warned in found:
        what = _due(turn, now, is_warned=is_warned)
        if what is not None and context.shards.has(guild_id):
            due.append(DueTurn(guild_id, floor_id, turn, what))
    return due


def _due(turn: Turn, now: datetime, *, is_warned: bool) -> What | None:
    if turn.is_overdue(now):
        return What.END
    # A turn that is no longer than the warning is not warned of at its start.
    is_short = turn.ends_at - turn.started_at <= timedelta(seconds=WARNING_SECONDS)
    return None if is_warned or is_short else What.WARNING


async def claim(context: Context, due: DueTurn) -> FloorState | None:
    """Claim what is due; None if another process did, or if the turn has ended or its end has moved.

    Claiming an end ends the turn at the instant when its time was up. Nobody is called by that.
    """
    async with changing(context, due.guild_id) as change:
        floor = await floors.floor_by_id(change.connection, due.floor_id)
        if floor is None:
            return None
        turn = due.turn
        if due.what is What.WARNING:
            got = await speeches.claim_warning(change.connection, floor.id, turn.number, turn.ends_at)
            return await newest_state(change.connection, floor) if got else None
        if not await speeches.end_turn(change.connection, floor.id, turn, turn.ends_at, TurnEnd.TIME):
            return None
        await change.log("turn ended", floor, turn=turn.number, ending=TurnEnd.TIME)
        return await newest_state(change.connection, floor, stepped_down=turn.user_id)
