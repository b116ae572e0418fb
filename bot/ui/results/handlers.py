"""What the buttons of results do: they show to one person what the room's message leaves out."""

import discord
from discord import ui

from bot.services.results import results
from bot.ui.common.bot import context_of
from bot.ui.common.languages import speech_for
from bot.ui.common.responding import answer, edit_in_place, person_of
from bot.ui.common.text import attribution
from bot.ui.results.controls import DETAILS, DETAILS_PAGE
from bot.ui.results.details_pages import result_details
from bot.ui.results.messages import work_out


@DETAILS.on_tap
async def details(interaction: discord.Interaction, poll: int) -> None:
    """Show a result's details to one person; the result itself stays."""
    await answer(interaction, view=await _details(interaction, poll, 0))


@DETAILS_PAGE.on_tap
async def turn_details(interaction: discord.Interaction, poll: int, page: int) -> None:
    """Turn to another page of them."""
    await edit_in_place(interaction, await _details(interaction, poll, page))


async def _details(interaction: discord.Interaction, poll_id: int, page: int) -> ui.LayoutView:
    """Make a page of a result's details. Raises NotFound, and NotNow if the person may not see the result."""
    context, speech = context_of(interaction), speech_for(interaction)
    tally = await results.result_by_id(context, person_of(interaction), poll_id)
    came = await results.arrivals(context, tally.poll)
    await work_out(tally)
    cited = attribution(context.library, speech)
    return result_details(tally, speech, page, attribution=cited, arrivals=came)
