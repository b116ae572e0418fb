"""What the controls of the help do."""

import discord

from bot.ui.common.bot import context_of
from bot.ui.common.languages import speech_for, speech_of_room
from bot.ui.common.responding import answer
from bot.ui.help.about_pages import content_page, stored_page
from bot.ui.help.controls import ABOUT_CONTENT, HOW_TO_VOTE, STORED
from bot.ui.help.voting_pages import how_to_vote


@HOW_TO_VOTE.on_tap
async def show_how_to_vote(interaction: discord.Interaction) -> None:
    await answer(interaction, view=how_to_vote(speech_for(interaction), speech_of_room(interaction)))


@STORED.on_tap
async def show_what_is_stored(interaction: discord.Interaction) -> None:
    await answer(interaction, view=stored_page(speech_for(interaction)))


@ABOUT_CONTENT.on_tap
async def show_about_content(interaction: discord.Interaction) -> None:
    await answer(interaction, view=content_page(context_of(interaction).library, speech_for(interaction)))
