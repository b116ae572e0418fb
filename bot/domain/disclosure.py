"""What of a table of people may be told, so that nobody finds out what fewer than five of them did.

Statisticians call it cell suppression: leaving the small numbers out is not enough where they follow from the sums by
subtraction, so that larger ones have to go as well (Hundepool et al., Statistical Disclosure Control, 2012, chapter 4).
Readers are taken to know every row's and column's sum, as they would if the same people had answered both times.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

FEWEST = 5
"""People whom a number stands for at least."""

Table = Sequence[Sequence[int]]
Cell = tuple[int, int]
"""Row and column."""


@dataclass(frozen=True)
class Disclosure:
    """The cells to tell. The others are `few`, each of fewer than five, or it is not told which of them are."""

    cells: frozenset[Cell]
    few: bool


def disclose(table: Table) -> Disclosure:
    """Choose the cells of a square table that may be told.

    For every cell of one to four people at least two numbers stay possible, unless the sums alone leave one already.
    """
    everything = frozenset((row, column) for row in range(len(table)) for column in range(len(table)))
    small = frozenset(cell for cell in everything if _people(table, cell) < FEWEST)
    at_risk = sorted(cell for cell in small if _people(table, cell) and not is_given_away(table, everything, cell))
    if not any(is_given_away(table, small, cell, FEWEST - 1) for cell in at_risk):
        return Disclosure(everything - small, few=True)
    return Disclosure(everything - _hidden(table, everything, small, at_risk), few=False)


def _hidden(table: Table, everything: AbstractSet[Cell], small: AbstractSet[Cell], at_risk: list[Cell]) -> set[Cell]:
    """Hide more cells until none at risk is given away, and tell again those that need not be hidden.

    Those who stayed, on the diagonal, are hidden before those who moved, who are what readers want to know about.
    """

    def worth(cell: Cell) -> tuple[bool, int, Cell]:
        return cell[0] != cell[1], _people(table, cell), cell

    hidden, left = set(small), at_risk
    while left := [cell for cell in left if is_given_away(table, hidden, cell)]:
        row, column = left[0]
        told = everything - hidden
        near = {cell for cell in told if cell[0] == row or cell[1] == column}
        hidden.add(min(near or told, key=worth))
    for cell in sorted(hidden - small, key=worth, reverse=True):
        if not any(is_given_away(table, hidden - {cell}, other) for other in at_risk):
            hidden.discard(cell)
    return hidden


def is_given_away(table: Table, hidden: AbstractSet[Cell], cell: Cell, most: int | None = None) -> bool:
    """Whether the sums and the cells that are not hidden leave one number for a hidden cell.

    `most` is what readers know no hidden cell to exceed. Another number is possible if one person can be put into the
    cell, or taken out, and the sums be set right along a circle of hidden cells (Gusfield, A Graph Theoretic Approach
    to Statistical Data Security, SIAM Journal on Computing 17, 1988).
    """
    people = _people(table, cell)
    others = hidden - {cell}
    row, column = cell
    more = (most is None or people < most) and _leads(table, others, most, (False, column), (True, row))
    return not more and not (people and _leads(table, others, most, (True, row), (False, column)))


Line = tuple[bool, int]
"""A row, for True, or a column."""


def _leads(table: Table, hidden: AbstractSet[Cell], most: int | None, start: Line, end: Line) -> bool:
    """Whether cells lead from line to line: a person is put in on the way from a row, and taken out from a column."""
    reached, waiting = {start}, [start]
    while waiting:
        is_row, place = waiting.pop()
        for other in range(len(table)):
            cell = (place, other) if is_row else (other, place)
            if cell not in hidden or (not is_row, other) in reached:
                continue
            people = _people(table, cell)
            if (most is None or people < most) if is_row else people:
                reached.add((not is_row, other))
                waiting.append((not is_row, other))
    return end in reached


def _people(table: Table, cell: Cell) -> int:
    return table[cell[0]][cell[1]]
