"""What a rating finds: its median, and how many agree and disagree."""

from fractions import Fraction
from statistics import median_high, median_low

from hypothesis import given
from hypothesis import strategies as st
from sentences import MEDIAN, MEDIAN_BETWEEN_AND, NOBODY_CHOSE_A_STEP

from bot.domain.kind import ABSTAIN, Option, kind_named

RATING = kind_named("rating")
STEPS = tuple(Option(name, name.upper()) for name in "abcdefg")


def found(profile, size=5, **settings):
    """Return the lines, as sentence and values, and the figures by column."""
    findings = RATING(STEPS[:size], settings).findings(profile)
    (figures,) = findings.figures
    return [(line.msgid, line.values) for line in findings.lines], dict(
        zip(figures.columns, figures.rows[0], strict=True)
    )


@given(st.integers(3, 7), st.data())
def test_the_medians_are_those_of_the_statistics_module(size, data):
    votes = data.draw(st.lists(st.integers(0, size - 1), min_size=1, max_size=40))
    profile = {(STEPS[step].id,): votes.count(step) for step in set(votes)} | {ABSTAIN: 3}
    _, figures = found(profile, size)
    assert figures["median_low"] == STEPS[median_low(votes)].id
    assert figures["median_high"] == STEPS[median_high(votes)].id


@given(st.integers(3, 7), st.data())
def test_the_halves_of_the_scale_agree_and_disagree_and_an_odd_middle_does_neither(size, data):
    votes = data.draw(st.lists(st.integers(0, size - 1), min_size=1, max_size=40))
    _, figures = found({(STEPS[step].id,): votes.count(step) for step in set(votes)}, size)
    centre = Fraction(size - 1, 2)
    assert figures["disagree"] == sum(step < centre for step in votes)
    assert figures["agree"] == sum(step > centre for step in votes)
    assert figures["agree_share"] == round(figures["agree"] / len(votes), 6)


def test_one_median_is_named_and_two_are_both_stated():
    assert found({("a",): 1, ("d",): 2})[0][0] == (MEDIAN.forms[0], {"step": STEPS[3]})
    assert found({("b",): 2, ("d",): 2})[0][0] == (
        MEDIAN_BETWEEN_AND.forms[0],
        {"low": STEPS[1], "high": STEPS[3]},
    )


def test_a_pack_may_say_which_steps_agree():
    _, figures = found({("a",): 3, ("b",): 1}, 4, agree=["a"], disagree=["c", "d"])
    assert (figures["agree"], figures["disagree"], figures["agree_share"]) == (3, 0, 0.75)


def test_without_answers_there_is_no_median_and_no_share():
    lines, figures = found({ABSTAIN: 4})
    assert [line for line, _ in lines] == [NOBODY_CHOSE_A_STEP.forms[0]]
    assert figures["median_low"] is figures["median_high"] is figures["agree_share"] is None
