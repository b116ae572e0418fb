"""Asking to speak, replying, withdrawing and wanting to move on."""

from bot.domain.floor import MOST_REPLIES, Asking, FloorState, Side, TurnEnd, replies_to_newest
from bot.domain.people import Person
from bot.domain.refusals import NotNow
from bot.domain.texts import say
from bot.services.common.context import Context
from bot.services.common.permissions import require_role
from bot.services.floor.changing import changing, newest_state, require_open_floor, state_of
from bot.services.floor.turns import end_running
from bot.storage import floors, servers
from bot.storage.engine import Connection


async def ask(
    context: Context,
    person: Person,
    floor_id: int | None,
    side: Side | None,
    *,
    is_reply: bool = False,
    shown: int | None = None,
) -> FloorState:
    """Put a person on the list. Somebody who waits already can change the side, and keeps the place.

    In a floor with sides, who names none is neutral. `shown` is the turn on the card, to which a reply replies.
    """
    async with changing(context, person.guild_id) as change:
        floor = await require_open_floor(change.connection, person, floor_id)
        await _require_participant(change.connection, person)
        if floor.list_closed:
            raise NotNow(say("The list is closed. Only those who are on it still speak."))
        state = await state_of(change.connection, floor)
        me = context.pseudonyms.speaker(floor.debate_id, person.user_id, is_named=floor.is_named)
        if not floor.has_sides:
            side = None
        elif side is None and not is_reply:
            side = Side.NEUTRAL
        waits = next((each for each in state.waiting if each.participant == me and each.is_reply is is_reply), None)
        if waits and (is_reply or side is waits.side):
            raise NotNow(say("You are on the list already. You are called when it is your turn."))
        if is_reply:
            _require_may_reply(state, me, shown)
        if waits:
            await floors.change_side(change.connection, floor.id, me, side)
        else:
            name = person.name[:100] if floor.is_named else None
            asking = Asking(me, person.user_id, name, side, change.now, 0, is_reply)
            await floors.add_asking(change.connection, floor.id, asking)
            await floors.note_presence(change.connection, floor.id, me)
        return await newest_state(change.connection, floor)


def _require_may_reply(state: FloorState, me: str, shown: int | None) -> None:
    """Raise NotNow if there is nothing to reply to, or enough replies to it."""
    turns = (*state.turns, state.turn) if state.turn else state.turns
    if not turns:
        raise NotNow(say("Nobody has spoken yet. Ask to speak instead."))
    if shown is not None and shown != state.shown:
        raise NotNow(say("Another speaker has been called since. Reply on the newest card."))
    if state.turn and state.turn.participant == me:
        raise NotNow(say("You have the floor now. Just say it."))
    replied = replies_to_newest(turns, state.waiting)
    if me in replied:
        raise NotNow(say("You have replied to this already. Ask to speak to say more."))
    if len(replied) >= MOST_REPLIES:
        raise NotNow(say("{most} people reply to this already. Ask to speak instead.", most=MOST_REPLIES))


async def withdraw(context: Context, person: Person, floor_id: int | None) -> FloorState:
    """Take a person off the list, or end their own turn."""
    async with changing(context, person.guild_id) as change:
        floor = await require_open_floor(change.connection, person, floor_id)
        state = await state_of(change.connection, floor)
        me = context.pseudonyms.speaker(floor.debate_id, person.user_id, is_named=floor.is_named)
        stepped_down = None
        if not await floors.erase_asking(change.connection, floor.id, [me]):
            if state.turn is None or state.turn.participant != me:
                raise NotNow(say("You are not on the list."))
            stepped_down = await end_running(change, state, TurnEnd.ENDED)
        return await newest_state(change.connection, floor, stepped_down=stepped_down)


async def move_on(context: Context, person: Person, floor_id: int | None) -> FloorState:
    """Note that a person wants to move on, or take that back."""
    async with changing(context, person.guild_id) as change:
        floor = await require_open_floor(change.connection, person, floor_id)
        await _require_participant(change.connection, person)
        me = context.pseudonyms.speaker(floor.debate_id, person.user_id, is_named=floor.is_named)
        await floors.toggle_moving_on(change.connection, floor.id, me)
        return await newest_state(change.connection, floor)


async def _require_participant(connection: Connection, person: Person) -> None:
    settings = await servers.server_settings(connection, person.guild_id)
    require_role(settings.participant_role, person)
