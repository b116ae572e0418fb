"""Showing the run sheet after what a tap on it did: a person's own, or that of a channel."""

from collections.abc import Awaitable, Callable

import discord
from discord import ui

from bot.domain.refusals import NotAllowed, NotNow, Refusal
from bot.domain.texts import say
from bot.services.common.debate_lookup import settings_of
from bot.services.run_sheet.console import room_of
from bot.services.run_sheet.status import debate_status
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.languages import Speech, speech_for
from bot.ui.common.responding import defer_update, edit_in_place, is_on_public_message, person_of, take_away
from bot.ui.run_sheet.pages import run_sheet

Note = Callable[[Speech], ui.LayoutView]
"""Makes a short page."""


async def _sheet(interaction: discord.Interaction, *, beside_console: bool) -> ui.LayoutView:
    """Make the run sheet, and have the bot retry the results that it could not post. Raises NotAllowed, NotNow."""
    bot, speech = bot_of(interaction), speech_for(interaction)
    status = await debate_status(bot.context, person_of(interaction))
    for entry in status.polls:
        bot.board.retry_now(entry.poll.id)
    room = await room_of(bot.context, status.debate.guild_id) if beside_console else None
    return run_sheet(status, bot.context.library, bot.board.failures, speech, room=room)


async def show_sheet(interaction: discord.Interaction, *, note: Note | None = None) -> None:
    """Bring the sheet that was tapped up to date: the one of a channel, or the person's own.

    In a channel that has the run sheet for all, a question that has been answered goes, so that the sheet is in sight
    again; `note` stands in its place where it stays.
    """
    beside_console = await _is_beside_console(interaction)
    view = await _sheet(interaction, beside_console=beside_console)
    if interaction.guild_id is not None and (is_on_public_message(interaction) or (beside_console and note)):
        await bot_of(interaction).console.refresh(interaction.guild_id)
    if is_on_public_message(interaction):
        return
    if beside_console and note is not None:
        await take_away(interaction, note(speech_for(interaction)))
    else:
        await edit_in_place(interaction, view)


async def _is_beside_console(interaction: discord.Interaction) -> bool:
    console = (await settings_of(context_of(interaction), person_of(interaction).guild_id)).console
    return console is not None and console.channel_id == interaction.channel_id


async def act_in(interaction: discord.Interaction) -> int | None:
    """Return the channel in which to act for a tap on the run sheet of a channel; None means here. Raises NotNow."""
    if not await _is_beside_console(interaction):
        return None
    room = await room_of(context_of(interaction), person_of(interaction).guild_id)
    if room is None:
        raise NotNow(say("Open the first question with `/poll open` in the debate's channel."))
    return room


async def then_show(
    interaction: discord.Interaction, act: Callable[[], Awaitable[None]], *, note: Note | None = None
) -> None:
    """Act, and update the run sheet, also after a refusal: the sheet may be out of date."""
    await defer_update(interaction, public=True)
    try:
        await act()
    except NotAllowed:
        raise
    except Refusal:
        await show_sheet(interaction)
        raise
    await show_sheet(interaction, note=note)


async def ask_or_show(
    interaction: discord.Interaction, question: Callable[[], Awaitable[ui.LayoutView | None]]
) -> None:
    """Ask in place of a person's own sheet, and privately under that of a channel.

    If there is nothing to ask any more, the sheet shows how things stand.
    """
    await defer_update(interaction)
    try:
        asked = await question()
    except NotAllowed:
        raise
    except Refusal:
        await show_sheet(interaction)
        raise
    if asked is None:
        await defer_update(interaction, public=True)
        await show_sheet(interaction)
    else:
        await edit_in_place(interaction, asked)


async def channel_to_act_in(interaction: discord.Interaction) -> int:
    """Return the channel that a tap acts in: where the debate is, for the run sheet of a channel. Raises NotNow."""
    return await act_in(interaction) or interaction.channel_id or 0
