"""A stored snapshot of a published shift, which later deletions of data do not change.

If the shift were computed again after a deletion, the difference would reveal that person's answers.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from bot.domain.canonical import canonical_json
from bot.domain.export_schema import Row
from bot.domain.polls import Item
from bot.domain.shift import ItemShift, Moves, PollShift, with_options_of_both
from bot.domain.tally import PollTally


def write_shift(shift: PollShift) -> str:
    """Return the published part of a shift as canonical JSON, without the results of the two polls."""
    return canonical_json([_item(item) for item in shift.items])


def read_shift(stored: str, before: PollTally, after: PollTally) -> PollShift:
    """Read back what `write_shift` wrote for these two polls."""
    earlier = {item.key: item for item in before.poll.items}
    later = {item.key: item for item in after.poll.items}
    items = (
        _read(found, with_options_of_both(earlier[found["item"]], later[found["item"]])) for found in json.loads(stored)
    )
    return PollShift((before, after), tuple(items))


def shift_seal(rows: Iterable[Row]) -> str:
    """Return the SHA-256 of the rows of one pair of polls in `shift.csv`, in their order.

    Each row is a canonical JSON array and a line feed, with text, whole numbers and null as in `shift.json`.
    """
    digest = hashlib.sha256()
    for row in rows:
        digest.update(f"{canonical_json(list(row))}\n".encode())
    return digest.hexdigest()


def _item(shift: ItemShift) -> dict[str, object]:
    return {
        "item": shift.item.key,
        "paired": shift.paired,
        "moves": [_moves(shift.moves)] if shift.moves else [],
        "sums": shift.sums,
        "medians": shift.medians,
    }


def _moves(moves: Moves) -> dict[str, object]:
    return {
        "states": moves.states,
        "flows": [[*way, people] for way, people in moves.flows.items()],
        "few": moves.few,
    }


def _read(found: dict[str, Any], item: Item) -> ItemShift:
    moves = [
        Moves(
            tuple(part["states"]),
            {(before, after): people for before, after, people in part["flows"]},
            part["few"],
        )
        for part in found["moves"]
        if part.get("option") is None  # earlier versions also had moves by option of an approval
    ]
    if not moves:
        return ItemShift(item, found["paired"], None, {}, None)
    sums = {option: (before, after) for option, (before, after) in found["sums"].items()}
    medians = found["medians"] and (tuple(found["medians"][0]), tuple(found["medians"][1]))
    return ItemShift(item, found["paired"], moves[0], sums, medians)
