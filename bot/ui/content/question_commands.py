"""`/questions`, `/question`: what is being debated."""

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.services.polls.finding import find_question
from bot.services.results import results
from bot.services.results.overview import overview
from bot.services.statements.results import can_be_voted_on
from bot.ui.common.autocomplete import Typed, questions_typed
from bot.ui.common.bot import context_of
from bot.ui.common.languages import speech_for
from bot.ui.common.permissions import sender_for
from bot.ui.common.responding import person_of
from bot.ui.content.question_pages import question_list, question_page


class Questions(commands.Cog):
    """Reading questions."""

    @app_commands.command(name="questions", description=_("See the questions of the debate"))
    @app_commands.describe(public=_("Show it to everybody (moderators)"))
    @app_commands.guild_only()
    async def questions(self, interaction: discord.Interaction, public: bool = False) -> None:
        """List the questions with the state of their polls."""
        send = await sender_for(interaction, public=public)
        context = context_of(interaction)
        shown = await overview(context, person_of(interaction).guild_id)
        view = question_list(context.library, shown, speech_for(interaction))
        await send(interaction, view=view)

    @app_commands.command(name="question", description=_("Read one question, with the arguments and its poll"))
    @app_commands.describe(name=_("Its letter or title"), public=_("Show it to everybody (moderators)"))
    @app_commands.autocomplete(name=questions_typed)
    @app_commands.guild_only()
    async def question(self, interaction: discord.Interaction, name: Typed, public: bool = False) -> None:
        """Show a question."""
        send = await sender_for(interaction, public=public)
        context = context_of(interaction)
        question = find_question(context.library, name)
        polls = (await results.polls_by_question(context, person_of(interaction).guild_id)).get(question.id, [])
        has_statements = await can_be_voted_on(context, person_of(interaction).guild_id, question.id)
        view = question_page(question, polls, speech_for(interaction), has_statements=has_statements)
        await send(interaction, view=view)


COG = Questions
