"""Somebody who says what has been said is shown it first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.near_duplicates import nearest, similarity

SAID = [
    (1, "Models paid for with public money should be open to everyone."),
    (2, "Companies already do enough fundamental AI research."),
    (3, "Le CERN doit rester à Genève."),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("models paid for with public money should be open to everyone", 1),
        ("Models paid with public money should be open for everyone!", 1),
        ("Companies do already enough fundamental AI-research", 2),
        ("le cern doit rester a geneve", 3),
        ("Publicly funded research should be free of charge.", None),
        ("Nobody should have to move abroad.", None),
        ("", None),
    ],
)
def test_the_nearest_statement_is_found_if_there_is_one(text, found):
    assert nearest(text, SAID) == found


@given(st.text(), st.text())
def test_similarity_is_the_same_both_ways_and_full_for_the_same_words(one, other):
    assert 0 <= similarity(one, other) == similarity(other, one) <= 1
    assert similarity(one, f"  {one}! ") == 1
