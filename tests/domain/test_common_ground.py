"""What a room agrees on is told with its doubt, so that few votes never outrank many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.common_ground import FEWEST_VOTERS, changes, common_ground, wilson
from bot.domain.statements import Counts

NUMBERS = st.integers(0, 400)
ROOM = st.lists(st.builds(Counts, NUMBERS, NUMBERS, NUMBERS), max_size=20).map(lambda found: list(enumerate(found)))


@pytest.mark.parametrize(
    ("some", "all_", "low", "high"),
    [(2, 2, 0.3424, 1.0), (180, 200, 0.8506, 0.9343), (0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634)],
)
def test_intervals_are_those_of_wilson(some, all_, low, high):
    """Known values, as SciPy has them."""
    found = wilson(some, all_)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(0, 10**6).flatmap(lambda all_: st.tuples(st.integers(0, all_), st.just(all_))))
def test_an_interval_holds_the_share_and_narrows_with_more_votes(given_):
    some, all_ = given_
    few, many = wilson(some, all_), wilson(4 * some, 4 * all_)
    assert 0 <= few.low <= many.low + 1e-9 <= many.high + 2e-9 <= few.high + 3e-9 <= 1 + 3e-9
    assert not all_ or few.low - 1e-9 <= some / all_ <= few.high + 1e-9


@given(ROOM)
def test_each_statement_is_in_one_list_at_most_and_each_list_is_in_order(room):
    found = common_ground(room)
    listed = [one.statement_id for standings in (found.agreed, found.divided, found.passed) for one in standings]
    assert len(listed) == len(set(listed))
    for standings in (found.agreed, found.divided, found.passed):
        assert [one.interval.low for one in standings] == sorted((s.interval.low for s in standings), reverse=True)
    assert all(dict(room)[number].voters >= FEWEST_VOTERS for number in listed)
    assert found.waiting == sum(votes.voters < FEWEST_VOTERS for _, votes in room)


def test_what_most_agree_on_what_divides_and_what_is_passed_over_are_told_apart():
    room = {
        1: Counts(2, 0, 0),  # too few voters, though all agree
        2: Counts(180, 20, 0),
        3: Counts(10, 0, 0),
        4: Counts(52, 48, 5),
        5: Counts(600, 350, 50),  # most agree, but a third of the room does not
        6: Counts(8, 4, 60),
        7: Counts(5, 60, 5),  # most disagree: not common ground as it is worded
    }
    found = common_ground(room.items())
    assert [one.statement_id for one in found.agreed] == [2, 3]
    assert [one.statement_id for one in found.divided] == [4, 5]
    assert [one.statement_id for one in found.passed] == [6]
    assert found.waiting == 1


@pytest.mark.parametrize(
    ("list_", "first", "make"),
    [
        ("agreed", 60, lambda some: Counts(some, 0, 100 - some)),
        ("divided", 28, lambda some: Counts(100 - some, some, 0)),
        ("divided", 28, lambda some: Counts(some, 100 - some, 0)),
        ("passed", 28, lambda some: Counts(0, 100 - some, some)),
    ],
)
def test_of_a_hundred_so_many_are_clearly_most_or_many(list_, first, make):
    """Sixty are the first of whom more than half is sure, 28 the first of whom more than a fifth is."""
    for some, is_listed in ((first - 1, False), (first, True)):
        assert bool(getattr(common_ground([(1, make(some))]), list_)) is is_listed


@given(ROOM, ROOM)
def test_changes_tell_of_statements_with_a_result_in_both_rounds_the_largest_first(before, after):
    found = changes(dict(before), dict(after))
    both = [number for number, votes in after if number < len(before) and votes.voters >= FEWEST_VOTERS]
    assert {one.statement_id for one in found} == {n for n in both if dict(before)[n].voters >= FEWEST_VOTERS}
    sizes = [abs(one.points) for one in found]
    assert sizes == sorted(sizes, reverse=True)
    assert all(abs(one.points - 100 * (one.after - one.before)) <= 1 for one in found)


@pytest.mark.parametrize(
    ("votes", "is_empty"),
    [(Counts(1, 0, 0), True), (Counts(90, 5, 5), False), (Counts(50, 50, 0), False), (Counts(5, 5, 90), False)],
)
def test_there_is_nothing_to_tell_where_no_list_has_a_statement(votes, is_empty):
    assert common_ground([(1, votes)]).is_empty is is_empty
