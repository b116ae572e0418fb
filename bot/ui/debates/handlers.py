"""What the controls of `/debate` do."""

import discord

from bot.services.common.debate_lookup import settings_of
from bot.services.debates import debates
from bot.services.responses.review import count_waiting
from bot.services.run_sheet.status import debate_status, open_debate_status
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.double_taps import drop_double_tap
from bot.ui.common.eligible_voters import electorates_of
from bot.ui.common.languages import speech_for, speech_of_room
from bot.ui.common.responding import defer_update, edit_in_place, person_of, show_room
from bot.ui.debates.consoles import take_console_away
from bot.ui.debates.controls import ASK_TO_CLOSE, CLOSE_DEBATE, CONSOLE_OFF, KEEP_DEBATE
from bot.ui.debates.pages import ask_to_close, debate_closed, debate_stays_open, settings_page, still_waiting


@ASK_TO_CLOSE.on_tap
async def ask(interaction: discord.Interaction) -> None:
    """Say what closing the debate does, and ask."""
    context = context_of(interaction)
    status = await open_debate_status(context, person_of(interaction))
    await edit_in_place(interaction, ask_to_close(status, context.clock(), speech_for(interaction)))


@CLOSE_DEBATE.on_tap
async def close(interaction: discord.Interaction, debate: int, shown: int) -> None:
    """Close the debate; results of polls that were still open are posted where they were held."""
    if await drop_double_tap(interaction, shown):
        return
    await defer_update(interaction)
    bot, person = bot_of(interaction), person_of(interaction)
    electorates = await electorates_of(interaction.client, bot.context.open_polls.polls(person.guild_id))
    finished, closed = await debates.finish(bot.context, person, electorates, debate_id=debate)
    bot.board.mark_sheet(person.guild_id)
    status = await debate_status(bot.context, person)
    await edit_in_place(interaction, still_waiting(status, speech_for(interaction)))
    await show_room(interaction, view=debate_closed(finished, closed, speech_of_room(interaction)))
    for tally in closed:
        await bot.board.post_result(tally)


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
