"""Putting options in order, one tap after another. All that is known of the order stands in the buttons."""

from discord import ButtonStyle, ui

from bot.domain.polls import Item
from bot.services.polls.voting import Draft
from bot.ui.common import custom_ids, items
from bot.ui.common.languages import Speech
from bot.ui.common.layout import MOST_IN_LABEL, Block, page, row, rows
from bot.ui.common.text import answer_lines, item_title, option_name, ordinal, poll_heading


def order_page(draft: Draft, speech: Speech, notice: str | None = None) -> ui.LayoutView:
    """Show an order as far as it goes, what may come next, and ways to take back and to finish."""
    item, order = draft.item, draft.answer or ()
    place = len(order)
    left = [option for option in item.options if option.id not in order]
    digits = custom_ids.digits(item.options, order)
    counted = custom_ids.counted_answer(item.options, draft.counted)
    choices = [
        items.button(
            items.StepButton,
            custom_ids.step(
                draft.poll.id, item.key, "add", digits + custom_ids.digits(item.options, [option.id]), counted
            ),
            option_name(option, MOST_IN_LABEL),
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
        *_ending(draft, digits, counted, speech),
    )


def _what_next(place: int, item: Item, speech: Speech) -> str:
    if place == 0:
        return speech("Tap what you put **first**. Nothing is stored until you finish.")
    if place == len(item.options):
        return speech("That is all of them. Finish, and your vote counts.")
    return speech("Tap what comes **{place}**, or finish here.", place=ordinal(place, speech))


def _ending(draft: Draft, digits: str, counted: str, speech: Speech) -> list[Block]:
    if not digits:
        return []
    poll_id, key = draft.poll.id, draft.item.key
    undo = custom_ids.step(poll_id, key, "undo", digits[:-1], counted)
    clear = custom_ids.step(poll_id, key, "clear", "", counted)
    finish = custom_ids.finish(poll_id, key, digits, counted)
    return [
        ui.Separator(),
        row(
            [
                items.button(items.FinishButton, finish, speech("Finish"), ButtonStyle.success, "🗳️"),
                items.button(items.StepButton, undo, speech("Undo last"), emoji="↩️"),
                items.button(items.StepButton, clear, speech("Clear"), ButtonStyle.danger),
            ]
        ),
    ]
