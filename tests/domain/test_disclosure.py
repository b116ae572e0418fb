"""Nobody's move can be read off a table that is told in part, not by subtraction either: tried out, table by table.

A table's last row and column are of those who answered once. Readers know the results of both polls, and how many
people answered both times: with these, the sum of every row and column.
"""

from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.disclosure import at_risk, cells_of, disclose, is_deducible


def tables(size, most):
    """Make tables of so many states, with those who answered once."""
    row = st.lists(st.integers(0, most), min_size=size + 1, max_size=size + 1)
    return st.lists(row, min_size=size + 1, max_size=size + 1).map(without_corner)


def without_corner(table):
    return [*(list(row) for row in table[:-1]), [*table[-1][:-1], 0]]


def everybody_twice(table):
    """Add that nobody answered once."""
    return [*([*row, 0] for row in table), [0] * (len(table) + 1)]


def has_another(table, cell, hidden, most=()):
    """Whether some other number in a cell fits all sums and all cells that are not hidden: tried one by one.

    Cells in `most` are known to have at most so many.
    """
    free = [cell, *sorted(hidden - {cell})]
    rows = [
        sum(table[row][column] for column in range(len(table)) if (row, column) in hidden) for row in range(len(table))
    ]
    columns = [
        sum(table[row][column] for row in range(len(table)) if (row, column) in hidden) for column in range(len(table))
    ]

    def fits(index):
        if index == len(free):
            return not any(rows) and not any(columns)
        row, column = free[index]
        later = free[index + 1 :]
        numbers = range(min(rows[row], columns[column], dict(most).get((row, column), rows[row])) + 1)
        for line, place, left in ((0, row, rows[row]), (1, column, columns[column])):
            if all(other[line] != place for other in later):  # its last cell is what is left of the sum
                numbers = [number for number in numbers if number == left]
        for number in numbers:
            if index == 0 and number == table[row][column]:
                continue
            rows[row] -= number
            columns[column] -= number
            found = fits(index + 1)
            rows[row] += number
            columns[column] += number
            if found:
                return True
        return False

    return cell in hidden and fits(0)


def require_nobody_is_seen(table, fewest=5):
    both, once = cells_of(table)
    told = disclose(table, fewest)
    small = [cell for cell in both | once if 0 < table[cell[0]][cell[1]] < fewest]
    assert not told.published & set(small)
    assert not told.sums or not once & set(small)
    # Told as well, with the sums, is how many answered once, as the results of both polls are known.
    hidden = both - told.published if told.sums else (both | once) - told.published
    limits = dict.fromkeys(both - told.published, fewest - 1) if told.few else {}
    assert (told.suppressed(table), told.limits(table, fewest)) == (hidden, limits)
    for cell in small:
        if not has_another(table, cell, hidden, limits):
            assert not has_another(table, cell, both | once), (table, told, cell)


@pytest.mark.parametrize(("size", "most"), [(2, 12), (3, 6)])
@settings(max_examples=20)
@given(data=st.data())
def test_a_small_number_never_follows_from_what_is_told_and_from_the_results(size, most, data):
    require_nobody_is_seen(data.draw(tables(size, most)))


def test_it_does_in_none_of_all_small_tables():
    """Of two options, where it is already two people who may be seen."""
    for numbers in product(range(3), repeat=8):
        require_nobody_is_seen([list(numbers[:3]), list(numbers[3:6]), [*numbers[6:], 0]], fewest=2)


@given(st.integers(2, 6).flatmap(lambda size: tables(size, 40)))
@example(everybody_twice([[1, 5], [0, 5]]))
def test_only_numbers_of_five_and_more_are_told_and_few_are_what_they_are_called(table):
    told = disclose(table)
    both, _ = cells_of(table)
    numbers = {(row, column): table[row][column] for row, column in both}
    assert all(numbers[cell] >= 5 for cell in told.published)
    if told.few:
        assert all(people < 5 for cell, people in numbers.items() if cell not in told.published)


