"""Cell suppression: choose the cells of a before/after table that can be published without revealing fewer than five.

It is not enough to suppress small cells: where they follow from the sums by subtraction, larger cells have to be
suppressed as well (Hundepool et al., Statistical Disclosure Control, 2012, chapter 4). We assume that readers know the
result of each poll and how many people answered both times. From these they know the sum of every row and column,
because those who answered once have a row and a column of their own. As usual, we do not guard against readers who
reconstruct the algorithm from its choice of cells.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.domain.small_groups import FEWEST

Table = Sequence[Sequence[int]]
"""Counts of people by their state before (row) and after (column).

The last row and column hold those who answered only once; the cell in which these meet is zero.
"""
Cell = tuple[int, int]
"""Row and column."""
Limits = Mapping[Cell, int]
"""Upper bounds that readers know for some cells."""


@dataclass(frozen=True)
class Disclosure:
    """The cells of the paired voters that may be published.

    If `few` is true, every other cell is below five; otherwise some larger cells are suppressed too, and readers cannot
    tell which. `sums` says whether the sums of the paired voters' rows and columns may be published. Readers can then
    deduce the cells of those who answered once, since they know each poll's result.
    """

    published: frozenset[Cell]
    few: bool
    sums: bool

    def suppressed(self, table: Table) -> frozenset[Cell]:
        """Return the cells that readers do not know."""
        both, once = cells_of(table)
        return both - self.published if self.sums else (both | once) - self.published

    def limits(self, table: Table, fewest: int = FEWEST) -> Limits:
        """Return the upper bounds that `few` gives readers."""
        return dict.fromkeys(cells_of(table)[0] - self.published, fewest - 1) if self.few else {}


def cells_of(table: Table) -> tuple[frozenset[Cell], frozenset[Cell]]:
    """Return the cells of those who answered both times, and those of people who answered once."""
    states = range(len(table) - 1)
    both = frozenset((row, column) for row in states for column in states)
    return both, frozenset(cell for state in states for cell in ((state, len(states)), (len(states), state)))


def at_risk(table: Table, fewest: int = FEWEST) -> list[Cell]:
    """Return the cells of one to four people that readers cannot deduce before anything is published."""
    both, once = cells_of(table)
    small = sorted(cell for cell in both | once if 0 < _people(table, cell) < fewest)
    return [cell for cell in small if not is_deducible(table, both | once, cell)]


def disclose(table: Table, fewest: int = FEWEST) -> Disclosure:
    """Choose the cells of a square table that may be published.

    Every cell of one to four people keeps at least two possible values, unless readers know it already.
    """
    both, _ = cells_of(table)
    risky = at_risk(table, fewest)
    nothing = Disclosure(frozenset(), few=False, sums=True)
    sums = _sums_are_large(table, fewest) and not _reveals_any(table, nothing, risky, fewest)
    disclosure = Disclosure(frozenset(cell for cell in both if _people(table, cell) >= fewest), few=True, sums=sums)
    if _reveals_any(table, disclosure, risky, fewest):
        return Disclosure(_suppress_more(table, disclosure, risky), few=False, sums=sums)
    return disclosure


def _sums_are_large(table: Table, fewest: int) -> bool:
    """True if, for each answer, those who answered only once number zero or at least five, and so do the others.

    If nobody answered only once, the others may be any number: the poll's result gives it anyway.
    """
    last = len(table) - 1
    lines = [*table[:last], *list(zip(*table, strict=True))[:last]]
    return all(line[last] == 0 or (line[last] >= fewest and not 0 < sum(line[:last]) < fewest) for line in lines)


def _reveals_any(table: Table, disclosure: Disclosure, cells: Sequence[Cell], fewest: int) -> bool:
    suppressed, limits = disclosure.suppressed(table), disclosure.limits(table, fewest)
    return any(is_deducible(table, suppressed, cell, limits) for cell in cells)


def _suppress_more(table: Table, disclosure: Disclosure, risky: Sequence[Cell]) -> frozenset[Cell]:
    """Suppress more cells until none at risk can be deduced, then publish those that proved unnecessary to suppress.

    Stayers, on the diagonal, are suppressed before movers, whom readers want to know about.
    """

    def worth(cell: Cell) -> tuple[bool, int, Cell]:
        return cell[0] != cell[1], _people(table, cell), cell

    published, suppressed, left = set(disclosure.published), set(disclosure.suppressed(table)), risky
    while left := [cell for cell in left if is_deducible(table, suppressed, cell)]:
        row, column = left[0]
        candidates = {cell for cell in published if cell[0] == row or cell[1] == column}
        next_cell = min(candidates or published, key=worth)
        suppressed.add(next_cell)
        published.discard(next_cell)
    for cell in sorted(disclosure.published - published, key=worth, reverse=True):
        if not any(is_deducible(table, suppressed - {cell}, other) for other in risky):
            suppressed.discard(cell)
            published.add(cell)
    return frozenset(published)


def is_deducible(table: Table, suppressed: AbstractSet[Cell], cell: Cell, limits: Limits | None = None) -> bool:
    """True if the sums and the published cells leave only one possible value for a cell.

    Another value is possible if one person can be added to the cell, or removed, and the sums be restored along a
    cycle of suppressed cells (Gusfield, A Graph Theoretic Approach to Statistical Data Security, SIAM Journal on
    Computing 17, 1988). This amounts to people swapping their later ballots, so neither poll's result changes.
    """
    if cell not in suppressed:
        return True
    limits = limits or {}
    others = suppressed - {cell}
    row, column = cell
    people, of_row, of_column = _people(table, cell), (True, row), (False, column)
    more = people != limits.get(cell) and _is_connected(table, others, limits, of_column, of_row)
    return not more and not (people and _is_connected(table, others, limits, of_row, of_column))


Line = tuple[bool, int]
"""A row (True) or a column (False), and its index."""


def _is_connected(table: Table, suppressed: AbstractSet[Cell], limits: Limits, start: Line, end: Line) -> bool:
    """True if cells connect two lines: leaving a row adds a person to a cell, leaving a column removes one."""
    reached, waiting = {start}, [start]
    while waiting:
        is_row, index = waiting.pop()
        for other in range(len(table)):
            cell = (index, other) if is_row else (other, index)
            if cell not in suppressed or (not is_row, other) in reached:
                continue
            people = _people(table, cell)
            if people != limits.get(cell) if is_row else people:
                reached.add((not is_row, other))
                waiting.append((not is_row, other))
    return end in reached


def _people(table: Table, cell: Cell) -> int:
    return table[cell[0]][cell[1]]
