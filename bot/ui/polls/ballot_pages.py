"""The private ballot: one item at a time, each option beside its control, and a summary at the end."""

from collections.abc import Sequence
from functools import partial
from typing import assert_never

from discord import ButtonStyle, ui

from bot.domain.drafts import after_tap
from bot.domain.kind import HIDDEN, Answer, Menu, Option, Order, Steps, Taps
from bot.domain.polls import Item, Poll, Secrecy
from bot.ui.common.controls import AnyButton, option
from bot.ui.common.languages import Speech
from bot.ui.common.layout import MOST_IN_LABEL, Block, first_that_fits, page, row, rows
from bot.ui.common.poll_words import MOST_OF_ITEM, answer_lines, editors_words, poll_heading
from bot.ui.common.text import clipped, ordinal, small
from bot.ui.polls.answer_letters import letters
from bot.ui.polls.controls import ANSWERS, ASK, DRAFT, ORDER_IN_FORM, PICK, PICKS, TURN
from bot.ui.polls.ranking_form import MOST_FIELDS

MOST_EXPLAINED = 10
"""Options that fit a page with a text and a button of their own."""


def item_page(
    poll: Poll,
    item: Item,
    counted: Answer | None,
    speech: Speech,
    *,
    draft: Answer | None = None,
    notice: str | None = None,
) -> ui.LayoutView:
    """Show one item to vote on: the answer that counts is marked, or a draft, which counts once it is cast."""
    forms = ((True, MOST_OF_ITEM), (False, MOST_OF_ITEM), (False, 80))
    return first_that_fits(
        partial(_item_page, poll, item, counted, speech, draft, notice, explains=explains, title=most)
        for explains, most in forms
    )


def _item_page(
    poll: Poll,
    item: Item,
    counted: Answer | None,
    speech: Speech,
    draft: Answer | None,
    notice: str | None,
    *,
    explains: bool,
    title: int,
) -> ui.LayoutView:
    head = [f"-# {_place(poll, item, speech)}", f"### {clipped(item.title, title)}"]
    if counted == HIDDEN:
        return page(
            notice,
            "\n".join([*head, speech("You have voted here. A secret vote is final.")]),
            *_moves(poll, item, counted, speech),
        )
    is_unfinished = draft is not None and draft != counted
    hint = speech("Not counted yet. Tap **Vote** when you are done.") if is_unfinished else item.rules.hint
    head.append(f"-# {hint if isinstance(hint, str) else speech.text(hint)}")
    chosen = (counted if draft is None else draft) or ()
    editors = editors_words(item, speech)
    return page(
        notice,
        "\n".join(head),
        *_controls(poll, item, chosen, speech, explains=explains),
        small([editors]) if editors else None,
        *_moves(poll, item, counted, speech, draft=draft if is_unfinished else None),
    )


def _place(poll: Poll, item: Item, speech: Speech) -> str:
    heading = poll_heading(poll, speech)
    if len(poll.items) == 1:
        return heading
    return speech("{poll} · {number} of {all}", poll=heading, number=poll.items.index(item) + 1, all=len(poll.items))


def _controls(poll: Poll, item: Item, chosen: Answer, speech: Speech, *, explains: bool) -> list[Block]:
    match item.rules.entry:
        case Order():
            return _listed(_order(poll, item, chosen, speech), explains=explains)
        case Menu(most=most) if _is_menu(item):
            return [_menu(poll, item, chosen, most, speech)]
        case Taps() | Steps() if _is_menu(item):
            return [_menu(poll, item, chosen, 1, speech)]
        case Menu():
            return _listed([(one, _toggle(poll, item, one, chosen)) for one in item.options], explains=explains)
        case Taps() | Steps():
            return _listed([(one, _choose(poll, item, one, chosen)) for one in item.options], explains=explains)
        case unknown:
            assert_never(unknown)


def _is_menu(item: Item) -> bool:
    """Whether an item has so many options with explanations that only a menu takes them."""
    return len(item.options) > MOST_EXPLAINED and any(one.detail for one in item.options)


def _listed(taps: Sequence[tuple[Option, AnyButton]], *, explains: bool) -> list[Block]:
    """Put buttons side by side or, where options are explained, each above what is said of it."""
    if not (explains and any(one.detail for one, _ in taps)):
        return rows([tap for _, tap in taps])
    blocks: list[Block] = []
    for one, tap in taps:
        blocks += [row([tap]), *([ui.TextDisplay(f"-# {one.detail}")] if one.detail else [])]
    return blocks


def _cast(poll: Poll, item: Item, answer: Answer, label: str, style: ButtonStyle) -> AnyButton:
    """Make a button that casts an answer; in a secret poll it asks first, as that is final."""
    control = ASK if poll.secrecy is Secrecy.SECRET else PICK
    return control(label, style=style, poll=poll.id, item=item.key, answer=letters(item.options, answer))


