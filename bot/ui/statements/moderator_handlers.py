"""What the buttons do with which moderators open statements for voting, and close them."""

import re

import discord
from discord import ui

from bot.domain.polls import Round
from bot.services.run_sheet.console import room_of
from bot.services.statements import results
from bot.ui.common.bot import context_of
from bot.ui.common.double_taps import drop_double_tap
from bot.ui.common.languages import speech_for
from bot.ui.common.picked import list_has_changed
from bot.ui.common.responding import answer, defer_update, edit_in_place, person_of
from bot.ui.statements.acts import close_here, open_here, status_of
from bot.ui.statements.controls import ASK_TO_CLOSE, CLOSE_NOW, NEW, OPEN_SET, SHEET
from bot.ui.statements.moderator_pages import ask_to_close, statements_sheet

_PICKED = re.compile(r"([a-z]):(main|before|after)")


async def _sheet(interaction: discord.Interaction) -> ui.LayoutView:
    context = context_of(interaction)
    debate, found = await results.sets_for_moderators(context, person_of(interaction))
    return statements_sheet(debate, found, context.library, speech_for(interaction))


@SHEET.on_tap
async def show_sheet(interaction: discord.Interaction, step: str) -> None:
    view = await _sheet(interaction)
    if step == NEW:
        await answer(interaction, view=view)
    else:
        await edit_in_place(interaction, view)


@OPEN_SET.on_pick
async def open_set(interaction: discord.Interaction, debate: int, picked: tuple[str, ...]) -> None:  # noqa: ARG001  keeps menus apart
    """Open a question's statements for voting, and post their card in the debate's room."""
    chosen = _PICKED.fullmatch(picked[0])
    if chosen is None:
        raise list_has_changed()
    await defer_update(interaction)
    room = await room_of(context_of(interaction), person_of(interaction).guild_id)
    await open_here(interaction, chosen[1], Round(chosen[2]), room or interaction.channel_id or 0)
    await edit_in_place(interaction, await _sheet(interaction))


@ASK_TO_CLOSE.on_tap
async def ask(interaction: discord.Interaction, set: int) -> None:  # noqa: A002  the field
    view = ask_to_close(await status_of(interaction, set), context_of(interaction).clock(), speech_for(interaction))
    await edit_in_place(interaction, view)


@CLOSE_NOW.on_tap
async def close(interaction: discord.Interaction, set: int, shown: int) -> None:  # noqa: A002  the field
    """Close a set; the room sees what it shares."""
    if await drop_double_tap(interaction, shown):
        return
    await defer_update(interaction)
    await close_here(interaction, set)
    await edit_in_place(interaction, await _sheet(interaction))
