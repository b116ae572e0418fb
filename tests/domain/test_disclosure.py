"""Nobody's move can be read off a table that is told in part, not by subtraction either: tried out, table by table."""

from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.disclosure import disclose


def tables(size, most):
    row = st.lists(st.integers(0, most), min_size=size, max_size=size)
    return st.lists(row, min_size=size, max_size=size)


def sums(table):
    return [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]


def possible(table, told=frozenset(), most=None):
    """Go through every table with these sums and these cells: what a reader can make of what was told."""
    rows, columns = sums(table)
    size = range(len(table))
    free = list(product(size, size))

    def fill(index, rows, columns, sofar):
        if index == len(free):
            if not any(rows) and not any(columns):
                yield dict(sofar)
            return
        row, column = free[index]
        limit = min(rows[row], columns[column])
        if (row, column) in told:
            numbers = [table[row][column]] if table[row][column] <= limit else []
        else:
            numbers = range(min(limit, limit if most is None else most) + 1)
        if column == len(table) - 1:  # a row's last cell is what is left of its sum
            numbers = [number for number in numbers if number == rows[row]]
        for number in numbers:
            rows[row] -= number
            columns[column] -= number
            yield from fill(index + 1, rows, columns, [*sofar, ((row, column), number)])
            rows[row] += number
            columns[column] += number

    yield from fill(0, rows, columns, [])


def numbers_for(cells, tables):
    """Return which numbers each cell may have; two are enough."""
    found = {cell: set() for cell in cells}
    for table in tables:
        for cell in cells:
            found[cell].add(table[cell])
        if all(len(numbers) > 1 for numbers in found.values()):
            break
    return found


@pytest.mark.parametrize(("size", "most"), [(2, 12), (3, 7)])
@given(data=st.data())
def test_a_small_number_never_follows_from_what_is_told_and_from_the_sums(size, most, data):
    table = data.draw(tables(size, most))
    told = disclose(table)
    small = [(row, column) for row in range(size) for column in range(size) if 0 < table[row][column] < 5]
    assert not told.cells & set(small)
    before = numbers_for(small, possible(table))
    after = numbers_for(small, possible(table, told.cells, 4 if told.few else None))
    for cell in small:
        assert len(after[cell]) > 1 or len(before[cell]) == 1


@given(st.integers(2, 6).flatmap(lambda size: tables(size, 40)))
@example([[1, 5], [0, 5]])
def test_only_numbers_of_five_and_more_are_told_and_few_are_what_they_are_called(table):
    told = disclose(table)
    numbers = {(row, column): people for row, line in enumerate(table) for column, people in enumerate(line)}
    assert all(numbers[cell] >= 5 for cell in told.cells)
    if told.few:
        assert all(people < 5 for cell, people in numbers.items() if cell not in told.cells)


def test_large_numbers_are_all_told():
    assert disclose([[9, 5], [6, 20]]).cells == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_one_mover_between_two_options_hides_everything():
    """Each of the other three, with the sums, would tell that it was one."""
    told = disclose([[10, 1], [5, 9]])
    assert (told.cells, told.few) == (frozenset(), False)


def test_stayers_are_left_out_before_movers():
    """The last line stands for abstaining, which nobody did after: with the sums it hides nothing."""
    told = disclose([[22, 8, 2, 0], [5, 15, 1, 0], [1, 2, 9, 0], [0, 6, 0, 0]])
    assert (told.cells, told.few) == ({(0, 1), (1, 0), (2, 2), (3, 1)}, False)


def test_where_small_numbers_hide_one_another_the_large_ones_are_told():
    told = disclose([[20, 2, 1], [3, 15, 2], [1, 1, 30]])
    assert (told.cells, told.few) == ({(0, 0), (1, 1), (2, 2)}, True)


def test_what_the_sums_tell_by_themselves_hides_nothing_else():
    """Both options had one vote more or less: that there was one mover, no table has to tell."""
    told = disclose([[0, 1], [0, 10]])
    assert (told.cells, told.few) == ({(1, 1)}, True)
