"""`/mydata`: what is stored about the one who asks."""

import io

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.services.mydata import as_json, mydata
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.languages import speech_for
from bot.ui.common.responding import answer, person_of
from bot.ui.mydata.pages import deletion, own_data


@app_commands.guild_only()
class MyData(commands.GroupCog, group_name="mydata", group_description=_("What is stored about you in this server")):
    """Seeing, taking and deleting one's data."""

    @app_commands.command(name="show", description=_("See what is stored about you"))
    async def show(self, interaction: discord.Interaction) -> None:
        """Show it."""
        data = await mydata.show(context_of(interaction), person_of(interaction))
        await answer(interaction, view=own_data(data, speech_for(interaction)))

    @app_commands.command(name="export", description=_("Get what is stored about you as a file"))
    async def export(self, interaction: discord.Interaction) -> None:
        """Hand it over as JSON."""
        content = await as_json.export(context_of(interaction), person_of(interaction))
        file = discord.File(io.BytesIO(content), filename="my-data.json")
        speech = speech_for(interaction)
        await answer(interaction, speech("Everything stored about you in this server:"), files=[file])

    @app_commands.command(name="delete", description=_("Delete what is stored about you; cannot be undone"))
    async def delete(self, interaction: discord.Interaction) -> None:
        """Delete it, and say what that did."""
        bot = bot_of(interaction)
        done = await mydata.delete(bot.context, person_of(interaction))
        await answer(interaction, deletion(done, speech_for(interaction)))
        for poll_id in done.changed:
            bot.board.mark(poll_id)


COG = MyData
