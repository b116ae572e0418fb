"""What a quorum is, and how many voters it takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.quorum import Quorum, parse_quorum

QUORUMS = st.one_of(st.builds(Quorum, st.integers(1, 1_000_000)), st.builds(Quorum, st.integers(1, 100), st.just(True)))


@given(QUORUMS)
def test_what_is_written_is_read_back(quorum):
    assert parse_quorum(str(quorum)) == quorum


@pytest.mark.parametrize("text", ["", "0", "-1", "1.5", "101%", "0%", "%", "many", "1000001", "٢٠"])
def test_what_is_no_quorum_is_refused(text):
    with pytest.raises(ValueError, match="a quorum is"):
        parse_quorum(text)


@given(st.integers(1, 100), st.integers(0, 10**6))
def test_a_percentage_takes_the_fewest_voters_that_make_it_up(percent, electorate):
    needed = Quorum(percent, of_electorate=True).needed(electorate)
    assert needed * 100 >= percent * electorate > (needed - 1) * 100
    assert Quorum(percent, of_electorate=True).needed(None) is None
    assert Quorum(percent).needed(None) == percent
