"""`/programme`: what comes when."""

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.ui.common.permissions import sender_for
from bot.ui.programme.handlers import page_for


class Programme(commands.Cog):
    """Reading the programme."""

    @app_commands.command(name="programme", description=_("See what comes when"))
    @app_commands.describe(public=_("Show it to everybody (moderators)"))
    @app_commands.guild_only()
    async def programme(self, interaction: discord.Interaction, public: bool = False) -> None:
        """Show the steps of the evening."""
        send = await sender_for(interaction, public=public)
        await send(interaction, view=await page_for(interaction))


COG = Programme
