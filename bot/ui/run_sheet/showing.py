"""The run sheet, on which moderators see where the debate stands; two commands show it."""

import discord
from discord import ui

from bot.services.run_sheet.status import debate_status
from bot.ui.common.bot import host_of
from bot.ui.common.languages import speech_for
from bot.ui.common.responding import answer, person_of
from bot.ui.run_sheet.pages import run_sheet


async def show_status(interaction: discord.Interaction) -> None:
    """Show it."""
    await answer(interaction, view=await run_sheet_for(interaction))


async def run_sheet_for(interaction: discord.Interaction) -> ui.LayoutView:
    """Write it, and have the bot try again to post the results that it could not post. Raises NotAllowed, NotNow."""
    host = host_of(interaction)
    status = await debate_status(host.context, person_of(interaction))
    for entry in status.polls:
        host.board.hurry(entry.poll.id)
    return run_sheet(status, host.context.library, host.board.snags, speech_for(interaction))
