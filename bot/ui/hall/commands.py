"""`/hall`: the address of the page on the wall."""

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.services.hall import addresses, screen
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.languages import speech_for
from bot.ui.common.responding import answer, person_of
from bot.ui.hall.pages import hall_closed, hall_page
from bot.ui.hall.served import require_served


class HallCommands(commands.Cog):
    """The page on the wall."""

    @app_commands.command(name="hall", description=_("Get the address of the page for the big screen (moderators)"))
    @app_commands.describe(
        new=_("Change the address; the old one ends"),
        close=_("End the page"),
    )
    @app_commands.guild_only()
    async def hall(self, interaction: discord.Interaction, new: bool = False, close: bool = False) -> None:
        """Show the address, or change or end it."""
        served, context, person = require_served(interaction), context_of(interaction), person_of(interaction)
        if close:
            await addresses.close(context, person)
            view = hall_closed(speech_for(interaction))
        else:
            find = addresses.change_address if new else addresses.find_hall
            hall = await find(context, person)
            on = await screen.screen(context, person, hall.debate_id)
            view = hall_page(on, served.address(hall), speech_for(interaction))
        await served.reload()
        bot_of(interaction).board.mark_sheet(person.guild_id)
        await answer(interaction, view=view)


COG = HallCommands
