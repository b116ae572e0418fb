"""Opening statements for voting, and closing them."""

import contextlib
import re

import discord
from discord import ui

from bot.domain.polls import Round
from bot.domain.refusals import NotFound, NotNow
from bot.domain.statements import StatementSet
from bot.domain.texts import say
from bot.services.run_sheet.console import room_of
from bot.services.statements import results, sets
from bot.services.statements.results import SetStatus
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.double_taps import drop_double_tap
from bot.ui.common.failures import FAILURES
from bot.ui.common.languages import speech_for, speech_of_room
from bot.ui.common.responding import answer, defer_update, edit_in_place, person_of
from bot.ui.statements.controls import ASK_TO_CLOSE, CLOSE_NOW, NEW, OPEN_SET, SHEET
from bot.ui.statements.ground_pages import ground_page
from bot.ui.statements.moderator_pages import ask_to_close, statements_sheet
from bot.ui.statements.pages import closed_card, set_card

_PICKED = re.compile(r"([a-z]):(main|before|after)")


async def _sheet(interaction: discord.Interaction) -> ui.LayoutView:
    context, person = context_of(interaction), person_of(interaction)
    debate, found = await results.sets_for_moderators(context, person)
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
        raise NotFound(say("The list has changed since you opened it. Open it again."))
    await defer_update(interaction)
    context, person, room = context_of(interaction), person_of(interaction), speech_of_room(interaction)
    channel_id = await room_of(context, person.guild_id) or interaction.channel_id or 0
    opened, _ = await sets.open_set(
        context, person, chosen[1], Round(chosen[2]), language=room.language, channel_id=channel_id
    )
    await _post_card(interaction, opened, channel_id)
    bot_of(interaction).board.mark_sheet(person.guild_id)
    await edit_in_place(interaction, await _sheet(interaction))


async def _post_card(interaction: discord.Interaction, opened: StatementSet, channel_id: int) -> None:
    context, person = context_of(interaction), person_of(interaction)
    status = await _status(interaction, opened.id)
    channel = interaction.client.get_partial_messageable(channel_id, guild_id=person.guild_id)
    try:
        message = await channel.send(view=set_card(opened, status.shown, speech_of_room(interaction)))
    except FAILURES as error:
        raise NotNow(
            say("The statements are open, but the bot could not post their card. `/statements` shows them.")
        ) from error
    await sets.save_message(context, opened, channel_id, message.id)


async def _status(interaction: discord.Interaction, set_id: int) -> SetStatus:
    _, found = await results.sets_for_moderators(context_of(interaction), person_of(interaction))
    for one in found:
        if one.set.id == set_id:
            return one
    raise NotFound(say("This server has no such statements."))


@ASK_TO_CLOSE.on_tap
async def ask(interaction: discord.Interaction, set: int) -> None:  # noqa: A002  the field
    view = ask_to_close(await _status(interaction, set), context_of(interaction).clock(), speech_for(interaction))
    await edit_in_place(interaction, view)


@CLOSE_NOW.on_tap
async def close(interaction: discord.Interaction, set: int, shown: int) -> None:  # noqa: A002  the field
    """Close a set; the room sees what it shares."""
    if await drop_double_tap(interaction, shown):
        return
    await defer_update(interaction)
    context, person, room = context_of(interaction), person_of(interaction), speech_of_room(interaction)
    closed = await sets.close_set(context, person, set)
    if closed.channel_id is not None:
        channel = interaction.client.get_partial_messageable(closed.channel_id, guild_id=person.guild_id)
        found = await results.set_result(context, person, set)
        with contextlib.suppress(*FAILURES):
            if closed.message_id is not None:
                await channel.get_partial_message(closed.message_id).edit(view=closed_card(closed, room))
        try:
            await channel.send(view=ground_page(found, context.library, room))
        except FAILURES as error:
            raise NotNow(
                say("They are closed, but the result could not be posted. `/common-ground` shows it.")
            ) from error
    bot_of(interaction).board.mark_sheet(person.guild_id)
    await edit_in_place(interaction, await _sheet(interaction))
