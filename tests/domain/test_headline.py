"""The sentence that a result opens with claims no more than the votes bear out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charts.formatting import format_value
from bot.domain.headline import headline, is_clear_lead
from bot.domain.kind import ABSTAIN, Option
from bot.domain.polls import Item
from bot.domain.tally import count_item
from bot.i18n import ENGLISH


def item(kind, options, **settings):
    return Item(1, "item", kind, "What?", tuple(Option(key, key.upper()) for key in options), settings)


def said(kind, profile, options="abc", **settings):
    """Return the sentence about these ballots, and whether it claims a clear lead."""
    found = headline(count_item(item(kind, options, **settings), profile))
    return format_value(found.text, ENGLISH, lambda option: option.label), found.is_clear


@pytest.mark.parametrize(
    ("profile", "sentence", "is_clear"),
    [
        ({("a",): 25, ("b",): 15, ABSTAIN: 1}, "63% of 40 chose “A”, ahead of “B” with 38%.", True),
        ({("a",): 30, ("b",): 10, ("c",): 10}, "60% of 50 chose “A”, ahead of “B”, “C” with 20% each.", True),
        ({("a",): 12}, "All 12 who answered chose “A”.", True),
        ({("a",): 151, ("b",): 150}, "Nearly even, of 301: “A” 151, “B” 150.", False),
        ({("a",): 22, ("b",): 18}, "Nearly even, of 40: “A” 22, “B” 18.", False),
        ({("a",): 20, ("b",): 20}, "Tie: “A”, “B” have 20 votes each.", False),
        ({("a",): 3, ("b",): 1}, "Only 4 people answered: “A” 3, “B” 1.", False),
        ({("b",): 1}, "Only 1 person answered: “B” 1.", False),
        ({ABSTAIN: 7}, "Nobody chose an option.", False),
        ({}, "Nobody chose an option.", False),
    ],
)
def test_votes_for_options(profile, sentence, is_clear):
    assert said("single", profile) == (sentence, is_clear)


@pytest.mark.parametrize(
    ("profile", "sentence", "is_clear"),
    [
        ({("c",): 24, ("b",): 6, ("a",): 10}, "60% of 40 agree, 25% disagree.", True),
        ({("a",): 24, ("c",): 10}, "71% of 34 disagree, 29% agree.", True),
        ({("a",): 10, ("c",): 10}, "As many agree as disagree: 10 each, of 20.", False),
        ({("a",): 10, ("c",): 12}, "Nearly even, of 22: 12 agree, 10 disagree.", False),
        ({("b",): 30, ("c",): 6, ("a",): 4}, "75% of 40 take no side. 15% agree, 10% disagree.", True),
        ({("a",): 1, ("c",): 3}, "Only 4 people answered: 3 agree, 1 disagree.", False),
        ({ABSTAIN: 3}, "Nobody chose a step.", False),
    ],
)
def test_agreement_on_a_scale(profile, sentence, is_clear):
    assert said("rating", profile) == (sentence, is_clear)


@pytest.mark.parametrize(
    ("profile", "sentence", "is_clear"),
    [
        ({("a", "b"): 20, ("b",): 5, ("c",): 4}, "“A” wins after 1 round, 20 to 5 against “B”.", True),
        ({("a",): 10, ("b",): 9, ("c", "b"): 8}, "“B” wins after 2 rounds, 17 to 10 against “A”.", True),
        ({("a",): 10, ("b",): 9, ("c", "a"): 2}, "“A” is just ahead of “B” after 2 rounds, 12 to 9.", False),
        ({("a",): 10, ("b",): 10}, "Tie in the run-off: “A”, “B”.", False),
        ({("a",): 11}, "All 11 put “A” first.", True),
        ({("a",): 2, ("b",): 1}, "Only 3 people answered. First choices: “A” 2, “B” 1.", False),
        ({("a",): 5, ("b", "c"): 4, ("c", "b"): 4}, "Tie in the run-off: “B”, “C”.", False),
        ({}, "Nobody ranked an option.", False),
    ],
)
def test_a_run_off(profile, sentence, is_clear):
    assert said("ranking", profile) == (sentence, is_clear)


def test_a_name_with_a_comma_reads_as_one():
    options = (Option("a", "AGI, developed jointly"), Option("b", "Public research"), Option("c", "None"))
    tally = count_item(Item(1, "item", "single", "What?", options), {("a",): 20, ("b",): 20})
    sentence = format_value(headline(tally).text, ENGLISH, lambda option: option.label)
    assert "“AGI, developed jointly”, “Public research”" in sentence


VOTES = st.integers(0, 5000)


@given(VOTES, VOTES, st.integers(0, 500))
def test_a_clear_lead_stays_clear_when_it_grows_and_is_one_side_s_alone(ahead, behind, more):
    assert not (is_clear_lead(ahead, behind) and is_clear_lead(behind, ahead))
    if is_clear_lead(ahead, behind):
        assert is_clear_lead(ahead + more, behind)
    assert not is_clear_lead(ahead, ahead)
