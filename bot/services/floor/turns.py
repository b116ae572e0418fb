"""Moderators give, pause, extend and end turns.

`shown` is the number of the newest turn on the page whose button was pressed, 0 if there was none. If another turn has
begun since, nothing is done: of two moderators who press “Next” at once, one calls the next speaker.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.domain.floor import (
    MOST_SECONDS,
    WARNING_SECONDS,
    Asking,
    Floor,
    FloorState,
    Speaker,
    Turn,
    TurnEnd,
)
from bot.domain.people import Person
from bot.domain.refusals import NotNow
from bot.domain.texts import say
from bot.services.common.context import Context
from bot.services.common.permissions import require_moderator
from bot.services.floor.changing import Change, changing, newest_state, require_open_floor, state_of
from bot.storage import floors, responses, servers, speeches


@asynccontextmanager
async def _moderated(
    context: Context, person: Person, floor_id: int, shown: int | None
) -> AsyncIterator[tuple[Change, FloorState]]:
    """Open a transaction on an open floor for a moderator. Raises NotNow if the page is out of date."""
    async with changing(context, person.guild_id) as change:
        require_moderator(await servers.server_settings(change.connection, person.guild_id), person)
        state = await state_of(change.connection, await require_open_floor(change.connection, person, floor_id))
        if shown is not None and shown != state.shown:
            raise NotNow(say("Somebody else has just called the next speaker. Nothing was changed."))
        yield change, state


async def call_next(context: Context, person: Person, floor_id: int, shown: int) -> FloorState:
    """End the turn that runs, if one does, and call who is next. Raises NotNow if there is neither."""
    async with _moderated(context, person, floor_id, shown) as (change, state):
        if state.turn is None and state.next is None:
            raise NotNow(say("Nobody waits to speak yet. Invite the room, or give somebody the floor in the controls."))
        return await _end_and_call(change, state, TurnEnd.NEXT)


async def pass_over(context: Context, floor_id: int, shown: int) -> FloorState | None:
    """End the turn of a speaker who has left, and call who is next; None if another process did, or it is over."""
    async with context.database.reading() as connection:
        floor = await floors.floor_by_id(connection, floor_id)
    if floor is None:
        return None
    async with changing(context, floor.guild_id) as change:
        newest = await floors.floor_by_id(change.connection, floor_id)
        if newest is None or newest.closed_at is not None:
            return None
        state = await state_of(change.connection, newest)
        if state.turn is None or state.shown != shown:
            return None
        return await _end_and_call(change, state, TurnEnd.LEFT)


async def give(context: Context, person: Person, floor_id: int, user: Speaker, shown: int) -> FloorState:
    """Give somebody the floor now, whether they wait for it or not, and end the turn that runs."""
    async with _moderated(context, person, floor_id, shown) as (change, state):
        participant = context.pseudonyms.speaker(state.floor.debate_id, user.user_id, is_named=state.floor.is_named)
        if state.turn and state.turn.participant == participant and not state.turn.is_overdue(change.now):
            raise NotNow(say("That person has the floor already."))
        waits = [asking for asking in state.waiting if asking.participant == participant]
        name = user.name if state.floor.is_named else None
        chosen = waits[0] if waits else Asking(participant, user.user_id, name, None, change.now, 0)
        stepped_down = await end_running(change, state, TurnEnd.NEXT)
        await _begin(change, state, chosen)
        return await newest_state(change.connection, state.floor, stepped_down=stepped_down)


async def end(context: Context, person: Person, floor_id: int, shown: int) -> FloorState:
    """End the turn that runs, and call nobody."""
    async with _moderated(context, person, floor_id, shown) as (change, state):
        _require_turn(state)
        stepped_down = await end_running(change, state, TurnEnd.ENDED)
        return await newest_state(change.connection, state.floor, stepped_down=stepped_down)


async def pause(context: Context, person: Person, floor_id: int, shown: int) -> FloorState:
    """Stop the clock of the turn that runs."""
    async with _moderated(context, person, floor_id, shown) as (change, state):
        turn = _require_turn(state)
        _require_time_left(turn, change)
        if turn.is_paused:
            raise NotNow(say("The clock stands still already."))
        await speeches.pause_turn(change.connection, floor_id, turn.number, change.now)
        await change.log("turn paused", state.floor, turn=turn.number)
        return await newest_state(change.connection, state.floor)


async def resume(context: Context, person: Person, floor_id: int, shown: int) -> FloorState:
    """Let the clock of a paused turn go on."""
    async with _moderated(context, person, floor_id, shown) as (change, state):
        turn = _require_turn(state)
        if not turn.is_paused:
            raise NotNow(say("The clock is running already."))
        await speeches.resume_turn(change.connection, floor_id, turn, change.now)
        await change.log("turn resumed", state.floor, turn=turn.number)
        return await newest_state(change.connection, state.floor)


async def add_time(context: Context, person: Person, floor_id: int, seconds: int, shown: int) -> FloorState:
    """Give the speaker more time."""
    async with _moderated(context, person, floor_id, shown) as (change, state):
        turn = _require_turn(state)
        _require_time_left(turn, change)
        left = turn.left(change.now) + timedelta(seconds=seconds)
        if left > timedelta(seconds=MOST_SECONDS):
            raise NotNow(say("A turn never has more than {most} seconds left.", most=MOST_SECONDS))
        ends_at = turn.ends_at + timedelta(seconds=seconds)
        keeps_warning = left <= timedelta(seconds=WARNING_SECONDS)
        await speeches.move_end(change.connection, floor_id, turn, ends_at, keeps_warning=keeps_warning)
        await change.log("turn extended", state.floor, turn=turn.number, seconds=seconds)
        return await newest_state(change.connection, state.floor)


async def remove(
    context: Context, person: Person, floor_id: int, participant: str, *, is_reply: bool | None = None
) -> FloorState:
    """Take somebody off the list."""
    async with _moderated(context, person, floor_id, None) as (change, state):
        if not await floors.erase_asking(change.connection, floor_id, [participant], is_reply=is_reply):
            raise NotNow(say("That person no longer waits."))
        await change.log("speaker removed from the list", state.floor)
        return await newest_state(change.connection, state.floor)


async def set_list_closed(context: Context, person: Person, floor_id: int, *, closed: bool) -> FloorState:
    """Close the list to further people, or open it again. Who waits goes on waiting."""
    async with _moderated(context, person, floor_id, None) as (change, state):
        if state.floor.list_closed is not closed:
            await floors.save_floor(change.connection, floor_id, list_closed=closed)
            await change.log("speakers' list closed" if closed else "speakers' list opened", state.floor)
        return await newest_state(change.connection, state.floor)


def _require_turn(state: FloorState) -> Turn:
    if state.turn is None:
        raise NotNow(say("That turn is over."))
    return state.turn


def _require_time_left(turn: Turn, change: Change) -> None:
    if turn.is_overdue(change.now):
        raise NotNow(say("The time of this turn is up. Call the next speaker, or give this one the floor again."))


async def end_running(change: Change, state: FloorState, ending: TurnEnd) -> int | None:
    """End the turn that runs, at its end if that has passed; return whose it was."""
    turn = state.turn
    if turn is None:
        return None
    at, how = (turn.ends_at, TurnEnd.TIME) if turn.is_overdue(change.now) else (change.now, ending)
    if await speeches.end_turn(change.connection, state.floor.id, turn, at, how):
        await change.log("turn ended", state.floor, turn=turn.number, ending=how)
    return turn.user_id


async def _end_and_call(change: Change, state: FloorState, ending: TurnEnd) -> FloorState:
    stepped_down = await end_running(change, state, ending)
    # Read again: the turn that has just ended counts for the order.
    between = await newest_state(change.connection, state.floor)
    if between.next is not None:
        await _begin(change, between, between.next)
    return await newest_state(change.connection, state.floor, stepped_down=stepped_down)


async def _begin(change: Change, state: FloorState, asking: Asking) -> None:
    """Begin the turn of somebody who waits, or whom a moderator has chosen."""
    floor, number = state.floor, state.shown + 1
    await floors.erase_asking(change.connection, floor.id, [asking.participant], is_reply=asking.is_reply)
    await floors.note_presence(change.connection, floor.id, asking.participant)
    if asking.name is not None:
        await responses.store_names(change.connection, {(floor.debate_id, asking.participant): asking.name})
    await speeches.add_turn(change.connection, floor.debate_id, floor.id, _turn(floor, number, asking, change))
    await change.log("turn given", floor, turn=number)


def _turn(floor: Floor, number: int, asking: Asking, change: Change) -> Turn:
    length = timedelta(seconds=floor.seconds_for(is_reply=asking.is_reply))
    return Turn(
        number,
        asking.participant,
        asking.user_id,
        asking.name,
        asking.side,
        asking.is_reply,
        started_at=change.now,
        ends_at=change.now + length,
    )
