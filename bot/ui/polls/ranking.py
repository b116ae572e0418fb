"""Putting options in order: in a form where they are few, else tap by tap; only the last tap votes."""

from collections.abc import Sequence

import discord

from bot.domain.kind import Option
from bot.domain.polls import Item
from bot.domain.refusals import BadAnswer
from bot.domain.texts import say
from bot.services.polls import voting
from bot.services.polls.voting import Draft
from bot.ui.common import custom_ids, items
from bot.ui.common.bot import context_of, host_of
from bot.ui.common.forms import MOST_FIELDS, order_form, ordered
from bot.ui.common.languages import speech_for
from bot.ui.common.responding import answer, person_of, replace, show_form
from bot.ui.common.taps import acts_on, cast
from bot.ui.polls.pages import finished
from bot.ui.polls.ranking_pages import order_page


@acts_on(items.OrderButton)
async def begin(tap: items.OrderButton, interaction: discord.Interaction) -> None:
    draft = await voting.begin_draft(
        context_of(interaction), person_of(interaction), int(tap.ids["poll"]), tap.ids["item"]
    )
    _require_places(draft.item)
    speech = speech_for(interaction)
    # Discord takes a form as a first answer only; should this have taken too long for that, taps do as well.
    if len(draft.item.options) <= MOST_FIELDS and not interaction.response.is_done():
        await show_form(interaction, order_form(draft, speech))
    else:
        await answer(interaction, view=order_page(draft, speech))


@acts_on(items.StepButton)
async def go_on(tap: items.StepButton, interaction: discord.Interaction) -> None:
    poll_id, key = int(tap.ids["poll"]), tap.ids["item"]
    options = _options(interaction, poll_id, key)
    picks = custom_ids.picks_of(options, tap.ids["order"])
    counted = custom_ids.answer_counted(options, tap.ids["counted"])
    draft = await voting.change_draft(context_of(interaction), person_of(interaction), poll_id, key, picks, counted)
    _require_places(draft.item)
    await replace(interaction, order_page(draft, speech_for(interaction)))


@acts_on(items.FinishButton)
async def finish(tap: items.FinishButton, interaction: discord.Interaction) -> None:
    """Count the vote and put its receipt in the place of the page, which has done its work."""
    host, poll_id, key = host_of(interaction), int(tap.ids["poll"]), tap.ids["item"]
    options = _options(interaction, poll_id, key)
    picks = custom_ids.picks_of(options, tap.ids["order"])
    counted = custom_ids.answer_counted(options, tap.ids["counted"])
    recorded = await voting.finish_draft(host.context, person_of(interaction), poll_id, key, picks, counted)
    host.board.mark(poll_id)
    await replace(interaction, finished(recorded, speech_for(interaction)))


async def store(interaction: discord.Interaction, poll_id: int, item_key: str) -> None:
    """Count the vote that a form holds. What cannot count is shown again, to be put right."""
    picks = ordered(interaction)
    if not picks:
        raise BadAnswer(
            say("Your order is empty, so nothing was changed. To abstain, tap Abstain on the ballot paper.")
        )
    try:
        await cast(interaction, poll_id, item_key, picks)
    except BadAnswer as refused:
        draft = await voting.begin_draft(context_of(interaction), person_of(interaction), poll_id, item_key)
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
