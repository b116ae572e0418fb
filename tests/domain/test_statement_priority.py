"""Who votes gets the statement on which a vote is needed most."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.statement_priority import importance, next_statement, priority, spread
from bot.domain.statements import Counts

NUMBERS = st.integers(0, 300)
COUNTS = st.builds(Counts, NUMBERS, NUMBERS, NUMBERS)
STATEMENTS = st.dictionaries(st.integers(1, 40), COUNTS, max_size=12)


@pytest.mark.parametrize(
    ("counts", "value"),
    [
        (Counts(), 5.0625),  # (1/2 · 1/2 · 9)²
        (Counts(agree=1), (2 / 3 * 2 / 3 * (1 + 8 * 2**-0.2)) ** 2),  # (priority-metric false 1 0 1 0)
        (Counts(20, 0, 3), ((1 - 4 / 25) * 21 / 25 * (1 + 8 * 2**-4.6)) ** 2),
    ],
)
def test_the_priority_is_that_of_polis(counts, value):
    """Computed by hand from the formulas in its source, for statements on which nobody differs."""
    assert priority(counts) == pytest.approx(value)


@given(COUNTS)
def test_red_dwarf_comes_to_the_same_priority(counts):
    stats = pytest.importorskip("reddwarf.utils.stats")
    numbers = counts.agree, counts.disagree, counts.voters
    theirs = stats.priority_metric(is_meta=False, n_agree=numbers[0], n_disagree=numbers[1], n_total=numbers[2],
                                   extremity=spread(counts))  # fmt: skip
    assert priority(counts) == pytest.approx(float(theirs))


@given(STATEMENTS, st.sets(st.integers(1, 40)), st.text())
def test_the_next_statement_is_a_new_one_with_the_highest_priority(counts, voted, seed):
    chosen = next_statement(counts, voted, seed)
    left = {statement: priority(votes) for statement, votes in counts.items() if statement not in voted}
    assert (chosen is None) == (not left)
    assert chosen is None or left[chosen] == max(left.values())
    assert next_statement(dict(reversed(counts.items())), voted, seed) == chosen


def test_ties_fall_differently_for_different_people():
    """A room that opens its first card at once does not vote on the same statement all together."""
    untouched = dict.fromkeys(range(10), Counts())
    assert {next_statement(untouched, (), f"person {number}") for number in range(200)} == set(range(10))


@given(COUNTS)
def test_a_new_statement_comes_before_one_with_many_votes(counts):
    assume(counts.voters >= 20)
    assert priority(Counts()) > priority(counts)


@given(COUNTS)
def test_what_people_pass_matters_less(counts):
    assert importance(counts) >= importance(Counts(counts.agree, counts.disagree, counts.passed + 1))


@given(st.integers(1, 100))
def test_what_splits_people_spreads_most(camp):
    assert spread(Counts(camp, camp)) == pytest.approx(1)
    assert spread(Counts(2 * camp, camp)) < 1
    assert spread(Counts(camp, 0, camp)) == 0
