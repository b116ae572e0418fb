"""`/results`: what came out."""

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.domain.polls import Poll, Round
from bot.services.results import results
from bot.services.results.shift import shift
from bot.ui.common.autocomplete import Typed, questions_typed
from bot.ui.common.bot import context_of
from bot.ui.common.languages import speech_for, speech_of_room
from bot.ui.common.responding import answer, person_of, show_room
from bot.ui.results.choices import RESULT_ROUNDS, SHIFT
from bot.ui.results.messages import result_message, shift_message
from bot.ui.results.retracting import remember


class Results(commands.Cog):
    """Reading results."""

    @app_commands.command(name="results", description=_("See a question's result, once it is public"))
    @app_commands.describe(
        question=_("Its letter or title"),
        round=_("Which round, or the shift between them. Leave it out for the newest round."),
        public=_("Show it to everybody, once it is public (moderators)"),
    )
    @app_commands.autocomplete(question=questions_typed)
    @app_commands.choices(round=RESULT_ROUNDS)
    @app_commands.guild_only()
    async def results(
        self,
        interaction: discord.Interaction,
        question: Typed,
        round: Choice[str] | None = None,  # noqa: A002  the option's name
        public: bool = False,
    ) -> None:
        """Show a result, or how it shifted."""
        context, person = context_of(interaction), person_of(interaction)
        speech = speech_of_room(interaction) if public else speech_for(interaction)
        may_attach = interaction.app_permissions.attach_files
        if round and round.value == SHIFT:
            shifted = await shift(context, person, question, for_room=public)
            shown: tuple[Poll, ...] = shifted.before, shifted.after
            message = await shift_message(context, shifted, speech, may_attach=may_attach)
        else:
            chosen = Round(round.value) if round else None
            tally = await results.result(context, person, question, chosen, for_room=public)
            shown = (tally.poll,)
            message = await result_message(context, tally, speech, may_attach=may_attach)
        if not public:
            await answer(interaction, **message)
            return
        posted = await show_room(interaction, **message)
        await remember(context, posted, speech, *shown)


COG = Results
