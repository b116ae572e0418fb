"""What the controls for writing and reading responses do."""

import discord

from bot.domain.polls import Secrecy
from bot.domain.refusals import NotFound, NotNow
from bot.domain.responses import Status
from bot.domain.texts import say
from bot.services.responses import responses
from bot.services.responses.responses import Stored
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.languages import Speech, speech_for
from bot.ui.common.modals import Sent
from bot.ui.common.responding import answer, edit_in_place, person_of, show_form
from bot.ui.responses.controls import FULL_RESPONSE, NEW, RESPOND, RESPONSE_FORM, RESPONSES
from bot.ui.responses.form import TEXT, response_form
from bot.ui.responses.pages import full_response, response_page
from bot.ui.responses.review_pages import moderation


@RESPOND.on_tap
async def open_form(interaction: discord.Interaction, question: str) -> None:
    writing = await responses.begin(context_of(interaction), person_of(interaction), question)
    await show_form(interaction, response_form(writing, speech_for(interaction)))


@RESPONSE_FORM.on_submit
async def store(interaction: discord.Interaction, question: str, sent: Sent) -> None:
    """Store a response. Raises NotNow if somebody exceeds the rate limit, before anything is stored or read."""
    bot = bot_of(interaction)
    if not bot.response_rate.allows(interaction.user.id, bot.context.clock()):
        raise NotNow(say("That was quick, and this one was not stored. Give it ten seconds, then send it again."))
    stored = await responses.respond(bot.context, person_of(interaction), question, str(sent.get(TEXT) or ""))
    bot.board.mark_sheet(person_of(interaction).guild_id)
    await answer(interaction, _confirmation(stored, speech_for(interaction)))


def _confirmation(stored: Stored, speech: Speech) -> str:
    if stored.status is Status.PENDING:
        return speech(
            "⏳ Your response is stored, and a moderator decides whether others see it. "
            "`/mydata show` says how that went; `/mydata delete` erases it."
        )
    if stored.secrecy is Secrecy.NAMED:
        return speech("✅ Your response is stored under your name. `/responses` shows it; `/mydata delete` erases it.")
    return speech("✅ Your response is stored under a pseudonym. `/responses` shows it; `/mydata delete` erases it.")


@RESPONSES.on_tap
async def turn_page(interaction: discord.Interaction, question: str, page: int, step: str) -> None:
    shown = await responses.page_of(context_of(interaction), person_of(interaction), question, page)
    speech = speech_for(interaction)
    view = response_page(shown, speech, moderation(shown, speech))
    if step == NEW:
        await answer(interaction, view=view)
    else:
        await edit_in_place(interaction, view)


@FULL_RESPONSE.on_pick
async def read_in_full(interaction: discord.Interaction, question: str, page: int, picked: tuple[str, ...]) -> None:
    shown = await responses.page_of(context_of(interaction), person_of(interaction), question, page)
    for response in shown.responses:
        if str(response.id) == picked[0]:
            await answer(interaction, view=full_response(response, speech_for(interaction)))
            return
    raise NotFound(say("The list has moved on since you opened it. Open it again with `/responses`."))
