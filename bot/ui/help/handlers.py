"""What the control of the help does."""

import discord

from bot.ui.common.languages import speech_for
from bot.ui.common.responding import answer
from bot.ui.help.controls import HOW_TO_VOTE
from bot.ui.help.voting_pages import how_to_vote


@HOW_TO_VOTE.on_tap
async def show_how_to_vote(interaction: discord.Interaction) -> None:
    await answer(interaction, view=how_to_vote(speech_for(interaction)))
