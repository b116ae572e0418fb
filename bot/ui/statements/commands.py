"""`/statement`, `/statements`, `/common-ground`: what the room itself says."""

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.services.common.debate_lookup import settings_of
from bot.services.common.permissions import require_moderator
from bot.services.statements import results, voting, writing
from bot.ui.common.autocomplete import Typed, questions_typed
from bot.ui.common.bot import context_of
from bot.ui.common.languages import speech_for, speech_of_room
from bot.ui.common.responding import answer, person_of, show_form, show_room
from bot.ui.statements.ground_pages import ground_page
from bot.ui.statements.pages import statement_card, statement_form


class Statements(commands.Cog):
    """Writing statements, voting on them, and seeing what they have in common."""

    @app_commands.command(name="statement", description=_("Add a statement that others agree or disagree with"))
    @app_commands.describe(question=_("Its letter or title"))
    @app_commands.autocomplete(question=questions_typed)
    @app_commands.guild_only()
    async def statement(self, interaction: discord.Interaction, question: Typed) -> None:
        """Open the form."""
        begun = await writing.begin(context_of(interaction), person_of(interaction), question)
        await show_form(interaction, statement_form(begun, speech_for(interaction)))

    @app_commands.command(name="statements", description=_("Agree or disagree with what others said about a question"))
    @app_commands.describe(question=_("Its letter or title"))
    @app_commands.autocomplete(question=questions_typed)
    @app_commands.guild_only()
    async def statements(self, interaction: discord.Interaction, question: Typed) -> None:
        """Show the first statement to vote on."""
        context = context_of(interaction)
        card = await voting.open_card(context, person_of(interaction), question)
        await answer(interaction, view=statement_card(card, context.library, speech_for(interaction)))

    @app_commands.command(name="common-ground", description=_("See what most people agree on, and what divides them"))
    @app_commands.describe(question=_("Its letter or title"), public=_("Show it to everybody (moderators)"))
    @app_commands.autocomplete(question=questions_typed)
    @app_commands.guild_only()
    async def common_ground(self, interaction: discord.Interaction, question: Typed, public: bool = False) -> None:
        """Show what a question's statements have come to."""
        context, person = context_of(interaction), person_of(interaction)
        if public:
            require_moderator(await settings_of(context, person.guild_id), person)
        found = await results.common_ground_of(context, person, question)
        if public:
            await show_room(interaction, view=ground_page(found, context.library, speech_of_room(interaction)))
        else:
            await answer(interaction, view=ground_page(found, context.library, speech_for(interaction)))


COG = Statements
