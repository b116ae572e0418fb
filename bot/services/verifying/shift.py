"""Holding the shift against the polls that it is between.

Where each person went is not known here: deletions since the polls closed take people out of the ballots, and what few
did is not told. What is known is every way there is, and how many people can have gone it at most.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import Any

from bot.domain.answers import ABSTAINED
from bot.domain.records import SHIFT, Row, shift_rows
from bot.domain.shift import CHOSEN, NOT_CHOSEN, shift_between
from bot.domain.tally import ItemTally, PollTally
from bot.services.verifying.unpacked import Altered, Unpacked, reading

NAME = "shift.json"

Pairs = Sequence[tuple[PollTally, PollTally]]
"""Polls before and after the debate whose ballots can be paired."""

NUMBERS = ("people", "paired")
"""The columns that are not known here."""


@dataclass(frozen=True)
class Way:
    """How many people went from an answer to an answer, so far as it is told, of how many who answered both times."""

    polls: tuple[int, int]
    item: str
    option: str | None
    before: str
    after: str
    people: int
    paired: int


async def require_shift(unpacked: Unpacked, debate: str, pairs: Pairs) -> None:
    """See that shift.csv and shift.json say the same, and nothing that cannot be. Raises Altered."""
    await unpacked.require_twins("shift", SHIFT)
    with reading(NAME):
        ways = _ways(unpacked, debate, pairs)
        for before, after in pairs:
            for item in after.items:
                of_item = [
                    way for way in ways if (*way.polls, way.item) == (before.poll.id, after.poll.id, item.item.key)
                ]
                if of_item:
                    _require_numbers(of_item, _item(before, item.item.key), item)


def _ways(unpacked: Unpacked, debate: str, pairs: Pairs) -> list[Way]:
    """Return the rows, which have to be those of every way there is between the two papers."""
    expected = shift_rows(debate, [shift_between(before, after, {}) for before, after in pairs])
    ways = []
    for row, like in zip_longest(unpacked.rows("shift", SHIFT), expected):
        if row is None or like is None or _known(row) != _known(like):
            raise Altered(f"{NAME}: its rows are not those of the polls before and after")
        found: dict[str, Any] = dict(zip(SHIFT, row, strict=True))
        polls = found["poll_before"], found["poll_after"]
        place = found["item"], found["option"], found["before"], found["after"]
        ways.append(Way(polls, *place, found["people"] or 0, found["paired"]))
    return ways


def _known(row: Row) -> Row:
    return tuple(cell for column, cell in zip(SHIFT, row, strict=True) if column not in NUMBERS)


def _item(tally: PollTally, key: str) -> ItemTally:
    return next(item for item in tally.items if item.item.key == key)


def _require_numbers(ways: Sequence[Way], before: ItemTally, after: ItemTally) -> None:
    if len({way.paired for way in ways}) > 1 or not 0 <= ways[0].paired <= min(before.ballots, after.ballots):
        raise Altered(f"{NAME}: not as many people can have answered {after.item.key} both times")
    for option, group in groupby(ways, lambda way: way.option):
        told = list(group)
        if min(way.people for way in told) < 0 or sum(way.people for way in told) > ways[0].paired:
            raise Altered(f"{NAME}: more people moved on {after.item.key} than answered it both times")
        _require_sums(((way.before, way.people) for way in told), before, option)
        _require_sums(((way.after, way.people) for way in told), after, option)


def _require_sums(told: Iterable[tuple[str, int]], item: ItemTally, option: str | None) -> None:
    sums = Counter[str]()
    for state, people in told:
        sums[state] += people
    if any(people > _gave(item, option, state) for state, people in sums.items()):
        raise Altered(f"{NAME}: more people moved on {item.item.key} between answers than gave them")


def _gave(item: ItemTally, option: str | None, state: str) -> int:
    """Return how many people gave an answer, or chose an option or not."""
    votes = {count.option.id: count.votes for count in item.counts}
    if option is None:
        return item.abstentions if state == ABSTAINED else votes.get(state, 0)
    return {CHOSEN: votes.get(option, 0), NOT_CHOSEN: item.ballots - votes.get(option, 0)}[state]
