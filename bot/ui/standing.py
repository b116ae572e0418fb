"""The page on which moderators see where the debate stands, which two commands show."""

import discord

from bot.services import debates
from bot.ui.boundary import answer, person_of
from bot.ui.host import host_of
from bot.ui.render.status import debate_status
from bot.ui.speech import speech_for


async def show_status(interaction: discord.Interaction) -> None:
    """Show it, and have the bot try again to post the results that it could not post."""
    host = host_of(interaction)
    status = await debates.status(host.context, person_of(interaction))
    for entry in status.polls:
        host.board.hurry(entry.poll.id)
    view = debate_status(status, host.context.library, host.board.snags, speech_for(interaction))
    await answer(interaction, view=view)
