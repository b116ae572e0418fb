"""What the controls of the page on the wall do."""

import discord

from bot.domain.hall import parse_held
from bot.domain.refusals import BadAnswer
from bot.domain.texts import say
from bot.services.hall import screen
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.languages import speech_for
from bot.ui.common.responding import answer, defer_update, edit_in_place, person_of
from bot.ui.hall.controls import FOLLOW, HALL_RESPONSE, HALL_SCREEN, ON_SCREEN, THIS
from bot.ui.hall.pages import hall_page, screen_words
from bot.ui.hall.served import require_served


@ON_SCREEN.on_pick
async def choose_on_run_sheet(interaction: discord.Interaction, debate: int, picked: tuple[str, ...]) -> None:
    await _choose(interaction, debate, picked[0])
    await answer(interaction, screen_words(picked[0], speech_for(interaction)))


@HALL_SCREEN.on_pick
async def choose(interaction: discord.Interaction, debate: int, picked: tuple[str, ...]) -> None:
    await defer_update(interaction)
    await _choose(interaction, debate, picked[0])
    await _show(interaction, debate)


@HALL_RESPONSE.on_pick
async def show_response(interaction: discord.Interaction, debate: int, picked: tuple[str, ...]) -> None:
    await defer_update(interaction)
    if not picked[0].isdecimal():
        raise BadAnswer(say("Nothing was chosen. Choose from the menu."))
    await screen.show_response(context_of(interaction), person_of(interaction), debate, int(picked[0]))
    await _show(interaction, debate)


async def _choose(interaction: discord.Interaction, debate: int, picked: str) -> None:
    context, person = context_of(interaction), person_of(interaction)
    if picked == THIS:
        await screen.keep(context, person, debate)
    else:
        try:
            held = None if picked == FOLLOW else parse_held(picked)
        except ValueError:
            raise BadAnswer(say("Nothing was chosen. Choose from the menu.")) from None
        await screen.choose(context, person, debate, held)
    bot_of(interaction).board.mark_sheet(person.guild_id)


async def _show(interaction: discord.Interaction, debate: int) -> None:
    """Bring the page of `/hall` and the one on the wall up to date."""
    hall = require_served(interaction)
    await hall.reload()
    on = await screen.screen(context_of(interaction), person_of(interaction), debate)
    await edit_in_place(interaction, hall_page(on, hall.address(on.wall.hall), speech_for(interaction)))
