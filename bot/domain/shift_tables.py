"""The tables about a shift beside the one of its ways: one of items, and one of the options of each."""

from collections.abc import Iterable, Iterator

from bot.domain.export_schema import Row
from bot.domain.shift import ItemShift, Moves, PollShift

KEYS = ("debate", "question", "item", "kind", "poll_before", "poll_after")
SHIFT_ITEMS = (*KEYS, "paired", "moved_least", "moved_most", "hidden", "sums")
SHIFT_OPTIONS = (*KEYS, "option", "label", "votes_before", "votes_after")

NOTHING, BELOW_FIVE, MORE, SEVERAL = "nothing", "below_five", "more", "several"
"""What `hidden` says of the ways: all are told; those below five are not; others neither, as a small one could be
worked out; or there are none, as people may choose several options."""


def hidden(moves: Moves | None) -> str:
    """Say which ways are hidden."""
    if moves is None:
        return SEVERAL
    return NOTHING if moves.are_complete else BELOW_FIVE if moves.few else MORE


def shift_item_rows(debate: str, shifts: Iterable[PollShift]) -> list[Row]:
    """Return one row per item; `sums` is 1 if its sums stand in the table of options."""
    rows: list[Row] = []
    for shift, item in _items(shifts):
        least, most = item.moved(shift.of_all(item)) or (None, None)
        cells = item.paired, least, most, hidden(item.moves), int(bool(item.sums))
        rows.append((*_keys(debate, shift, item), *cells))
    return rows


def shift_option_rows(debate: str, shifts: Iterable[PollShift]) -> list[Row]:
    """Return one row per option of each item whose sums are told: the votes of those who answered both times."""
    return [
        (*_keys(debate, shift, item), option.id, option.label, *item.sums[option.id])
        for shift, item in _items(shifts)
        if item.sums
        for option in item.item.options
    ]


def _items(shifts: Iterable[PollShift]) -> Iterator[tuple[PollShift, ItemShift]]:
    return ((shift, item) for shift in shifts for item in shift.items)


def _keys(debate: str, shift: PollShift, item: ItemShift) -> Row:
    return debate, shift.after.question, item.item.key, item.item.kind_name, shift.before.id, shift.after.id
