"""The range of those who changed their answer is exactly what follows from what is told."""

from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.moved_range import Told, moved_range


@st.composite
def tables(draw):
    """Draw a small table of paired voters, and what of it is told."""
    states = draw(st.integers(1, 3))
    most_in_cell = 3 if states < 3 else 2
    cells = {way: draw(st.integers(0, most_in_cell)) for way in product(range(states), repeat=2)}
    published = {way: people for way, people in cells.items() if draw(st.booleans())}
    hidden = [people for way, people in cells.items() if way not in published]
    most = draw(st.none() | st.integers(max(hidden, default=0), 4))
    sums = []
    for side in (0, 1):
        exact = [sum(people for way, people in cells.items() if way[side] == state) for state in range(states)]
        slack = [draw(st.integers(0, 2)) for _ in exact]
        sums.append([(max(total - more, 0) if draw(st.booleans()) else 0, total + more)
                     for total, more in zip(exact, slack, strict=True)])  # fmt: skip
    return Told(sum(cells.values()), *sums, published, most), cells


def fits(told, cells):
    for side, bounds in ((0, told.before), (1, told.after)):
        for state, (low, high) in enumerate(bounds):
            if not low <= sum(people for way, people in cells.items() if way[side] == state) <= high:
                return False
    return sum(cells.values()) == told.paired


def by_trying_all(told):
    """Return the range over every table that fits what is told."""
    ways = [way for way in product(range(len(told.before)), repeat=2) if way not in told.published]
    unseen = told.paired - sum(told.published.values())
    most = unseen if told.most is None else min(told.most, unseen)
    found = set()

    def fill(place, left, cells):
        if place == len(ways):
            if not left and fits(told, cells):
                found.add(sum(people for (before, after), people in cells.items() if before != after))
            return
        for people in range(min(most, left) + 1):
            fill(place + 1, left - people, {**cells, ways[place]: people})

    fill(0, unseen, dict(told.published))
    return (min(found), max(found)) if found else None


@settings(max_examples=150, deadline=None)
@given(tables())
def test_the_range_is_that_of_all_tables_that_fit_what_is_told(table):
    told, cells = table
    assert moved_range(told) == by_trying_all(told)
    least, most = moved_range(told)
    assert least <= sum(people for (before, after), people in cells.items() if before != after) <= most


def test_what_no_table_fits_has_no_range():
    assert moved_range(Told(3, [(0, 1)], [(0, 3)], {}, None)) is None
    assert moved_range(Told(3, [(0, 3)], [(0, 3)], {(0, 0): 2}, None)) is None


def test_sums_that_are_printed_narrow_the_range():
    """Without them, of 40 people nothing is known but that 10 stayed with the first."""
    published = {(0, 0): 10}
    wide = moved_range(Told(40, [(0, 40)] * 2, [(0, 40)] * 2, published, None))
    narrow = moved_range(Told(40, [(15, 15), (25, 25)], [(12, 12), (28, 28)], published, None))
    assert (wide, narrow) == ((0, 30), (7, 7))


@pytest.mark.parametrize("people", [100, 5000])
def test_it_is_found_at_once_for_the_largest_paper_with_a_crowd(people):
    states, chance = 25, Random(people)  # noqa: S311  the same table every time
    cells = dict.fromkeys(product(range(states), repeat=2), 0)
    for _ in range(people):
        cells[chance.randrange(states), chance.randrange(states)] += 1
    sums = [
        [
            (total, total)
            for total in (sum(cells[way] for way in cells if way[side] == state) for state in range(states))
        ]
        for side in (0, 1)
    ]
    published = {way: count for way, count in cells.items() if count >= 5}
    least, most = moved_range(Told(people, *sums, published, 4))
    assert least <= sum(count for (before, after), count in cells.items() if before != after) <= most
