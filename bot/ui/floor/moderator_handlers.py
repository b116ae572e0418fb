"""What moderators' taps on a floor do. Each brings the controls up to date afterwards, also after a refusal."""

from collections.abc import Awaitable, Callable, Sequence

import discord

from bot.domain.floor import FloorState
from bot.domain.refusals import NotAllowed, Refusal
from bot.domain.texts import Text
from bot.services.floor import reading, turns
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.double_taps import drop_double_tap
from bot.ui.common.languages import speech_for
from bot.ui.common.responding import defer_update, edit_in_place, person_of
from bot.ui.floor import moving, stage
from bot.ui.floor.controls import (
    CLOSE,
    CLOSE_LIST,
    CLOSE_NOW,
    CONTROLS,
    END_TURN,
    GIVE,
    MORE_TIME,
    NEXT,
    OPEN,
    PAUSE,
    REMOVE,
    RESUME,
)
from bot.ui.floor.moderator_pages import MORE_SECONDS, ask_to_close, floor_closed, floor_controls
from bot.ui.floor.moving import Moved
from bot.ui.floor.words import spoken_in
from bot.ui.run_sheet.controls import RUN_SHEET


async def show_controls(interaction: discord.Interaction, state: FloorState, notes: Sequence[Text] = ()) -> None:
    """Show a floor's controls to the moderator alone, or bring them up to date."""
    now, speech = context_of(interaction).clock(), speech_for(interaction)
    missing = stage.what_is_missing(interaction.client, state.floor)
    told = [speech.text(note) for note in (*notes, missing) if note is not None]
    await edit_in_place(interaction, floor_controls(state, now, speech, notes=[*dict.fromkeys(told)]))


async def _act(interaction: discord.Interaction, floor_id: int, act: Callable[[], Awaitable[Moved]]) -> None:
    await defer_update(interaction)
    try:
        moved = await act()
    except NotAllowed:
        raise
    except Refusal:
        await show_controls(interaction, await _state(interaction, floor_id))
        raise
    await show_controls(interaction, moved.state, moved.notes)


async def _act_on_sheet(interaction: discord.Interaction, act: Callable[[], Awaitable[Moved]]) -> None:
    """Act for a tap on the run sheet, and bring that up to date."""
    await defer_update(interaction, public=True)
    try:
        moved = await act()
    except NotAllowed:
        raise
    except Refusal:
        await RUN_SHEET.perform(interaction)
        raise
    await RUN_SHEET.perform(interaction)
    await moving.tell(interaction, moved)


async def _state(interaction: discord.Interaction, floor_id: int) -> FloorState:
    return await reading.floor_for(context_of(interaction), person_of(interaction), floor_id, moderates=True)


def _changed(interaction: discord.Interaction, state: FloorState) -> Moved:
    """Have card and run sheet show a change that calls nobody."""
    bot_of(interaction).board.mark_sheet(state.floor.guild_id)
    return Moved(state, [])


@OPEN.on_tap
async def open_floor(interaction: discord.Interaction) -> None:
    await _act_on_sheet(interaction, lambda: moving.open_floor_here(interaction))


@NEXT.on_tap
async def next_speaker(interaction: discord.Interaction, floor: int, shown: int, sheet: int) -> None:
    async def act() -> Moved:
        return await moving.call_next(interaction, floor, shown)

    await (_act_on_sheet(interaction, act) if sheet else _act(interaction, floor, act))


@CONTROLS.on_tap
async def controls(interaction: discord.Interaction, floor: int) -> None:
    await show_controls(interaction, await _state(interaction, floor))


@GIVE.on_pick
async def give(interaction: discord.Interaction, floor: int, shown: int, picked: tuple[str, ...]) -> None:
    user_id = int(picked[0]) if picked[0].isdecimal() else 0
    await _act(interaction, floor, lambda: moving.give(interaction, floor, user_id, shown))


@PAUSE.on_tap
async def pause(interaction: discord.Interaction, floor: int, shown: int) -> None:
    async def act() -> Moved:
        state = await turns.pause(context_of(interaction), person_of(interaction), floor, shown)
        return _changed(interaction, state)

    await _act(interaction, floor, act)


@RESUME.on_tap
async def resume(interaction: discord.Interaction, floor: int, shown: int) -> None:
    async def act() -> Moved:
        state = await turns.resume(context_of(interaction), person_of(interaction), floor, shown)
        return _changed(interaction, state)

    await _act(interaction, floor, act)


@MORE_TIME.on_tap
async def more_time(interaction: discord.Interaction, floor: int, shown: int) -> None:
    async def act() -> Moved:
        state = await turns.add_time(context_of(interaction), person_of(interaction), floor, MORE_SECONDS, shown)
        return _changed(interaction, state)

    await _act(interaction, floor, act)


@END_TURN.on_tap
async def end_turn(interaction: discord.Interaction, floor: int, shown: int) -> None:
    await _act(interaction, floor, lambda: moving.end_turn(interaction, floor, shown))


@REMOVE.on_pick
async def remove(interaction: discord.Interaction, floor: int, picked: tuple[str, ...]) -> None:
    kind, _, participant = picked[0].partition(":")

    async def act() -> Moved:
        context, person = context_of(interaction), person_of(interaction)
        state = await turns.remove(context, person, floor, participant, is_reply=kind == "reply")
        return _changed(interaction, state)

    await _act(interaction, floor, act)


@CLOSE_LIST.on_tap
async def close_list(interaction: discord.Interaction, floor: int, closed: str) -> None:
    async def act() -> Moved:
        context, person = context_of(interaction), person_of(interaction)
        return _changed(interaction, await turns.set_list_closed(context, person, floor, closed=closed == "yes"))

    await _act(interaction, floor, act)


@CLOSE.on_tap
async def ask_whether_to_close(interaction: discord.Interaction, floor: int) -> None:
    state = await _state(interaction, floor)
    await edit_in_place(interaction, ask_to_close(state, context_of(interaction).clock(), speech_for(interaction)))


@CLOSE_NOW.on_tap
async def close(interaction: discord.Interaction, floor: int, shown: int) -> None:
    if await drop_double_tap(interaction, shown):
        return
    await defer_update(interaction)
    state = await moving.close_floor_here(interaction, floor)
    await edit_in_place(interaction, floor_closed(state.floor, spoken_in(state), speech_for(interaction)))
