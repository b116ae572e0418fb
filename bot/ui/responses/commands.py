"""`/respond`, `/responses`: free text on a question."""

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.services.responses import responses
from bot.ui.common.autocomplete import Typed, questions_typed
from bot.ui.common.bot import context_of
from bot.ui.common.languages import speech_for
from bot.ui.common.responding import answer, person_of, show_form
from bot.ui.responses.form import response_form
from bot.ui.responses.pages import response_page
from bot.ui.responses.review_pages import moderation


class Responses(commands.Cog):
    """Writing and reading responses."""

    @app_commands.command(name="respond", description=_("Say what you think about a question, in your own words"))
    @app_commands.describe(question=_("Its letter or title"))
    @app_commands.autocomplete(question=questions_typed)
    @app_commands.guild_only()
    async def respond(self, interaction: discord.Interaction, question: Typed) -> None:
        """Open the form."""
        writing = await responses.begin(context_of(interaction), person_of(interaction), question)
        await show_form(interaction, response_form(writing, speech_for(interaction)))

    @app_commands.command(name="responses", description=_("Read what others said about a question"))
    @app_commands.describe(question=_("Its letter or title"))
    @app_commands.autocomplete(question=questions_typed)
    @app_commands.guild_only()
    async def responses(self, interaction: discord.Interaction, question: Typed) -> None:
        """Show the newest responses."""
        page = await responses.page_of(context_of(interaction), person_of(interaction), question, 0)
        speech = speech_for(interaction)
        await answer(interaction, view=response_page(page, speech, moderation(page, speech)))


COG = Responses
