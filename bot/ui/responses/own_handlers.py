"""What the controls of one's own response do. Whose it is, the service checks: a custom_id is forged with ease."""

import discord
from discord import ui

from bot.services.responses import own
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.languages import speech_for
from bot.ui.common.modals import Sent
from bot.ui.common.picked import number_picked
from bot.ui.common.responding import answer, defer_update, edit_in_place, person_of, show_form
from bot.ui.responses.controls import (
    ASK_TO_ERASE,
    EDIT_FORM,
    EDIT_RESPONSE,
    ERASE,
    OWN_RESPONSE,
    OWN_RESPONSES,
)
from bot.ui.responses.form import TEXT, edit_form
from bot.ui.responses.handlers import require_pace
from bot.ui.responses.own_pages import ask_to_erase, erased, own_response


async def _page(interaction: discord.Interaction, response_id: int) -> ui.LayoutView:
    response = await own.find_own(context_of(interaction), person_of(interaction), response_id)
    return own_response(response, speech_for(interaction))


def _mark_threads(interaction: discord.Interaction) -> None:
    """Have the message in a thread change at once."""
    bot_of(interaction).board.mark_sheet(person_of(interaction).guild_id)


@OWN_RESPONSE.on_tap
async def open_own(interaction: discord.Interaction, response: int) -> None:
    await edit_in_place(interaction, await _page(interaction, response))


@OWN_RESPONSES.on_pick
async def pick_own(interaction: discord.Interaction, picked: tuple[str, ...]) -> None:
    await answer(interaction, view=await _page(interaction, number_picked(picked)))


@EDIT_RESPONSE.on_tap
async def open_edit(interaction: discord.Interaction, response: int) -> None:
    editing = await own.begin_edit(context_of(interaction), person_of(interaction), response)
    await show_form(interaction, edit_form(editing, speech_for(interaction)))


@EDIT_FORM.on_submit
async def store_edit(interaction: discord.Interaction, response: int, sent: Sent) -> None:
    require_pace(interaction)
    text = str(sent.get(TEXT) or "")
    await own.edit(context_of(interaction), person_of(interaction), response, text)
    _mark_threads(interaction)
    await edit_in_place(interaction, await _page(interaction, response))


@ASK_TO_ERASE.on_tap
async def ask(interaction: discord.Interaction, response: int) -> None:
    found = await own.find_own(context_of(interaction), person_of(interaction), response)
    await edit_in_place(interaction, ask_to_erase(found, speech_for(interaction)))


@ERASE.on_tap
async def erase(interaction: discord.Interaction, response: int) -> None:
    await defer_update(interaction)
    await own.erase(context_of(interaction), person_of(interaction), response)
    _mark_threads(interaction)
    await edit_in_place(interaction, erased(speech_for(interaction)))
