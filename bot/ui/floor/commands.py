"""`/floor`: opening and closing the floor, and how long was spoken."""

import discord
from discord import app_commands
from discord.app_commands import Choice, Range
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.domain.floor import FEWEST_SECONDS, MOST_SECONDS, Order
from bot.services.floor import reading
from bot.ui.common.autocomplete import Typed, questions_typed
from bot.ui.common.bot import context_of
from bot.ui.common.languages import speech_for
from bot.ui.common.responding import answer, defer, person_of
from bot.ui.floor.moderator_handlers import show_controls
from bot.ui.floor.moderator_pages import ask_to_close, speaking_times_page
from bot.ui.floor.moving import open_floor_here

ORDERS = [
    Choice(name=_("Fair: whoever has spoken least comes first"), value="fair"),
    Choice(name=_("Queue: first come, first served"), value="queue"),
    Choice(name=_("Sides: for and against take turns"), value="sides"),
]


@app_commands.guild_only()
class Floor(commands.GroupCog, group_name="floor", group_description=_("Let people speak in turn (moderators)")):
    """The floor."""

    @app_commands.command(
        name="open", description=_("Open the floor in this channel: people ask to speak, you call them")
    )
    @app_commands.describe(
        question=_("Its letter or title. Leave it out to speak about the whole debate."),
        seconds=_("Seconds that each speaker has. Leave it out for 120."),
        order=_("Who is called next. Leave it out for Fair."),
    )
    @app_commands.autocomplete(question=questions_typed)
    @app_commands.choices(order=ORDERS)
    async def open(
        self,
        interaction: discord.Interaction,
        question: Typed | None = None,
        seconds: Range[int, FEWEST_SECONDS, MOST_SECONDS] | None = None,
        order: Choice[str] | None = None,
    ) -> None:
        """Post the floor's card, and show its controls to the moderator."""
        await defer(interaction)
        chosen = Order(order.value) if order else None
        opened = await open_floor_here(interaction, question=question, seconds=seconds, order=chosen)
        await show_controls(interaction, opened.state, opened.notes)

    @app_commands.command(name="close", description=_("Close the floor"))
    async def close(self, interaction: discord.Interaction) -> None:
        """Ask whether to close it."""
        context = context_of(interaction)
        state = await reading.floor_for(context, person_of(interaction), None, moderates=True)
        await answer(interaction, view=ask_to_close(state, context.clock(), speech_for(interaction)))

    @app_commands.command(name="status", description=_("See how long each side has spoken, and how many people"))
    async def status(self, interaction: discord.Interaction) -> None:
        """Show the speaking time of the debate's floors, and the controls of the one that is open."""
        context, person = context_of(interaction), person_of(interaction)
        times = await reading.speaking_times(context, person)
        await answer(interaction, view=speaking_times_page(times, speech_for(interaction)))


COG = Floor
