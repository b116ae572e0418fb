"""Ballots a row a person: an option's id for one choice, 0 or 1 an option for an approval, ranks for a ranking."""

from collections.abc import Iterator, Mapping
from typing import assert_never

from bot.domain.answers import ABSTAINED, write_answer
from bot.domain.findings import Cell
from bot.domain.kind import ABSTAIN, Answer, Menu, Order, Steps, Taps
from bot.domain.polls import Item, Poll, Secrecy

FIRST = ("debate", "question", "poll", "round", "participant")
"""The columns before those of the items."""
ANSWER = "answer"
"""After an item's id, the column of its one choice. With a dot in it, no column of an item is one of the first."""


def has_wide_ballots(poll: Poll) -> bool:
    """Whether a poll's ballots can stand a row a person. Nothing says which secret ballots are of the same one."""
    return poll.secrecy is not Secrecy.SECRET


def wide_name(poll: Poll) -> str:
    """Return the name of a poll's table."""
    return f"ballots_wide_{poll.question}_{poll.round.value}"


def wide_columns(poll: Poll) -> tuple[str, ...]:
    """Return the columns of a poll's table."""
    return (*FIRST, *(column for item in poll.items for column in item_columns(item)))


def item_columns(item: Item) -> tuple[str, ...]:
    """Return the columns of an item: one, or one an option and one for abstentions."""
    if _is_one_column(item):
        return (f"{item.key}.{ANSWER}",)
    return (*(f"{item.key}.{option.id}" for option in item.options), f"{item.key}.{ABSTAINED}")


def wide_cells(poll: Poll, answers: Mapping[str, Answer]) -> Iterator[Cell]:
    """Return a person's cells, from their answers by item. What they did not answer is empty."""
    for item in poll.items:
        yield from _cells(item, answers.get(item.key))


def answers_in(poll: Poll, cells: tuple[Cell, ...]) -> Iterator[tuple[str, str]]:
    """Read back the items that a person answered, and the answers as `ballots` has them.

    Raises ValueError if the cells are none that `wide_cells` returns.
    """
    start = 0
    for item in poll.items:
        own = cells[start : start + len(item_columns(item))]
        start += len(own)
        answer = _answer(item, own)
        if list(_cells(item, answer)) != list(own):
            raise ValueError(item.key)
        if answer is not None:
            yield item.key, write_answer(answer)


def _is_one_column(item: Item) -> bool:
    match item.rules.entry:
        case Taps() | Steps():
            return True
        case Menu() | Order():
            return False
        case other:
            assert_never(other)


def _cells(item: Item, answer: Answer | None) -> list[Cell]:
    if answer is None:
        return [None] * len(item_columns(item))
    if _is_one_column(item):
        return [write_answer(answer)]
    if answer == ABSTAIN:
        return [*([None] * len(item.options)), 1]
    if item.rules.entry.is_order:
        ranks = {option: rank for rank, option in enumerate(answer, 1)}
        return [*(ranks.get(option.id) for option in item.options), 0]
    return [*(int(option.id in answer) for option in item.options), 0]


def _answer(item: Item, cells: tuple[Cell, ...]) -> Answer | None:
    """Return the answer that cells may stand for."""
    if all(cell is None for cell in cells):
        return None
    if _is_one_column(item):
        return ABSTAIN if cells[0] == ABSTAINED else (str(cells[0]),)
    if cells[-1] == 1:
        return ABSTAIN
    ranked = [
        (cell, option.id) for cell, option in zip(cells, item.options, strict=False) if isinstance(cell, int) and cell
    ]
    return tuple(option for _, option in (sorted(ranked) if item.rules.entry.is_order else ranked))
