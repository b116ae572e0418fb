"""What the controls of the private ballot do. Each tap is answered in place, with a page that is ready to be sent."""

from functools import partial

import discord
from discord import ui

from bot.domain.kind import Answer, Option
from bot.domain.polls import Item, Poll, Secrecy
from bot.domain.refusals import BadAnswer
from bot.domain.texts import say
from bot.library.poll_texts import PollTexts
from bot.services.polls import voting
from bot.services.polls.voting import OwnBallot, RecordedVote
from bot.ui.common.bot import bot_of, context_of
from bot.ui.common.languages import Speech, speech_for
from bot.ui.common.modals import Sent
from bot.ui.common.prepared import Prepared
from bot.ui.common.responding import answer_with_components, person_of, show_form
from bot.ui.polls.answer_letters import answer_of
from bot.ui.polls.ballot_pages import ask_page, item_page
from bot.ui.polls.controls import (
    ANSWERS,
    ASK,
    BALLOT,
    DRAFT,
    ORDER_FORM,
    ORDER_IN_FORM,
    PICK,
    PICKS,
    TURN,
)
from bot.ui.polls.pages import recorded_words
from bot.ui.polls.ranking_form import MOST_FIELDS, order_form, ordered
from bot.ui.polls.summary_pages import receipt, summary


@BALLOT.on_tap
async def open_ballot(interaction: discord.Interaction, poll: int) -> None:
    """Open the private ballot at the first item without an answer or, if all have one, with the summary."""
    ballot = await voting.open_ballot(context_of(interaction), person_of(interaction), poll)
    unanswered = next((item for item, answer in ballot.answers if answer is None), None)
    if unanswered is None:
        await _show(interaction, _summary(interaction, ballot), in_place=False)
    else:
        await _show(interaction, _item(interaction, ballot.poll, unanswered, None), in_place=False)


@TURN.on_tap
async def turn_to(interaction: discord.Interaction, poll: int, item: str) -> None:
    await show_item(interaction, poll, item, in_place=True)


async def show_item(
    interaction: discord.Interaction, poll_id: int, item_key: str, draft: Answer | None = None, *, in_place: bool
) -> None:
    """Show an item with the answer that counts."""
    ballot = await voting.open_ballot(context_of(interaction), person_of(interaction), poll_id)
    item = _require_item(ballot.poll, item_key)
    begun = None if draft is None else _known(item, draft)
    page = _item(interaction, ballot.poll, item, ballot.answer_to(item), draft=begun)
    await _show(interaction, page, in_place=in_place)


@ANSWERS.on_tap
async def sum_up(interaction: discord.Interaction, poll: int) -> None:
    ballot = await voting.open_ballot(context_of(interaction), person_of(interaction), poll)
    await _show(interaction, _summary(interaction, ballot), in_place=True)


@PICK.on_tap
async def pick(interaction: discord.Interaction, poll: int, item: str, answer: str) -> None:
    await _cast(interaction, poll, item, answer_of(options_of(interaction, poll, item), answer))


@PICKS.on_pick
async def pick_in_menu(interaction: discord.Interaction, poll: int, item: str, picked: tuple[str, ...]) -> None:
    await cast_or_ask(interaction, poll, item, picked, in_place=True)


@DRAFT.on_tap
async def go_on(interaction: discord.Interaction, poll: int, item: str, answer: str) -> None:
    """Show a draft; nothing is stored."""
    picks = answer_of(options_of(interaction, poll, item), answer)
    found, decided, draft = await voting.draft(context_of(interaction), person_of(interaction), poll, item, picks)
    await _show(interaction, _item(interaction, found, decided, None, draft=draft), in_place=True)


@ASK.on_tap
async def ask(interaction: discord.Interaction, poll: int, item: str, answer: str) -> None:
    picks = answer_of(options_of(interaction, poll, item), answer)
    await _ask(interaction, poll, item, picks, in_place=True)


@ORDER_IN_FORM.on_tap
async def order_in_form(interaction: discord.Interaction, poll: int, item: str) -> None:
    """Open the form; should this have taken too long for one, taps do as well."""
    ballot = await voting.open_ballot(context_of(interaction), person_of(interaction), poll)
    ordered_item = _require_item(ballot.poll, item)
    if not ordered_item.rules.entry.is_order or len(ordered_item.options) > MOST_FIELDS:
        raise _not_here()
    counted, speech = ballot.answer_to(ordered_item), speech_for(interaction)
    texts = context_of(interaction).poll_texts
    if interaction.response.is_done():
        await _show(interaction, _item(interaction, ballot.poll, ordered_item, counted), in_place=False)
    else:
        await show_form(
            interaction,
            order_form(*_read(texts, ballot.poll, ordered_item, speech), _known(ordered_item, counted or ()), speech),
        )


@ORDER_FORM.on_submit
async def store(interaction: discord.Interaction, poll: int, item: str, sent: Sent) -> None:
    """Count the vote that a form holds. What cannot count is shown as a draft, to be put right."""
    picks = ordered(sent)
    if not picks:
        raise BadAnswer(say("Your order is empty, so nothing was changed. To abstain, tap **Abstain** on your ballot."))
    in_place = interaction.message is not None and interaction.message.flags.ephemeral
    try:
        await cast_or_ask(interaction, poll, item, picks, in_place=in_place)
    except BadAnswer as refused:
        found, decided, _ = await voting.draft(context_of(interaction), person_of(interaction), poll, item, ())
        if not decided.rules.entry.is_order:
            raise
        notice = "⚠️ " + speech_for(interaction).text(refused.text)
        page = _item(interaction, found, decided, None, draft=_known(decided, picks), notice=notice)
        await _show(interaction, page, in_place=in_place)


