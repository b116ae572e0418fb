"""Checks the shift against its two polls, their ballots and the log.

Pseudonymous ballots can be paired, except those of deleted voters. Those of named polls are not sorted by name, so only
upper limits are checked.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from bot.domain.answers import ABSTAINED
from bot.domain.export_schema import SHIFT, Row, shift_rows
from bot.domain.findings import Cell
from bot.domain.polls import Secrecy
from bot.domain.shift import shift_between
from bot.domain.shift_snapshot import shift_seal
from bot.domain.tally import ItemTally, PollTally
from bot.verify.action_log import ACTIONS, Log
from bot.verify.pairing import Paired, pair
from bot.verify.zip_files import Altered, ZipFiles

NAME = "shift.json"

PollPairs = Sequence[tuple[PollTally, PollTally]]
"""Polls before and after the debate whose ballots can be paired."""

BEFORE, AFTER = SHIFT.index("poll_before"), SHIFT.index("poll_after")

OPTION = SHIFT.index("before")
WITH_OPTION = (*SHIFT[:OPTION], "option", *SHIFT[OPTION:])
"""The columns that earlier versions wrote, which told what each option of an approval gained and lost."""

NUMBERS = ("people", "paired")
"""The columns that are not known here."""


@dataclass(frozen=True)
class ShiftRow:
    """How many of the `paired` voters went from one answer to another; None if suppressed."""

    polls: tuple[int, int]
    item: str
    before: str
    after: str
    people: int | None
    paired: int


Columns = tuple[str, ...]
"""SHIFT or WITH_OPTION, by the format of the ZIP."""


def require_shift(files: ZipFiles, debate: str, pairs: PollPairs, columns: Columns) -> None:
    """Check shift.csv against shift.json, and both against polls and ballots. Raises Altered."""
    files.require_twins("shift", columns)
    ways = _ways(files, debate, pairs, columns)
    for before, after in pairs:
        polls = before.poll.id, after.poll.id
        paired = pair(files, *polls) if before.poll.secrecy is Secrecy.PSEUDONYMOUS else None
        for item in after.items:
            own = [way for way in ways if (way.polls, way.item) == (polls, item.item.key)]
            if own:
                _require_possible(own, _item(before, item.item.key), item)
                _require_paired(own, paired)


def check_shift_in_log(log: Log, files: ZipFiles, pairs: PollPairs, columns: Columns) -> Iterator[str]:
    """Check each shift against its hash in the log; yields a note for each that the log lacks. Raises Altered."""
    found: dict[tuple[Cell, Cell], list[Row]] = {}
    has_options = False
    for row in files.rows("shift", columns):
        found.setdefault((row[BEFORE], row[AFTER]), []).append(row)
        has_options = has_options or (columns == WITH_OPTION and row[OPTION] is not None)
    if has_options:
        yield "gains and losses in approvals, which an earlier version wrote, were checked against the log only"
    for before, after in pairs:
        polls = before.poll.id, after.poll.id
        between = f"the shift between polls {polls[0]} and {polls[1]}"
        entry, rows = log.shifts.get(polls), found.get(polls, [])
        if entry is None:
            yield f"{between} is not in the log"
            continue
        if "rows" not in entry and columns == SHIFT:
            if any(not item.item.rules.entry.has_first_option for item in after.items):
                yield f"{between} was not checked against the log, where an earlier version wrote more of it"
                continue
            rows = [(*row[:OPTION], None, *row[OPTION:]) for row in rows]
        if entry.get("rows", entry.get("shift")) != shift_seal(rows):
            raise Altered(f"{NAME} or {ACTIONS}: {between} does not match")


def _ways(files: ZipFiles, debate: str, pairs: PollPairs, columns: Columns) -> list[ShiftRow]:
    """Return the rows; there must be one for every pair of answers."""
    expected = shift_rows(debate, [shift_between(before, after, {}) for before, after in pairs])
    ways = []
    for row, like in zip_longest(rows_of_all(files, columns), expected):
        if row is None or like is None or _known(row) != _known(like):
            raise Altered(f"{NAME}: its rows do not fit the polls before and after")
        found: dict[str, Any] = dict(zip(SHIFT, row, strict=True))
        polls = found["poll_before"], found["poll_after"]
        ways.append(ShiftRow(polls, found["item"], found["before"], found["after"], found["people"], found["paired"]))
    return ways


def rows_of_all(files: ZipFiles, columns: Columns) -> Iterator[Row]:
    """Go through the rows, without those of an approval's options, and without the column that says which."""
    for row in files.rows("shift", columns):
        if columns == SHIFT:
            yield row
        elif row[OPTION] is None:
            yield *row[:OPTION], *row[OPTION + 1 :]


def _known(row: Row) -> Row:
    return tuple(cell for column, cell in zip(SHIFT, row, strict=True) if column not in NUMBERS)


def _item(tally: PollTally, key: str) -> ItemTally:
    return next(item for item in tally.items if item.item.key == key)


def _require_possible(ways: Sequence[ShiftRow], before: ItemTally, after: ItemTally) -> None:
    """Check that no more people moved than are paired, or than gave the answers."""
    if len({way.paired for way in ways}) > 1 or not 0 <= ways[0].paired <= min(before.ballots, after.ballots):
        raise Altered(f"{NAME}: so many people cannot have answered {after.item.key} both times")
    told = [(way.before, way.after, way.people) for way in ways if way.people is not None]
    if any(people < 0 for *_, people in told) or sum(people for *_, people in told) > ways[0].paired:
        raise Altered(f"{NAME}: more people moved on {after.item.key} than answered it both times")
    _require_sums(((state, people) for state, _, people in told), before)
    _require_sums(((state, people) for _, state, people in told), after)


def _require_paired(ways: Sequence[ShiftRow], paired: Paired | None) -> None:
    """Check the numbers against the paired ballots; deleted voters may add up to `paired.gone`."""
    if paired is None:
        return
    item = ways[0].item
    if not 0 <= ways[0].paired - paired.people(item) <= paired.gone:
        raise Altered(f"{NAME} or ballots.json: they differ on how many answered {item} both times")
    counted = paired.ways(item)
    for way in ways:
        if way.people is not None and not 0 <= way.people - counted[way.before, way.after] <= paired.gone:
            raise Altered(f"{NAME} or ballots.json: they differ on how people moved on {item}")


def _require_sums(told: Iterable[tuple[str, int]], item: ItemTally) -> None:
    sums = Counter[str]()
    for state, people in told:
        sums[state] += people
    if any(people > _gave(item, state) for state, people in sums.items()):
        raise Altered(f"{NAME}: more people moved between answers to {item.item.key} than gave them")


def _gave(item: ItemTally, state: str) -> int:
    """Return how many people gave an answer."""
    votes = {count.option.id: count.votes for count in item.counts}
    return item.abstentions if state == ABSTAINED else votes.get(state, 0)
