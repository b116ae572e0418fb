"""Putting options in order, one tap after another. The order so far is in the buttons alone."""

from typing import Any

from discord import ButtonStyle, ui

from bot.domain.polls import Item
from bot.services.polls.voting import Draft
from bot.ui.common.languages import Speech
from bot.ui.common.layout import MOST_IN_LABEL, Block, page, row, rows
from bot.ui.common.text import answer_lines, item_title, option_name, ordinal, poll_heading
from bot.ui.polls.controls import FINISH, STEP
from bot.ui.polls.order_digits import counted_answer, digits


def order_page(draft: Draft, speech: Speech, notice: str | None = None) -> ui.LayoutView:
    """Show an order as far as it goes, what may come next, and ways to take back and to finish."""
    item, order = draft.item, draft.answer or ()
    place = len(order)
    left = [option for option in item.options if option.id not in order]
    counted = counted_answer(item.options, draft.counted)
    choices = [
        STEP(
            option_name(option, MOST_IN_LABEL),
            poll=draft.poll.id,
            item=item.key,
            how="add",
            order=digits(item.options, [*order, option.id]),
            counted=counted,
        )
        for option in left
    ]
    so_far = "\n".join(answer_lines(item, order, speech)) if order else None
    title = speech("My order")
    return page(
        f"## {title} · {poll_heading(draft.poll, speech)}\n**{item_title(draft.poll, item)}**",
        notice,
        so_far,
        ui.Separator(),
        _what_next(place, item, speech),
        *rows(choices),
        *_ending(draft, speech),
    )


def _what_next(place: int, item: Item, speech: Speech) -> str:
    if place == 0:
        return speech("Tap what you put **first**. Nothing is stored until you finish.")
    if place == len(item.options):
        return speech("That is all of them. Finish, and your vote counts.")
    return speech("Tap what comes **{place}**, or finish here.", place=ordinal(place, speech))


def _ending(draft: Draft, speech: Speech) -> list[Block]:
    so_far = digits(draft.item.options, draft.answer or ())
    if not so_far:
        return []
    same: dict[str, Any] = {
        "poll": draft.poll.id,
        "item": draft.item.key,
        "counted": counted_answer(draft.item.options, draft.counted),
    }
    return [
        ui.Separator(),
        row(
            [
                FINISH(speech("Finish"), style=ButtonStyle.success, emoji="🗳️", order=so_far, **same),
                STEP(speech("Undo last"), emoji="↩️", how="undo", order=so_far[:-1], **same),
                STEP(speech("Clear"), style=ButtonStyle.danger, how="clear", order="", **same),
            ]
        ),
    ]
