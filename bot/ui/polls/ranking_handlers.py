"""Putting options in order: in a form where they are few, else tap by tap; only the last tap votes."""

from collections.abc import Sequence

import discord

from bot.domain.kind import Option
from bot.domain.polls import Item
from bot.domain.refusals import BadAnswer
from bot.domain.texts import say
from bot.services.polls import voting
from bot.services.polls.voting import Draft
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.languages import speech_for
from bot.ui.common.modals import Sent
from bot.ui.common.responding import answer, edit_in_place, person_of, show_form
from bot.ui.polls.controls import FINISH, ORDER, ORDER_FORM, STEP
from bot.ui.polls.handlers import cast
from bot.ui.polls.order_digits import answer_counted, picks_of
from bot.ui.polls.pages import finished
from bot.ui.polls.ranking_form import MOST_FIELDS, order_form, ordered
from bot.ui.polls.ranking_pages import order_page


@ORDER.on_tap
async def begin(interaction: discord.Interaction, poll: int, item: str) -> None:
    draft = await voting.begin_draft(context_of(interaction), person_of(interaction), poll, item)
    _require_places(draft.item)
    speech = speech_for(interaction)
    # Discord takes a form as a first answer only; should this have taken too long for that, taps do as well.
    if len(draft.item.options) <= MOST_FIELDS and not interaction.response.is_done():
        await show_form(interaction, order_form(draft, speech))
    else:
        await answer(interaction, view=order_page(draft, speech))


@STEP.on_tap
async def go_on(interaction: discord.Interaction, poll: int, item: str, order: str, counted: str) -> None:
    options = _options(interaction, poll, item)
    picks, before = picks_of(options, order), answer_counted(options, counted)
    draft = await voting.change_draft(context_of(interaction), person_of(interaction), poll, item, picks, before)
    _require_places(draft.item)
    await edit_in_place(interaction, order_page(draft, speech_for(interaction)))


@FINISH.on_tap
async def finish(interaction: discord.Interaction, poll: int, item: str, order: str, counted: str) -> None:
    """Count the vote, and replace the page with its confirmation."""
    bot, options = bot_of(interaction), _options(interaction, poll, item)
    picks, before = picks_of(options, order), answer_counted(options, counted)
    recorded = await voting.finish_draft(bot.context, person_of(interaction), poll, item, picks, before)
    bot.board.mark(poll)
    await edit_in_place(interaction, finished(recorded, speech_for(interaction)))


@ORDER_FORM.on_submit
async def store(interaction: discord.Interaction, poll: int, item: str, sent: Sent) -> None:
    """Count the vote that a form holds. What cannot count is shown again, to be put right."""
    picks = ordered(sent)
    if not picks:
        raise BadAnswer(
            say("Your order is empty, so nothing was changed. To abstain, tap Abstain on the ballot paper.")
        )
    try:
        await cast(interaction, poll, item, picks)
    except BadAnswer as refused:
        draft = await voting.begin_draft(context_of(interaction), person_of(interaction), poll, item)
        known = {option.id for option in draft.item.options}
        once = tuple(pick for pick in dict.fromkeys(picks) if pick in known)
        _require_places(draft.item)
        speech = speech_for(interaction)
        page = order_page(Draft(draft.poll, draft.item, once, draft.counted), speech, speech.text(refused.text))
        await answer(interaction, view=page)


def _options(interaction: discord.Interaction, poll_id: int, item_key: str) -> Sequence[Option]:
    poll = context_of(interaction).open_polls.poll(poll_id)
    item = poll.item(item_key) if poll else None
    return item.options if item else ()


def _require_places(item: Item) -> None:
    if not item.rules.entry.is_order:
        raise BadAnswer(say("That is not on this ballot paper. Use the buttons of the newest ballot paper."))
