"""`/mydata`: what is stored about the one who asks."""

import io

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.services.mydata import as_json, mydata
from bot.ui.common.bot import context_of
from bot.ui.common.languages import speech_for
from bot.ui.common.responding import answer, person_of
from bot.ui.mydata.deletion_pages import ask_to_delete
from bot.ui.mydata.handlers import own_page


@app_commands.guild_only()
class MyData(commands.GroupCog, group_name="mydata", group_description=_("What is stored about you in this server")):
    """Seeing, taking and deleting one's data."""

    @app_commands.command(name="show", description=_("See what is stored about you"))
    async def show(self, interaction: discord.Interaction) -> None:
        """Show it."""
        await answer(interaction, view=await own_page(interaction))

    @app_commands.command(name="export", description=_("Get what is stored about you as a file"))
    async def export(self, interaction: discord.Interaction) -> None:
        """Hand it over as JSON."""
        content = await as_json.export(context_of(interaction), person_of(interaction))
        file = discord.File(io.BytesIO(content), filename="my-data.json")
        speech = speech_for(interaction)
        await answer(interaction, speech("Everything stored about you in this server:"), files=[file])

    @app_commands.command(name="delete", description=_("Delete what is stored about you. It asks first."))
    async def delete(self, interaction: discord.Interaction) -> None:
        """Say what would be deleted, and ask."""
        planned = await mydata.plan_deletion(context_of(interaction), person_of(interaction))
        await answer(interaction, view=ask_to_delete(planned, speech_for(interaction)))


COG = MyData
