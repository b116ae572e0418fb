"""`/help`, `/about`."""

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot import version
from bot.services.common.debate_lookup import settings_of
from bot.services.common.permissions import may_moderate
from bot.ui.common.bot import context_of
from bot.ui.common.languages import speech_for, speech_of_room
from bot.ui.common.responding import answer, person_of
from bot.ui.help.about_pages import about_page
from bot.ui.help.pages import help_page


class Help(commands.Cog):
    """Finding one's way."""

    @app_commands.command(name="help", description=_("How to read, vote and respond"))
    @app_commands.guild_only()
    async def help(self, interaction: discord.Interaction) -> None:
        """Explain the bot; moderators see their part as well."""
        person = person_of(interaction)
        moderates = may_moderate(await settings_of(context_of(interaction), person.guild_id), person)
        speech, room = speech_for(interaction), speech_of_room(interaction)
        page = help_page(speech, room, moderates=moderates, administrates=person.is_administrator)
        await answer(interaction, view=page)

    @app_commands.command(name="about", description=_("What this debate is, where its content comes from, privacy"))
    @app_commands.guild_only()
    async def about(self, interaction: discord.Interaction) -> None:
        """Say what the debate is and what is stored about people."""
        context = context_of(interaction)
        page = about_page(
            context.library, version(), speech_for(interaction), contact=context.contact, key=context.public_key
        )
        await answer(interaction, view=page)


COG = Help
