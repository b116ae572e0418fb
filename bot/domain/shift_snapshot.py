"""A shift as it was first told: it stays so, whoever has their data deleted afterwards.

Two looks before and after one deletion would show what that person answered, so what was told is kept, and nothing is
worked out anew.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from bot.domain.canonical import canonical_json
from bot.domain.export_schema import Row
from bot.domain.polls import Item
from bot.domain.shift import ItemShift, Moves, PollShift, on_both_papers
from bot.domain.tally import PollTally


def write_shift(shift: PollShift) -> str:
    """Write what is told of a shift as canonical JSON, without what the two polls say themselves."""
    return canonical_json([_item(item) for item in shift.items])


def read_shift(kept: str, before: PollTally, after: PollTally) -> PollShift:
    """Read back what `write_shift` wrote of these two polls."""
    earlier = {item.key: item for item in before.poll.items}
    later = {item.key: item for item in after.poll.items}
    items = (_read(found, on_both_papers(earlier[found["item"]], later[found["item"]])) for found in json.loads(kept))
    return PollShift((before, after), tuple(items))


def shift_seal(rows: Iterable[Row]) -> str:
    """Return the SHA-256 of the rows of one pair of polls in `shift.csv`, in their order.

    Each is a canonical JSON array with a line feed, of text, whole numbers and null, as `shift.json` has them.
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
        if part.get("option") is None  # earlier versions told of each option of an approval
    ]
    if not moves:
        return ItemShift(item, found["paired"], None, {}, None)
    sums = {option: (before, after) for option, (before, after) in found["sums"].items()}
    medians = found["medians"] and (tuple(found["medians"][0]), tuple(found["medians"][1]))
    return ItemShift(item, found["paired"], moves[0], sums, medians)
