"""What every change of a floor needs: the floor, the lock, whole seconds, and the log of actions."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.floor import Floor, FloorState
from bot.domain.people import Person
from bot.domain.refusals import NotFound, NotNow
from bot.domain.speaking_order import call_order, last_side
from bot.domain.texts import say
from bot.services.common import audit_log
from bot.services.common.audit_log import Action
from bot.services.common.context import Context
from bot.storage import floors, speeches
from bot.storage.engine import Connection


@dataclass
class Change:
    """An open transaction of a server, the instant of the change, and what is logged once it is committed."""

    connection: Connection
    now: datetime
    done: list[Action] = field(default_factory=list)

    async def log(self, name: str, floor: Floor, **fields: object) -> None:
        """Log an action on a floor; who speaks stays out of it."""
        done = audit_log.action(name, floor.guild_id, floor.debate_id, floor=floor.id, **fields)
        await audit_log.append(self.connection, done, self.now)
        self.done.append(done)


@asynccontextmanager
async def changing(context: Context, guild_id: int) -> AsyncIterator[Change]:
    """Open a transaction that changes a floor of a server. Times are cut to seconds, as Discord shows them."""
    async with context.database.writing(guild_id) as connection:
        change = Change(connection, context.clock().replace(microsecond=0))
        yield change
    for done in change.done:
        audit_log.log(done)


async def require_open_floor(connection: Connection, person: Person, floor_id: int | None) -> Floor:
    """Return the floor on the page that somebody used, the open one for a command. Raises NotFound, NotNow."""
    if floor_id is None:
        floor = await floors.open_floor_in(connection, person.guild_id)
        if floor is None:
            raise NotNow(say("No floor is open. Moderators open one with `/floor open`."))
        return floor
    floor = await floors.floor_by_id(connection, floor_id)
    if floor is None or floor.guild_id != person.guild_id:
        raise NotFound(say("That floor is gone. Moderators open one with `/floor open`."))
    if floor.closed_at is not None:
        raise NotNow(say("This floor is closed. Nobody can speak in it any more."))
    return floor


async def state_of(connection: Connection, floor: Floor, *, stepped_down: int | None = None) -> FloorState:
    """Return a floor as it is stored now."""
    turns = await speeches.turns_in(connection, floor.id)
    running = turns[-1] if turns and turns[-1].ended_at is None else None
    ended = turns[:-1] if running else turns
    spoken = await speeches.seconds_by_participant(connection, floor.debate_id)
    waiting = call_order(floor.order, await floors.waiting_in(connection, floor.id), spoken, last_side(turns))
    present, moving_on = await floors.count_present(connection, floor.id)
    return FloorState(floor, running, waiting, tuple(ended), moving_on, present, stepped_down)


async def newest_state(connection: Connection, floor: Floor, *, stepped_down: int | None = None) -> FloorState:
    """Return a floor that was just changed."""
    newest = await floors.floor_by_id(connection, floor.id)
    return await state_of(connection, newest or floor, stepped_down=stepped_down)
