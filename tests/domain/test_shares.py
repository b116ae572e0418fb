"""A share is the same figure wherever it is shown."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charts.formatting import format_value
from bot.charts.options import figures_of
from bot.domain.kind import Option
from bot.domain.polls import Item
from bot.domain.shares import PERCENT, TENTHS, rounded
from bot.domain.shift_lines import change_of_all
from bot.domain.tally import count_item
from bot.i18n import ENGLISH
from bot.ui.common.languages import speech_in

VOTES = st.integers(1, 10**6).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


@given(VOTES, st.sampled_from([16, PERCENT, TENTHS]))
def test_half_a_step_is_rounded_up(votes, steps):
    part, whole = votes
    with localcontext(prec=60):
        exact = Decimal(part) * steps / whole
        assert rounded(Fraction(part, whole), steps) == exact.to_integral_value(ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("part", "whole", "percent"), [(23, 40, 58), (17, 40, 43), (1, 200, 1), (1, 201, 0), (5, 5, 100)]
)
def test_of_forty_votes_twenty_three_are_58_percent(part, whole, percent):
    assert rounded(Fraction(part, whole), PERCENT) == percent


@given(VOTES)
def test_message_chart_report_and_shift_say_the_same_percentage(votes):
    part, whole = votes
    yes, no = Option("yes", "Yes"), Option("no", "No")
    tally = count_item(Item(1, "item", "single", "?", (yes, no)), {("yes",): part, ("no",): whole - part})
    share = tally.counts[0].share
    shown = f"{rounded(share, PERCENT)}%"
    assert ENGLISH.percent(share) == speech_in("en-GB").percent(share) == shown
    assert speech_in("fr").percent(share).split()[0] == shown.removesuffix("%")
    assert figures_of(part, share, speech_in("en-US")).startswith(f"{shown} · ")
    assert format_value(change_of_all(tally, tally, yes), ENGLISH, str).startswith(f"{shown} → {shown} ")
