"""What the buttons of results do: they show to one person what the room's message leaves out."""

import discord
from discord import ui

from bot.services.results import results
from bot.services.results.shift import shift
from bot.ui.common.bot import context_of
from bot.ui.common.languages import speech_for
from bot.ui.common.responding import answer, edit_in_place, person_of
from bot.ui.common.text import attribution
from bot.ui.results.controls import CHECK_RESULT, DETAILS, DETAILS_PAGE, SHIFT_DETAILS, SHIFT_DETAILS_PAGE
from bot.ui.results.details_pages import result_check, result_details
from bot.ui.results.messages import work_out
from bot.ui.results.shift_pages import shift_details


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
    tally = context.poll_texts.tally(tally, speech.language)
    await work_out(tally)
    cited = attribution(context.library, speech)
    return result_details(tally, speech, page, attribution=cited, arrivals=came)


@CHECK_RESULT.on_tap
async def check_result(interaction: discord.Interaction, poll: int) -> None:
    """Show one person what a result is checked with."""
    context, speech = context_of(interaction), speech_for(interaction)
    tally = await results.result_by_id(context, person_of(interaction), poll)
    await answer(interaction, view=result_check(tally.poll, context.public_key, speech))


@SHIFT_DETAILS.on_tap
async def shift_details_of(interaction: discord.Interaction, poll: int) -> None:
    """Show one person all that is told of a shift."""
    await answer(interaction, view=await _shift_details(interaction, poll, 0))


@SHIFT_DETAILS_PAGE.on_tap
async def turn_shift_details(interaction: discord.Interaction, poll: int, page: int) -> None:
    """Turn to another page of it."""
    await edit_in_place(interaction, await _shift_details(interaction, poll, page))


async def _shift_details(interaction: discord.Interaction, poll_id: int, page: int) -> ui.LayoutView:
    """Make a page of a shift's details. Raises NotFound, and NotNow if the person may not see both results."""
    context, speech, person = context_of(interaction), speech_for(interaction), person_of(interaction)
    after = (await results.result_by_id(context, person, poll_id)).poll
    shifted = await shift(context, person, after.question, debate_id=after.debate_id)
    read = context.poll_texts.shift(shifted, speech.language)
    return shift_details(read, speech, page, attribution=attribution(context.library, speech))
