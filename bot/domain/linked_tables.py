"""What may be told of several tables of the same people: one for each option, where several may be chosen.

Statisticians call these linked. Each for itself is told as `disclosure` has it. Together they may still tell more,
such as where everybody chose one of two options, so that one table is the mirror of the other. A table is told only
where for every small number in any of them there is an example of how else people may have answered: two of them
exchange one option or whole ballots, or three pass an option on, so that every ballot stays valid, and the results and
all that is told stay as they are.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice, product

from bot.domain.disclosure import FEWEST, Cell, Disclosure, Table, at_risk, disclose
from bot.domain.kind import Answer

Pair = tuple[Answer | None, Answer | None]
"""What somebody answered before and after; None where they did not."""

CHOSEN, NOT_CHOSEN, ONCE = range(3)
"""Rows and columns of an option's table."""

MOST_TRIED = 10_000
"""Exchanges tried for a number; where none of them will do, less is told."""

NOTHING = Disclosure(frozenset(), few=False, sums=False)

Rules = tuple[Callable[[Answer], bool], Callable[[Answer], bool]]
"""What ballots are valid before and after; no answer is an abstention, whose number is known."""

BEFORE, AFTER = range(2)


def disclose_together(
    people: Mapping[Pair, int], options: Sequence[str], rules: Rules, fewest: int = FEWEST
) -> list[Disclosure]:
    """Choose what may be told of each option. Sums are told of all of them or of none."""
    tables = [table_of(people, option) for option in options]
    world = _World(tuple(people), options, rules, tables, [at_risk(table, fewest) for table in tables], fewest)
    alone = [disclose(table, fewest) for table in tables]
    told = [NOTHING for _ in options]
    sums = [replace(NOTHING, sums=True) for _ in options]
    if all(one.sums for one in alone) and world.hides_everybody(sums):
        told = sums
    for place, one in enumerate(alone):
        more = [*told[:place], replace(one, sums=told[place].sums), *told[place + 1 :]]
        if world.hides_everybody(more):
            told = more
    return told


def table_of(people: Mapping[Pair, int], option: str) -> Table:
    """Count who had and has an option chosen, or not, or answered once."""
    table = [[0] * 3 for _ in range(3)]
    for pair, number in people.items():
        row, column = cell_of(pair, option)
        table[row][column] += number
    return table


def cell_of(pair: Pair, option: str) -> Cell:
    """Return where a person stands in an option's table."""
    before, after = (ONCE if answer is None else CHOSEN if option in answer else NOT_CHOSEN for answer in pair)
    return before, after


@dataclass
class _World:
    """How people answered. Two are told apart by their answers alone."""

    pairs: Sequence[Pair]
    options: Sequence[str]
    rules: Rules
    tables: Sequence[Table]
    risky: Sequence[Sequence[Cell]]
    fewest: int

    def __post_init__(self) -> None:
        self._hidden: list[frozenset[Cell]] = []
        self._limits: list[Mapping[Cell, int]] = []

    @cached_property
    def _cells(self) -> list[list[Cell]]:
        return [[cell_of(pair, option) for option in self.options] for pair in self.pairs]

    def hides_everybody(self, told: Sequence[Disclosure]) -> bool:
        """Whether for every cell at risk there is an exchange that changes it and nothing that is told."""
        self._hidden = [one.hidden(table) for one, table in zip(told, self.tables, strict=True)]
        self._limits = [one.limits(table, self.fewest) for one, table in zip(told, self.tables, strict=True)]
        return all(self._is_hidden(place, cell) for place, cells in enumerate(self.risky) for cell in cells)

    def _is_hidden(self, place: int, cell: Cell) -> bool:
        where = [cells[place] for cells in self._cells]
        twos = islice(_twos(where, cell), MOST_TRIED)
        threes = islice(_threes(where, cell), MOST_TRIED)
        return any(self._can_exchange(place, *two) for two in twos) or any(
            self._can_pass_on(place, *three) for three in threes
        )

    def _can_exchange(self, place: int, one: int, other: int) -> bool:
        """Whether two may exchange one option, before or after, or what they answered after altogether."""
        if not self._fits(place, one, other):
            return False
        if any(self._may_swap(place, one, other, side) for side in (BEFORE, AFTER)):
            return True
        return all(self._fits(each, one, other) for each in range(len(self.options)))

    def _fits(self, place: int, one: int, other: int) -> bool:
        """Whether an option's table may change as it does when two exchange it, or does not change."""
        here, there = self._cells[one][place], self._cells[other][place]
        if here[0] == there[0] or here[1] == there[1]:
            return True
        return self._may_change(place, {here, there}, {(here[0], there[1]), (there[0], here[1])})

    def _can_pass_on(self, place: int, one: int, before: int, after: int) -> bool:
        """Whether one may exchange an option with two who answered once, one of them before and one after."""
        here, (row, _), (_, column) = (self._cells[who][place] for who in (one, before, after))
        fewer, more = {here, (row, ONCE), (ONCE, column)}, {(row, column), (here[0], ONCE), (ONCE, here[1])}
        return (
            self._may_change(place, fewer, more)
            and self._may_swap(place, one, before, BEFORE)
            and self._may_swap(place, one, after, AFTER)
        )

    def _may_change(self, place: int, fewer: AbstractSet[Cell], more: AbstractSet[Cell]) -> bool:
        limits, table = self._limits[place], self.tables[place]
        return self._hidden[place] >= fewer | more and all(
            table[row][column] != limits.get((row, column)) for row, column in more
        )

    def _may_swap(self, place: int, one: int, other: int, side: int) -> bool:
        """Whether two ballots stay valid where only one has an option and passes it on, and as many abstain."""
        here, there = self.pairs[one][side], self.pairs[other][side]
        if here is None or there is None:
            return False
        option, valid = self.options[place], self.rules[side]
        changed = _with(option, here, there), _with(option, there, here)
        return changed.count(()) == (here, there).count(()) and all(map(valid, changed))


def _twos(where: Sequence[Cell], cell: Cell) -> Iterator[tuple[int, int]]:
    """Return who would leave a cell, or come into it, by an exchange with whom."""
    row, column = cell
    inside = [who for who, (at, to) in enumerate(where) if at == row and to == column]
    apart = [who for who, (at, to) in enumerate(where) if at != row and to != column]
    yield from product(inside, apart)
    same_row = [who for who, (at, to) in enumerate(where) if at == row and to != column]
    same_column = [who for who, (at, to) in enumerate(where) if at != row and to == column]
    yield from product(same_row, same_column)


def _threes(where: Sequence[Cell], cell: Cell) -> Iterator[tuple[int, int, int]]:
    """Return who answered twice, who before and who after that differ, of whom some would leave or enter a cell."""
    for row, column in product((CHOSEN, NOT_CHOSEN), repeat=2):
        if ONCE in cell or cell in {(row, column), (1 - row, 1 - column)}:
            parts = (row, column), (1 - row, ONCE), (ONCE, 1 - column)
            yield from product(*([who for who, at in enumerate(where) if at == part] for part in parts))


def _with(option: str, one: Answer, other: Answer) -> Answer:
    """Return a ballot with an option as another ballot has it."""
    rest = tuple(chosen for chosen in one if chosen != option)
    return (*rest, option) if option in other else rest
