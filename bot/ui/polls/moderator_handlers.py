"""What the buttons do on pages for moderators: to do what cannot be undone, and to take back what can."""

import discord

from bot.services.polls import lifecycle
from bot.services.polls.lifecycle import ShownStage, Stage
from bot.ui.common.bot import bot_of
from bot.ui.common.languages import speech_for, speech_of_room
from bot.ui.common.responding import defer_update, edit_in_place, person_of
from bot.ui.polls.controls import CANCEL, KEEP, REOPEN
from bot.ui.polls.moderator_pages import cancelled, kept, reopened
from bot.ui.polls.reopening import reopen_here
from bot.ui.results.retracting import retract


@CANCEL.on_tap
async def cancel(interaction: discord.Interaction, poll: int, stage: str) -> None:
    await defer_update(interaction)
    bot, shown = bot_of(interaction), ShownStage(poll, Stage(stage))
    tally = await lifecycle.cancel(bot.context, person_of(interaction), None, None, shown=shown)
    others = await lifecycle.other_rounds(bot.context, tally.poll)
    unchanged_links = await retract(interaction.client, bot.context, tally.poll, speech_of_room(interaction))
    await edit_in_place(interaction, cancelled(tally, others, unchanged_links, speech_for(interaction)))
    await bot.board.show(tally)


@REOPEN.on_tap
async def reopen(interaction: discord.Interaction, poll: int, closed: int) -> None:
    await defer_update(interaction)
    opened = await reopen_here(interaction, poll, closed)
    await edit_in_place(interaction, reopened(opened, speech_for(interaction)))


@KEEP.on_tap
async def keep(interaction: discord.Interaction) -> None:
    await edit_in_place(interaction, kept(speech_for(interaction)))