def _choose(poll: Poll, item: Item, one: Option, chosen: Answer) -> AnyButton:
    is_chosen = chosen == (one.id,)
    return _cast(poll, item, (one.id,), _named(one, is_chosen=is_chosen), _style(is_chosen=is_chosen))


def _named(one: Option, *, is_chosen: bool) -> str:
    return clipped(f"✓ {one.label}" if is_chosen else one.label, MOST_IN_LABEL)


def _style(*, is_chosen: bool) -> ButtonStyle:
    return ButtonStyle.success if is_chosen else ButtonStyle.primary


def _toggle(poll: Poll, item: Item, one: Option, chosen: Answer) -> AnyButton:
    is_chosen = one.id in chosen
    after = after_tap(item.rules, chosen, one)
    label, style = _named(one, is_chosen=is_chosen), _style(is_chosen=is_chosen)
    tap = _draft(poll, item, chosen if after is None else after, f"tap{_word(item, one)}", label, style)
    tap.item.disabled = after is None
    return tap


def _word(item: Item, one: Option) -> str:
    """Return a word that no other option of the item has."""
    return letters(item.options, (one.id,))


def _menu(poll: Poll, item: Item, chosen: Answer, most: int, speech: Speech) -> Block:
    choices = [option(one.id, one.label, one.detail or None) for one in item.options]
    for choice in choices:
        choice.default = choice.value in chosen
    prompt = speech("Choose one…") if most == 1 else speech("Choose one or more…")
    return row([PICKS(prompt, choices, most=most, poll=poll.id, item=item.key)])


def _order(poll: Poll, item: Item, chosen: Answer, speech: Speech) -> list[tuple[Option, AnyButton]]:
    """Return what has a place, which a tap takes out, and then what may come next; the last of all casts the vote."""
    taps = []
    for place, option_id in enumerate(chosen):
        one, without = item.option(option_id), tuple(other for other in chosen if other != option_id)
        label = clipped(f"{ordinal(place, speech)} · {one.label}", MOST_IN_LABEL)
        taps.append((one, _draft(poll, item, without, f"out{_word(item, one)}", label, ButtonStyle.success)))
    left = [one for one in item.options if one.id not in chosen]
    for one in left:
        answer = (*chosen, one.id)
        if len(left) == 1:
            taps.append((one, _cast(poll, item, answer, one.label, ButtonStyle.primary)))
        else:
            taps.append((one, _draft(poll, item, answer, f"in{_word(item, one)}", one.label, ButtonStyle.primary)))
    return taps


def _draft(
    poll: Poll, item: Item, answer: Answer, how: str, label: str, style: ButtonStyle = ButtonStyle.secondary
) -> AnyButton:
    written = letters(item.options, answer)
    return DRAFT(label, style=style, poll=poll.id, item=item.key, how=how, answer=written)


def _moves(
    poll: Poll, item: Item, counted: Answer | None, speech: Speech, *, draft: Answer | None = None
) -> list[Block]:
    """Return the ways on: casting a draft, another item, abstaining."""
    place, moves = poll.items.index(item), []
    if draft:
        moves.append(_cast(poll, item, draft, speech("Vote"), ButtonStyle.success))
    if place:
        moves.append(_turn(poll, poll.items[place - 1], "back", speech("Back")))
    on = speech("Answer later") if counted is None else speech("Next")
    if place + 1 < len(poll.items):
        moves.append(_turn(poll, poll.items[place + 1], "on", on))
    elif len(poll.items) > 1 or counted is not None:
        moves.append(ANSWERS(on, poll=poll.id))
    if counted != HIDDEN:
        abstain = speech("Abstain")
        style = ButtonStyle.success if counted == () else ButtonStyle.secondary
        moves.append(_cast(poll, item, (), f"✓ {abstain}" if counted == () else abstain, style))
        if item.rules.entry.is_order and len(item.options) <= MOST_FIELDS:
            moves.append(ORDER_IN_FORM(speech("Use a form"), poll=poll.id, item=item.key))
    return [row(moves)] if moves else []


def _turn(poll: Poll, item: Item, how: str, label: str, style: ButtonStyle = ButtonStyle.secondary) -> AnyButton:
    return TURN(label, style=style, poll=poll.id, how=how, item=item.key)


def ask_page(poll: Poll, item: Item, answer: Answer, speech: Speech) -> ui.LayoutView:
    """Ask before a secret vote is cast."""
    said = "\n".join(answer_lines(item, answer, speech, 100))
    cast = PICK(
        speech("Cast my vote"),
        style=ButtonStyle.success,
        poll=poll.id,
        item=item.key,
        answer=letters(item.options, answer),
    )
    if isinstance(item.rules.entry, Menu | Order) and answer:
        back = _draft(poll, item, answer, "back", speech("Back"))
    else:
        back = _turn(poll, item, "back", speech("Back"))
    return page(
        f"-# {clipped(item.title, MOST_OF_ITEM)}",
        "### " + speech("Cast this? It cannot be changed."),
        said,
        row([cast, back]),
    )
