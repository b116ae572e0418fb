"""How an answer is written down."""

from string import ascii_lowercase, digits

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answers import ABSTAINED, read_answer, write_answer

IDS = st.text(f"{ascii_lowercase}{digits}-", min_size=1, max_size=40).filter(lambda name: name != ABSTAINED)
ANSWERS = st.lists(IDS, unique=True).map(tuple)


@given(ANSWERS)
def test_an_answer_is_read_back_as_it_was_written(answer):
    assert read_answer(write_answer(answer)) == answer


@given(ANSWERS, ANSWERS)
def test_different_answers_are_written_differently(one, other):
    assert (write_answer(one) == write_answer(other)) == (one == other)


def test_an_abstention_is_written_as_a_word_and_picks_with_semicolons():
    assert write_answer(()) == "abstain"
    assert write_answer(("physics", "health")) == "physics;health"