@given(tables(3, 12))
def test_a_sum_is_told_only_where_it_stands_for_five_or_is_in_the_result(table):
    if disclose(table).sums:
        for line in (*table[:-1], *list(zip(*table, strict=True))[:-1]):
            assert line[-1] == 0 or (line[-1] >= 5 and sum(line[:-1]) not in range(1, 5))


@given(st.integers(2, 4).flatmap(lambda size: tables(size, 15)))
def test_no_large_number_is_left_out_that_hides_no_small_one(table):
    told = disclose(table)
    hidden = told.suppressed(table)
    for cell in hidden & cells_of(table)[0]:
        if table[cell[0]][cell[1]] >= 5:
            assert any(is_deducible(table, hidden - {cell}, other) for other in at_risk(table)), (table, told, cell)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        pytest.param([[0, 0, 1], [0, 0, 0], [5, 6, 0]], {(2, 1)}, id="the smaller of two"),
        pytest.param([[0, 1, 0], [0, 0, 5], [1, 5, 0]], {(1, 2)}, id="the one in line with it"),
        pytest.param([[6, 5, 1], [0, 0, 5], [0, 0, 0]], {(0, 1)}, id="stayers, not movers"),
    ],
)
def test_of_large_numbers_that_would_hide_a_small_one_the_cheapest_is_left_out(table, told):
    assert disclose(everybody_twice(table)).published == told


def test_large_numbers_are_all_told():
    told = disclose([[9, 5, 7], [6, 20, 0], [0, 5, 0]])
    assert (told.published, told.few, told.sums) == ({(0, 0), (0, 1), (1, 0), (1, 1)}, True, True)


def test_who_answered_once_is_not_told_by_those_who_answered_both_times():
    """Six chose the hub before and six the mix; eleven came back, and five went from the hub to the mix.

    Had it been told that six left the mix, the one who did not come back would have been of the hub.
    """
    told = disclose([[0, 5, 0, 1], [0, 0, 6, 0], [0, 0, 0, 0], [0, 0, 0, 0]])
    assert (told.published, told.few, told.sums) == ({(0, 1)}, False, False)


def test_those_who_answered_once_hide_others():
    """That it was one who went over, the sums of those who answered both times would tell."""
    table = [[10, 1, 2], [5, 9, 1], [1, 2, 0]]
    assert disclose(table).published == {(1, 0)}
    assert disclose(everybody_twice([row[:2] for row in table[:2]])).published == frozenset()


def test_stayers_are_left_out_before_movers():
    """The last line stands for abstaining, which nobody did after: with the sums it hides nothing."""
    told = disclose(everybody_twice([[22, 8, 2, 0], [5, 15, 1, 0], [1, 2, 9, 0], [0, 6, 0, 0]]))
    assert (told.published, told.few) == ({(0, 1), (1, 0), (2, 2), (3, 1)}, False)


def test_where_small_numbers_hide_one_another_the_large_ones_are_told():
    told = disclose(everybody_twice([[20, 2, 1], [3, 15, 2], [1, 1, 30]]))
    assert (told.published, told.few) == ({(0, 0), (1, 1), (2, 2)}, True)


def test_what_the_results_tell_by_themselves_hides_nothing_else():
    """Both options had one vote more or less: that there was one mover, no table has to tell."""
    told = disclose(everybody_twice([[0, 1], [0, 10]]))
    assert (told.published, told.few) == ({(1, 1)}, True)


@pytest.mark.parametrize(("both", "sums"), [((1, 2), False), ((2, 3), True), ((0, 0), True)])
def test_sums_are_left_out_where_they_would_stand_for_a_few_who_answered_both_times(both, sums):
    """Six more chose it the first time and did not come back, so the poll's result does not give the few away."""
    table = [[*both, 6], [20, 30, 0], [0, 0, 0]]
    assert disclose(table).sums is sums
