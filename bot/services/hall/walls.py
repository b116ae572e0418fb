"""What a debate's page on the wall shows, for everybody who has its address."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.hall import Hall, Scene, Shown, Wall, is_public_result, public_pairs, scene_at
from bot.domain.shift import PollShift
from bot.domain.tally import PollTally
from bot.services.common.context import Context
from bot.services.polls.recount import QUICK, recount
from bot.services.polls.shift_snapshots import stored_or_computed_shift
from bot.services.programme.reading import programme_status, what_happened
from bot.storage import debates, halls, polls, responses
from bot.storage.ballots import turnouts_of
from bot.storage.engine import Connection, Reading


@dataclass(frozen=True)
class View:
    """A scene with all that it takes to draw it."""

    shown: Shown
    wall: Wall
    turnout: int = 0
    result: PollTally | None = None
    shift: PollShift | None = None


async def wall_of(context: Context, debate_id: int) -> Wall | None:
    """Return what decides about a debate's page now; None if it has none, or if it is closed."""
    async with context.database.reading() as connection:
        hall = await halls.hall_of(connection, debate_id)
        return None if hall is None else await read_wall(connection, hall, context.clock())


async def read_wall(connection: Connection, hall: Hall, now: datetime) -> Wall:
    """Return what decides about a page now."""
    debate = await debates.debate_by_id(connection, hall.debate_id)
    found = await polls.polls_of(connection, hall.debate_id, cancelled=True)
    response = None
    if hall.response_id is not None:
        response = await responses.response_by_id(connection, hall.guild_id, hall.response_id)
    status = await programme_status(connection, debate, now)
    if status is None:
        return Wall(debate, tuple(found), hall, response, (await what_happened(connection, debate)).floor)
    return Wall(debate, tuple(found), hall, response, status.happened.floor, status.steps, status.progress)


async def view(context: Context, debate_id: int, now: datetime, *, known: View | None = None) -> View | None:
    """Return what a debate's page shows now; None if it has none. Polls that are `known` are not counted again."""
    async with context.database.reading() as connection:
        hall = await halls.hall_of(connection, debate_id)
        if hall is None:
            return None
        wall = await read_wall(connection, hall, now)
        shown = scene_at(wall, now)
        is_known = known is not None and (shown.scene, shown.polls) == (known.shown.scene, known.shown.polls)
        if known is not None and is_known and (known.result or known.shift):
            return replace(known, shown=shown, wall=wall)
        return await _view(context, connection, wall, shown)


async def _view(context: Context, connection: Reading, wall: Wall, shown: Shown) -> View:
    # All of one transaction: a poll that is cancelled meanwhile was not cancelled for any part of it.
    match shown.scene:
        case Scene.QUESTION | Scene.VOTE:
            return View(shown, wall, turnout=await _turnout(context, connection, shown.polls[0].id))
        case Scene.RESULT if is_public_result(shown.polls[0]):
            return View(shown, wall, result=await _counted(connection, shown))
        case Scene.SHIFT if shown.polls in public_pairs(shown.polls):
            before, after = [await recount(connection, poll) for poll in shown.polls]
            return View(shown, wall, shift=await stored_or_computed_shift(connection, before, after))
    return View(shown, wall)


async def _counted(connection: Connection, shown: Shown) -> PollTally:
    tally = await recount(connection, shown.polls[0])
    if sum(len(item.profile) for item in tally.items) > QUICK:  # the findings of many rankings take half a second
        await asyncio.to_thread(lambda: [item.findings for item in tally.items])
    return tally


def turnout_now(context: Context, poll_id: int) -> int | None:
    """Return how many have voted in a poll that is open in this process, without a query."""
    tally = context.open_polls.visible_tally(poll_id)
    return tally.turnout if tally else None


async def _turnout(context: Context, connection: Connection, poll_id: int) -> int:
    known = turnout_now(context, poll_id)
    return (await turnouts_of(connection, [poll_id])).get(poll_id, 0) if known is None else known
