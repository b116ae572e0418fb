"""Holding the shift against the polls that it is between, and against the ballots.

Pseudonymous ballots say where each person went, but for those who had their data deleted since. The ballots of named
polls need not be sorted by name; of these is known how many people can have gone a way at most.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import Any

from bot.domain.answers import ABSTAINED
from bot.domain.findings import Cell
from bot.domain.kept_shift import shift_seal
from bot.domain.polls import Secrecy
from bot.domain.records import SHIFT, Row, shift_rows
from bot.domain.shift import CHOSEN, NOT_CHOSEN, shift_between
from bot.domain.tally import ItemTally, PollTally
from bot.services.verifying.action_log import ACTIONS, Log
from bot.services.verifying.pairing import Paired, pair
from bot.services.verifying.unpacked import Altered, Unpacked

NAME = "shift.json"

PollPairs = Sequence[tuple[PollTally, PollTally]]
"""Polls before and after the debate whose ballots can be paired."""

BEFORE, AFTER = SHIFT.index("poll_before"), SHIFT.index("poll_after")

NUMBERS = ("people", "paired")
"""The columns that are not known here."""


@dataclass(frozen=True)
class ToldWay:
    """How many people went from an answer to an answer, so far as it is told, of how many who answered both times."""

    polls: tuple[int, int]
    item: str
    option: str | None
    before: str
    after: str
    people: int | None
    paired: int


async def require_shift(unpacked: Unpacked, debate: str, pairs: PollPairs) -> None:
    """See that shift.csv and shift.json say the same, and what polls and ballots allow. Raises Altered."""
    await unpacked.require_twins("shift", SHIFT)
    ways = _ways(unpacked, debate, pairs)
    for before, after in pairs:
        polls = before.poll.id, after.poll.id
        paired = pair(unpacked, *polls) if before.poll.secrecy is Secrecy.PSEUDONYMOUS else None
        for item in after.items:
            own = [way for way in ways if (way.polls, way.item) == (polls, item.item.key)]
            if own:
                _require_possible(own, _item(before, item.item.key), item)
                _require_paired(own, paired)


def hold_shift_against(log: Log, unpacked: Unpacked, pairs: PollPairs) -> Iterator[str]:
    """See that each shift is the one that the log has; says which it has not. Raises Altered."""
    found: dict[tuple[Cell, Cell], list[Row]] = {}
    for row in unpacked.rows("shift", SHIFT):
        found.setdefault((row[BEFORE], row[AFTER]), []).append(row)
    for before, after in pairs:
        polls = before.poll.id, after.poll.id
        if polls not in log.shifts:
            yield f"the log does not have the shift between polls {polls[0]} and {polls[1]}"
        elif log.shifts[polls] != shift_seal(found.get(polls, [])):
            raise Altered(f"{NAME}, or {ACTIONS}: the shift between polls {polls[0]} and {polls[1]} is another there")


def _ways(unpacked: Unpacked, debate: str, pairs: PollPairs) -> list[ToldWay]:
    """Return the rows, which have to be those of every way there is between the two papers."""
    expected = shift_rows(debate, [shift_between(before, after, {}) for before, after in pairs])
    ways = []
    for row, like in zip_longest(unpacked.rows("shift", SHIFT), expected):
        if row is None or like is None or _known(row) != _known(like):
            raise Altered(f"{NAME}: its rows are not those of the polls before and after")
        found: dict[str, Any] = dict(zip(SHIFT, row, strict=True))
        polls = found["poll_before"], found["poll_after"]
        place = found["item"], found["option"], found["before"], found["after"]
        ways.append(ToldWay(polls, *place, found["people"], found["paired"]))
    return ways


def _known(row: Row) -> Row:
    return tuple(cell for column, cell in zip(SHIFT, row, strict=True) if column not in NUMBERS)


def _item(tally: PollTally, key: str) -> ItemTally:
    return next(item for item in tally.items if item.item.key == key)


def _require_possible(ways: Sequence[ToldWay], before: ItemTally, after: ItemTally) -> None:
    """See that no more people moved than answered both times, and from or to an answer than gave it."""
    if len({way.paired for way in ways}) > 1 or not 0 <= ways[0].paired <= min(before.ballots, after.ballots):
        raise Altered(f"{NAME}: not as many people can have answered {after.item.key} both times")
    for option, group in groupby(ways, lambda way: way.option):
        told = [(way.before, way.after, way.people) for way in group if way.people is not None]
        if any(people < 0 for *_, people in told) or sum(people for *_, people in told) > ways[0].paired:
            raise Altered(f"{NAME}: more people moved on {after.item.key} than answered it both times")
        _require_sums(((state, people) for state, _, people in told), before, option)
        _require_sums(((state, people) for _, state, people in told), after, option)


def _require_paired(ways: Sequence[ToldWay], paired: Paired | None) -> None:
    """See that as many people moved as the ballots have; up to as many more as have gone since."""
    if paired is None:
        return
    item = ways[0].item
    if not 0 <= ways[0].paired - paired.people(item) <= paired.gone:
        raise Altered(f"{NAME} or ballots.json: by the ballots, others answered {item} both times")
    for option, group in groupby(ways, lambda way: way.option):
        counted = paired.ways(item, option)
        for way in group:
            if way.people is not None and not 0 <= way.people - counted[way.before, way.after] <= paired.gone:
                raise Altered(f"{NAME} or ballots.json: by the ballots, others moved on {item}")


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
