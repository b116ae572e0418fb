"""What the controls for writing and reading responses do."""

import discord
from discord import ui

from bot.domain.polls import Secrecy
from bot.domain.refusals import NotNow
from bot.domain.responses import Order, Status
from bot.domain.texts import say
from bot.services.responses import agreeing, responses
from bot.services.responses.responses import Stored
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.languages import Speech, speech_for
from bot.ui.common.modals import Sent
from bot.ui.common.picked import number_picked
from bot.ui.common.responding import answer, edit_in_place, person_of, show_form
from bot.ui.responses.controls import AGREE, FULL_RESPONSE, MOST_AGREED, NEW, RESPOND, RESPONSE_FORM, RESPONSES
from bot.ui.responses.form import TEXT, response_form
from bot.ui.responses.pages import full_response, response_page
from bot.ui.responses.review_pages import moderation


@RESPOND.on_tap
async def open_form(interaction: discord.Interaction, question: str) -> None:
    writing = await responses.begin(context_of(interaction), person_of(interaction), question)
    await show_form(interaction, response_form(writing, speech_for(interaction)))


@RESPONSE_FORM.on_submit
async def store(interaction: discord.Interaction, question: str, sent: Sent) -> None:
    """Store a response."""
    require_pace(interaction)
    text = str(sent.get(TEXT) or "")
    stored = await responses.respond(context_of(interaction), person_of(interaction), question, text)
    bot_of(interaction).board.mark_sheet(person_of(interaction).guild_id)
    await answer(interaction, _confirmation(stored, speech_for(interaction)))


def require_pace(interaction: discord.Interaction) -> None:
    """Raise NotNow if somebody sends texts too quickly, before anything is stored or read."""
    bot = bot_of(interaction)
    if not bot.response_rate.allows(interaction.user.id, bot.context.clock()):
        raise NotNow(say("Not stored: that was too quick. Wait ten seconds, then send it again."))


def _confirmation(stored: Stored, speech: Speech) -> str:
    if stored.status is Status.PENDING:
        return speech(
            "⏳ Your response is stored. A moderator decides whether others see it. `/mydata show` says "
            "what was decided. `/mydata delete` erases it."
        )
    if stored.secrecy is Secrecy.NAMED:
        return speech("✅ Your response is stored under your name. `/responses` shows it. `/mydata delete` erases it.")
    return speech("✅ Your response is stored under a pseudonym. `/responses` shows it. `/mydata delete` erases it.")


async def _page(interaction: discord.Interaction, question: str, number: int, order: Order) -> ui.LayoutView:
    shown = await responses.page_of(context_of(interaction), person_of(interaction), question, number, order)
    speech = speech_for(interaction)
    return response_page(shown, speech, moderation(shown, speech))


@RESPONSES.on_tap
async def turn_page(interaction: discord.Interaction, question: str, page: int, step: str) -> None:
    view = await _page(interaction, question, page, Order.NEWEST)
    if step == NEW:
        await answer(interaction, view=view)
    else:
        await edit_in_place(interaction, view)


@MOST_AGREED.on_tap
async def sort_by_agreement(interaction: discord.Interaction, question: str, page: int) -> None:
    await edit_in_place(interaction, await _page(interaction, question, page, Order.AGREED))


@AGREE.on_tap
async def agree(
    interaction: discord.Interaction, response: int, agrees: str, question: str, page: int, order: str
) -> None:
    await agreeing.agree(context_of(interaction), person_of(interaction), response, agrees=agrees == "yes")
    await edit_in_place(interaction, await _page(interaction, question, page, Order(order)))


@FULL_RESPONSE.on_pick
async def read_in_full(interaction: discord.Interaction, picked: tuple[str, ...]) -> None:
    response = await responses.find_published(context_of(interaction), person_of(interaction), number_picked(picked))
    await answer(interaction, view=full_response(response, speech_for(interaction)))