async def cast_or_ask(
    interaction: discord.Interaction, poll_id: int, item_key: str, picks: Answer, *, in_place: bool
) -> None:
    """Cast a vote or, where that would be final, ask first. Raises BadAnswer with options in the person's language."""
    poll = context_of(interaction).open_polls.poll(poll_id)
    go_on = _ask if poll is not None and poll.secrecy is Secrecy.SECRET else _cast
    try:
        await go_on(interaction, poll_id, item_key, picks, in_place=in_place)
    except BadAnswer:
        if poll is not None and (item := poll.item(item_key)) is not None:
            _, read = _read(context_of(interaction).poll_texts, poll, item, speech_for(interaction))
            read.rules.check(picks)
        raise


async def _ask(interaction: discord.Interaction, poll_id: int, item_key: str, picks: Answer, *, in_place: bool) -> None:
    poll, item, answer = await voting.draft(context_of(interaction), person_of(interaction), poll_id, item_key, picks)
    speech = speech_for(interaction)
    key = ("ask", poll.id, item.key, answer, speech.language)
    build = partial(_ask_page, context_of(interaction).poll_texts, poll, item, answer, speech)
    page = bot_of(interaction).prepared.get(key, build)
    await _show(interaction, page, in_place=in_place)


async def _cast(
    interaction: discord.Interaction, poll_id: int, item_key: str, picks: Answer, *, in_place: bool = True
) -> None:
    """Count a vote, and go on to what is not answered yet."""
    bot = bot_of(interaction)
    recorded = await voting.cast(bot.context, person_of(interaction), poll_id, item_key, picks)
    bot.board.mark(poll_id)
    await _show(interaction, _after(interaction, recorded), in_place=in_place)


def _after(interaction: discord.Interaction, recorded: RecordedVote) -> Prepared:
    """Return the next page: the next item without an answer, or the summary."""
    speech, poll = speech_for(interaction), recorded.poll
    notice = _notice(recorded.on(context_of(interaction).poll_texts.poll(poll, speech.language)), speech)
    place = poll.items.index(recorded.item)
    following = next((item for item in poll.items[place + 1 :] if item in recorded.unanswered), None)
    if following is not None:
        return _item(interaction, poll, following, None, notice=notice)
    ballot = voting.ballot_after(context_of(interaction), person_of(interaction), recorded)
    return _summary(interaction, ballot, notice=notice)


def _notice(recorded: RecordedVote, speech: Speech) -> str:
    lines = [recorded_words(recorded, speech)]
    if recorded.poll.secrecy is Secrecy.SECRET:
        lines.append("-# " + speech("It is final. Only this message shows what you voted."))
    return "\n".join(lines)


def _item(
    interaction: discord.Interaction,
    poll: Poll,
    item: Item,
    counted: Answer | None,
    *,
    draft: Answer | None = None,
    notice: str | None = None,
) -> Prepared:
    speech = speech_for(interaction)
    key = ("item", poll.id, item.key, counted, draft, notice, speech.language)
    texts = context_of(interaction).poll_texts
    build = partial(_item_page, texts, poll, item, counted, speech, draft=draft, notice=notice)
    return bot_of(interaction).prepared.get(key, build)


def _summary(interaction: discord.Interaction, ballot: OwnBallot, *, notice: str | None = None) -> Prepared:
    speech, poll = speech_for(interaction), ballot.poll
    key = ("summary", poll.id, poll.closes_at, tuple(answer for _, answer in ballot.answers), notice, speech.language)
    build = partial(_summary_page, context_of(interaction).poll_texts, ballot, speech, notice)
    page = bot_of(interaction).prepared.get(key, build)
    return page.with_line(receipt(ballot.code, speech)) if ballot.code else page


def _item_page(
    texts: PollTexts,
    poll: Poll,
    item: Item,
    counted: Answer | None,
    speech: Speech,
    *,
    draft: Answer | None,
    notice: str | None,
) -> ui.LayoutView:
    return item_page(*_read(texts, poll, item, speech), counted, speech, draft=draft, notice=notice)


def _ask_page(texts: PollTexts, poll: Poll, item: Item, answer: Answer, speech: Speech) -> ui.LayoutView:
    return ask_page(*_read(texts, poll, item, speech), answer, speech)


def _summary_page(texts: PollTexts, ballot: OwnBallot, speech: Speech, notice: str | None) -> ui.LayoutView:
    read = ballot.on(texts.poll(ballot.poll, speech.language))
    return summary(read.poll, read.answers, speech, votable=True, notice=notice)


def _read(texts: PollTexts, poll: Poll, item: Item, speech: Speech) -> tuple[Poll, Item]:
    """Return a poll and an item of it in the reader's language."""
    read = texts.poll(poll, speech.language)
    return read, read.item(item.key) or item


async def _show(interaction: discord.Interaction, page: Prepared, *, in_place: bool) -> None:
    await answer_with_components(interaction, page.components, page.build, in_place=in_place)


def options_of(interaction: discord.Interaction, poll_id: int, item_key: str) -> tuple[Option, ...]:
    """Return the options of an item of an open poll; none if there is no such item."""
    poll = context_of(interaction).open_polls.poll(poll_id)
    item = poll.item(item_key) if poll else None
    return item.options if item else ()


def _known(item: Item, picks: Answer) -> Answer:
    """Keep each option of the item once."""
    return tuple(pick for pick in dict.fromkeys(picks) if pick in item.rules.by_id)


def _require_item(poll: Poll, key: str) -> Item:
    item = poll.item(key)
    if item is None:
        raise _not_here()
    return item


def _not_here() -> BadAnswer:
    return BadAnswer(say("That is not on this ballot. Open it again from the ballot card."))
