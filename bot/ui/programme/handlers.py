"""What the buttons of the programme do."""

import discord
from discord import ui

from bot.domain.refusals import NotFound
from bot.domain.texts import say
from bot.services.programme.reading import progress_for
from bot.ui.common.bot import context_of
from bot.ui.common.languages import speech_for
from bot.ui.common.responding import answer, edit_in_place, person_of
from bot.ui.programme.controls import PROGRAMME, PROGRAMME_PAGE
from bot.ui.programme.pages import programme_page


async def page_for(interaction: discord.Interaction, number: int | None = None) -> ui.LayoutView:
    """Return a page of the programme of the newest debate. Raises NotFound where there is none."""
    context = context_of(interaction)
    status = await progress_for(context, person_of(interaction))
    if status is None:
        raise NotFound(say("This debate has no programme. `/questions` shows what it is about."))
    pack = context.library.debate.id
    editors = context.library.programme_is_editors and status.debate.pack == pack
    return programme_page(status, speech_for(interaction), number, editors=editors)


@PROGRAMME.on_tap
async def open_programme(interaction: discord.Interaction) -> None:
    await answer(interaction, view=await page_for(interaction))


@PROGRAMME_PAGE.on_tap
async def turn(interaction: discord.Interaction, page: int) -> None:
    await edit_in_place(interaction, await page_for(interaction, page))
