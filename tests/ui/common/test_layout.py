"""Pages fit what Discord takes, and say what they show in words and figures first."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library.models import Item
from bot.ui.pack_limits.check import page_problems
from bot.ui.results.bars import WIDTH, bar


def test_every_page_of_the_pack_fits_discord(pack):
    assert page_problems(pack) == []


def test_a_page_that_is_too_large_is_named_with_what_to_do(pack):
    question = pack.questions[0]
    crowded = question.model_copy(update={"arguments": question.arguments * 9})
    problems = [str(problem) for problem in page_problems(pack.model_copy(update={"questions": (crowded,)}))]
    assert any(
        line.startswith("questions/a.yaml: arguments: the page of its arguments has") and "Shorten its texts" in line
        for line in problems
    )


@pytest.mark.parametrize("kind", ["single", "approval", "ranking"])
@pytest.mark.parametrize("letters", [20, 80])
def test_before_and_after_fit_one_message_with_many_long_names(pack, kind, letters):
    """All who voted are told of every option, also where their names and the ways between them have to be cut."""
    question = pack.questions[0]
    options = [{"id": f"o{number}", "label": f"{number} ".ljust(letters, "x")} for number in range(10)]
    ballot = [{"id": f"item{number}", "kind": kind, "title": "What? " * 10, "options": options} for number in range(3)]
    crowded = question.model_copy(update={"ballot": tuple(map(Item.model_validate, ballot))})
    problems = page_problems(pack.model_copy(update={"questions": (crowded,)}))
    assert not [problem for problem in problems if "before and after" in str(problem)]


@given(st.fractions(0, 1))
def test_a_bar_is_to_scale_shows_every_vote_and_is_full_for_all_of_them_only(share):
    blocks = bar(share).count("█")
    assert len(bar(share)) == WIDTH + 2
    assert abs(blocks - share * WIDTH) <= 1
    assert (blocks > 0) == (share > 0)
    assert (blocks == WIDTH) == (share == 1)


@pytest.mark.parametrize("shares", [("0.2", "0.4"), ("0", "0.001"), ("0.999", "1")])
def test_a_larger_share_has_no_shorter_bar(shares):
    smaller, larger = map(Fraction, shares)
    assert bar(smaller).count("█") <= bar(larger).count("█")
