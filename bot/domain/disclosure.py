"""What of a table of people may be told, so that nobody finds out what fewer than five of them did.

Statisticians call it cell suppression: leaving the small numbers out is not enough where they follow from the sums by
subtraction, so that larger ones have to go as well (Hundepool et al., Statistical Disclosure Control, 2012, chapter 4).
Readers are taken to know the result of each poll and how many people answered both times. With these they know every
row's and column's sum, as those who answered once have a row and a column of their own. What the choice of cells itself
may tell somebody who works it out backwards is not reckoned with, as is usual.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.domain.small_groups import FEWEST

Table = Sequence[Sequence[int]]
"""From each state to each. The last row and column are of those who answered once; nobody is where these two meet."""
Cell = tuple[int, int]
"""Row and column."""
Limits = Mapping[Cell, int]
"""The most that readers know some cells to have."""


@dataclass(frozen=True)
class Disclosure:
    """The cells to tell of those who answered both times; the others are `few`, or it is not told which of them are.

    `few` is each of fewer than five. `sums` says whether their rows' and columns' sums may be told as well, and with
    them, as each poll's result is known, those of the last row and column.
    """

    published: frozenset[Cell]
    few: bool
    sums: bool

    def suppressed(self, table: Table) -> frozenset[Cell]:
        """Return the cells that are not told."""
        both, once = cells_of(table)
        return both - self.published if self.sums else (both | once) - self.published

    def limits(self, table: Table, fewest: int = FEWEST) -> Limits:
        """Return the most that the cells may have which are said to be few."""
        return dict.fromkeys(cells_of(table)[0] - self.published, fewest - 1) if self.few else {}


def cells_of(table: Table) -> tuple[frozenset[Cell], frozenset[Cell]]:
    """Return the cells of those who answered both times, and of those who answered once."""
    states = range(len(table) - 1)
    both = frozenset((row, column) for row in states for column in states)
    return both, frozenset(cell for state in states for cell in ((state, len(states)), (len(states), state)))


def at_risk(table: Table, fewest: int = FEWEST) -> list[Cell]:
    """Return the cells of one to four people that are not given away before anything of the table is told."""
    both, once = cells_of(table)
    small = sorted(cell for cell in both | once if 0 < _people(table, cell) < fewest)
    return [cell for cell in small if not is_deducible(table, both | once, cell)]


def disclose(table: Table, fewest: int = FEWEST) -> Disclosure:
    """Choose the cells of a square table that may be told.

    For every cell of one to four people at least two numbers stay possible, unless readers know it already.
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
    """Whether of everybody who gave an answer those are nobody or five who did so once, and both times.

    Of an answer that nobody gave once, those who gave it both times are in the poll's result.
    """
    last = len(table) - 1
    lines = [*table[:last], *list(zip(*table, strict=True))[:last]]
    return all(line[last] == 0 or (line[last] >= fewest and not 0 < sum(line[:last]) < fewest) for line in lines)


def _reveals_any(table: Table, disclosure: Disclosure, cells: Sequence[Cell], fewest: int) -> bool:
    suppressed, limits = disclosure.suppressed(table), disclosure.limits(table, fewest)
    return any(is_deducible(table, suppressed, cell, limits) for cell in cells)


def _suppress_more(table: Table, disclosure: Disclosure, risky: Sequence[Cell]) -> frozenset[Cell]:
    """Hide more cells until none at risk is given away, and tell again those that need not be hidden.

    Those who stayed, on the diagonal, are hidden before those who moved, who are what readers want to know about.
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
    """Whether the sums and the cells that are not hidden leave one number for a cell.

    Another number is possible if one person can be put into the cell, or taken out, and the sums be set right along a
    circle of hidden cells (Gusfield, A Graph Theoretic Approach to Statistical Data Security, SIAM Journal on Computing
    17, 1988). Some people's later ballots go round among them then, so that neither poll has another result.
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
"""A row, for True, or a column."""


def _is_connected(table: Table, suppressed: AbstractSet[Cell], limits: Limits, start: Line, end: Line) -> bool:
    """Whether cells lead from line to line: a person is put in on the way from a row, and taken out from a column."""
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
