"""What participants' taps on a floor do."""

import discord

from bot.domain.floor import FloorState, Side
from bot.domain.refusals import NotNow
from bot.services.floor import asking, reading
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.languages import speech_for
from bot.ui.common.responding import answer, edit_in_place, person_of
from bot.ui.floor.controls import ASK, MOVE_ON, NEW, REPLY, SPEAKERS, WITHDRAW
from bot.ui.floor.own_pages import moving_on, own_place, speakers_list, turn_given_back, withdrawn


async def ask_here(
    interaction: discord.Interaction, floor_id: int | None, side: Side | None, *, reply_to: int | None = None
) -> None:
    """Put whoever asks on the list, and say where they stand; who is on it already is told that."""
    bot, person = bot_of(interaction), person_of(interaction)
    try:
        state = await asking.ask(bot.context, person, floor_id, side, is_reply=reply_to is not None, shown=reply_to)
    except NotNow:
        state = await reading.floor_for(bot.context, person, floor_id)
        if reply_to is not None or person.user_id not in {one.user_id for one in state.waiting}:
            raise
    else:
        bot.board.mark_sheet(person.guild_id)
    await _show_place(interaction, state)


async def _show_place(interaction: discord.Interaction, state: FloorState) -> None:
    now, speech = context_of(interaction).clock(), speech_for(interaction)
    await edit_in_place(interaction, own_place(state, person_of(interaction).user_id, now, speech))


@ASK.on_tap
async def ask(interaction: discord.Interaction, floor: int, side: str) -> None:
    await ask_here(interaction, floor, Side(side) if side in set(Side) else None)


@REPLY.on_tap
async def reply(interaction: discord.Interaction, floor: int, turn: int) -> None:
    await ask_here(interaction, floor, None, reply_to=turn)


@WITHDRAW.on_tap
async def withdraw(interaction: discord.Interaction, floor: int) -> None:
    bot, person = bot_of(interaction), person_of(interaction)
    state = await asking.withdraw(bot.context, person, floor)
    speech = speech_for(interaction)
    if state.stepped_down is None:
        await edit_in_place(interaction, withdrawn(speech))
    else:
        await edit_in_place(interaction, turn_given_back(speech))
        await bot.floors.began(state)
    bot.board.mark_sheet(person.guild_id)


@MOVE_ON.on_tap
async def move_on(interaction: discord.Interaction, floor: int) -> None:
    bot, person = bot_of(interaction), person_of(interaction)
    state = await asking.move_on(bot.context, person, floor)
    wants = await reading.wants_to_move_on(bot.context, person, state.floor)
    await edit_in_place(interaction, moving_on(state, wants=wants, speech=speech_for(interaction)))
    bot.board.mark_sheet(person.guild_id)


@SPEAKERS.on_tap
async def show_list(interaction: discord.Interaction, floor: int, page: int, step: str) -> None:
    person = person_of(interaction)
    state = await reading.floor_for(context_of(interaction), person, floor)
    view = speakers_list(state, page, speech_for(interaction), person.user_id)
    await (answer(interaction, view=view) if step == NEW else edit_in_place(interaction, view))
