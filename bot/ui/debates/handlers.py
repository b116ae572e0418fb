"""What the controls of `/debate` do."""

import logging

import discord

from bot.services.common.debate_lookup import settings_of
from bot.services.debates import debates
from bot.services.responses.review import count_waiting
from bot.services.run_sheet.console import room_of
from bot.services.run_sheet.status import debate_status, open_debate_status
from bot.services.statements.results import sets_in_debate
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.double_taps import drop_double_tap
from bot.ui.common.eligible_voters import electorates_of
from bot.ui.common.failures import FAILURES
from bot.ui.common.languages import speech_for, speech_of_room
from bot.ui.common.responding import defer_update, edit_in_place, person_of, show_room
from bot.ui.debates.consoles import take_console_away
from bot.ui.debates.controls import ASK_TO_CLOSE, CLOSE_DEBATE, CONSOLE_OFF, KEEP_DEBATE
from bot.ui.debates.pages import ask_to_close, debate_closed, debate_stays_open, settings_page, still_waiting

log = logging.getLogger(__name__)


@ASK_TO_CLOSE.on_tap
async def ask(interaction: discord.Interaction) -> None:
    """Say what closing the debate does, and ask."""
    context = context_of(interaction)
    status = await open_debate_status(context, person_of(interaction))
    sets = await sets_in_debate(context, person_of(interaction))
    statements = [one.set for one in sets if one.set.is_open]
    await edit_in_place(interaction, ask_to_close(status, statements, context.clock(), speech_for(interaction)))


@CLOSE_DEBATE.on_tap
async def close(interaction: discord.Interaction, debate: int, shown: int) -> None:
    """Close the debate; results of polls that were still open are posted where they were held."""
    if await drop_double_tap(interaction, shown):
        return
    await defer_update(interaction)
    bot, person = bot_of(interaction), person_of(interaction)
    electorates = await electorates_of(interaction.client, bot.context.open_polls.polls(person.guild_id))
    room = await _room_elsewhere(interaction)
    finished, closed = await debates.finish(bot.context, person, electorates, debate_id=debate)
    bot.board.mark_sheet(person.guild_id)
    status = await debate_status(bot.context, person)
    await edit_in_place(interaction, still_waiting(status, speech_for(interaction)))
    told = debate_closed(finished, closed, speech_of_room(interaction))
    if room is None:
        await show_room(interaction, view=told)
    else:
        try:
            await room.send(view=told)
        except FAILURES as error:
            log.warning("could not tell the room that debate %s is closed: %s", debate, error)
    for tally in closed:
        await bot.board.post_result(tally)


async def _room_elsewhere(interaction: discord.Interaction) -> discord.PartialMessageable | None:
    """Return where the debate is, for a tap on the run sheet of a moderators' channel; None where it is here."""
    context, guild_id = context_of(interaction), person_of(interaction).guild_id
    console = (await settings_of(context, guild_id)).console
    if console is None or console.channel_id != interaction.channel_id:
        return None
    room = await room_of(context, guild_id)
    return None if room is None else interaction.client.get_partial_messageable(room, guild_id=guild_id)


@CONSOLE_OFF.on_tap
async def turn_console_off(interaction: discord.Interaction) -> None:
    await defer_update(interaction)
    await take_console_away(interaction)
    context, person = context_of(interaction), person_of(interaction)
    settings, pending = await settings_of(context, person.guild_id), await count_waiting(context, person)
    await edit_in_place(interaction, settings_page(settings, pending, speech_for(interaction)))


@KEEP_DEBATE.on_tap
async def keep(interaction: discord.Interaction) -> None:
    await edit_in_place(interaction, debate_stays_open(speech_for(interaction)))
