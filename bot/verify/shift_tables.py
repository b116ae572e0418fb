"""Checks the tables of a shift's items and of their options against its ways, its two polls and their ballots."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from bot.domain.export_schema import SHIFT, Row
from bot.domain.polls import Secrecy
from bot.domain.shift import Both, ItemShift, Moves, PollShift, shift_between
from bot.domain.shift_tables import (
    BELOW_FIVE,
    MORE,
    SHIFT_ITEMS,
    SHIFT_OPTIONS,
    hidden,
    shift_item_rows,
    shift_option_rows,
)
from bot.domain.small_groups import FEWEST
from bot.domain.tally import PollTally
from bot.verify.pairing import Paired, pair
from bot.verify.zip_files import Altered, ZipFiles

TABLES = {"shift_items": SHIFT_ITEMS, "shift_options": SHIFT_OPTIONS}
ITEMS, OPTIONS = (f"{name}.json" for name in TABLES)

Found = Mapping[str, Any]
"""A row, by column."""


def require_shift_tables(files: ZipFiles, debate: str, pairs: Sequence[tuple[PollTally, PollTally]]) -> None:
    """Check that both tables say what follows from the ways and the sums that are told. Raises Altered."""
    for name, columns in TABLES.items():
        files.require_twins(name, columns)
    items = list(_read(files, "shift_items", SHIFT_ITEMS))
    options = list(_read(files, "shift_options", SHIFT_OPTIONS))
    ways = list(_read(files, "shift", SHIFT))
    told = [_told(files, between, items, options, ways) for between in pairs]
    _require_rows(ITEMS, items, shift_item_rows(debate, told), SHIFT_ITEMS)
    _require_rows(OPTIONS, options, shift_option_rows(debate, told), SHIFT_OPTIONS)


def _read(files: ZipFiles, name: str, columns: tuple[str, ...]) -> Iterator[Found]:
    return (dict(zip(columns, row, strict=True)) for row in files.rows(name, columns))


def _told(
    files: ZipFiles,
    between: tuple[PollTally, PollTally],
    items: Sequence[Found],
    options: Sequence[Found],
    ways: Sequence[Found],
) -> PollShift:
    """Return the shift that the tables tell, each part of it checked for whether it is possible."""
    before, after = between
    polls = before.poll.id, after.poll.id
    paired = pair(files, *polls) if before.poll.secrecy is Secrecy.PSEUDONYMOUS else None
    counted = shift_between(before, after, {})
    told = []
    for item in counted.items:
        of_item, of_options, of_ways = (
            [row for row in rows if (row["poll_before"], row["poll_after"], row["item"]) == (*polls, item.item.key)]
            for rows in (items, options, ways)
        )
        if len(of_item) != 1:
            raise Altered(f"{ITEMS}: its rows do not fit the polls before and after")
        one = _item(item, of_item[0], of_options, of_ways)
        _require_possible(one, counted.of_all(item), of_item[0]["hidden"])
        _require_paired(one, paired)
        told.append(one)
    return PollShift(between, tuple(told))


def _item(item: ItemShift, row: Found, options: Sequence[Found], ways: Sequence[Found]) -> ItemShift:
    flows = {(way["before"], way["after"]): way["people"] for way in ways if way["people"] is not None}
    moves = item.moves and Moves(item.moves.states, flows, row["hidden"] != MORE)
    sums = {option["option"]: (option["votes_before"], option["votes_after"]) for option in options}
    return ItemShift(item.item, row["paired"], moves, sums, None)


def _require_possible(item: ItemShift, both: Both, said: str) -> None:
    name = item.item.key
    ids = {option.id for option in item.item.options}
    if said != hidden(item.moves) or (item.sums and (item.moves is None or {*item.sums} != ids)):
        raise Altered(f"{ITEMS} or {OPTIONS}: what is told of {name} does not fit shift.json")
    if not 0 <= item.paired <= min(tally.ballots for tally in both):
        raise Altered(f"{ITEMS}: so many people cannot have answered {name} both times")
    if item.sums and (item.paired < FEWEST or not _are_possible(item, both)):
        raise Altered(f"{OPTIONS}: people cannot have answered {name} like that both times")
    try:
        item.moved(both)
    except ValueError as error:
        raise Altered(f"{OPTIONS} or shift.json: no answers to {name} add up to that") from error


def _are_possible(item: ItemShift, both: Both) -> bool:
    """Whether no more people chose an option both times than chose it, and no more than answered both times."""
    for time, tally in enumerate(both):
        sums = {option: votes[time] for option, votes in item.sums.items()}
        counts = {count.option.id: count.votes for count in tally.counts}
        if sum(sums.values()) > item.paired:
            return False
        if any(not 0 <= votes <= counts.get(option, 0) for option, votes in sums.items()):
            return False
    return True


def _require_paired(item: ItemShift, paired: Paired | None) -> None:
    """Check the numbers against the paired ballots; deleted voters may add up to `paired.gone`."""
    if paired is None:
        return
    name = item.item.key
    if not 0 <= item.paired - paired.people(name) <= paired.gone:
        raise Altered(f"{ITEMS} or ballots.json: they differ on how many answered {name} both times")
    if item.moves is None:
        return
    ways = paired.ways(name)
    if any(ways[way] >= FEWEST for way in _hidden_ways(item.moves)) and hidden(item.moves) == BELOW_FIVE:
        raise Altered(f"{ITEMS} or ballots.json: they differ on which ways of {name} are below five")
    for time in (0, 1):
        counted = Counter[str]()
        for way, people in ways.items():
            counted[way[time]] += people
        if any(not 0 <= votes[time] - counted[option] <= paired.gone for option, votes in item.sums.items()):
            raise Altered(f"{OPTIONS} or ballots.json: they differ on how those chose who answered {name} both times")


def _hidden_ways(moves: Moves) -> Iterator[tuple[str, str]]:
    return (way for before in moves.states for after in moves.states if (way := (before, after)) not in moves.flows)


def _require_rows(name: str, found: Sequence[Found], expected: Sequence[Row], columns: tuple[str, ...]) -> None:
    for number, (row, like) in enumerate(zip_longest(found, expected), 2):
        if row is None or like is None or tuple(row.values()) != like or tuple(row) != columns:
            raise Altered(f"{name}, line {number}: it does not fit the ways and sums that are told")
