"""What is stored of a person who speaks, waits to speak or wants to move on, and forgetting it."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.floor import Asking, Floor, Turn, TurnEnd
from bot.domain.polls import Debate
from bot.domain.pseudonyms import nobody
from bot.services.common.audit_log import Action
from bot.services.floor.changing import Change, state_of
from bot.services.floor.turns import end_running
from bot.storage import floors, speeches
from bot.storage.engine import Connection


@dataclass(frozen=True)
class OwnFloor:
    """A person's turns in a floor, where they wait in it, and whether they want to move on, None if never asked."""

    debate: Debate
    floor: Floor
    turns: tuple[Turn, ...]
    waiting: tuple[Asking, ...]
    moves_on: bool | None


async def own_floors(connection: Connection, debate: Debate, speaking: tuple[str, str]) -> list[OwnFloor]:
    """Return the floors of a debate in which anything is stored of a person, given both of their participants."""
    turns = await speeches.turns_of(connection, speaking)
    waiting = await floors.waiting_of(connection, speaking)
    present = await floors.moving_on_of(connection, speaking)
    found = [
        OwnFloor(
            debate,
            floor,
            tuple(turn for where, turn in turns if where == floor.id),
            tuple(asking for where, asking in waiting if where == floor.id),
            present.get(floor.id),
        )
        for floor in await floors.floors_in(connection, debate.id)
    ]
    return [one for one in found if one.turns or one.waiting or one.moves_on is not None]


async def forget_speaker(
    connection: Connection, debate: Debate, speaking: tuple[str, str], now: datetime
) -> list[Action]:
    """Take a person off all lists, end their turn if it runs, and put one random mark in place of their participants.

    The mark is the same in all turns of a debate, so that the number of different people who spoke stays true. Return
    the actions that this appended to the log.
    """
    change = Change(connection, now.replace(microsecond=0))
    floor = await floors.open_floor_in(connection, debate.guild_id)
    if floor is not None and floor.debate_id == debate.id:
        state = await state_of(connection, floor)
        if state.turn and state.turn.participant in speaking:
            await end_running(change, state, TurnEnd.LEFT)
    await floors.erase_from_floors(connection, speaking)
    await speeches.detach_turns(connection, speaking, nobody())
    return change.done
