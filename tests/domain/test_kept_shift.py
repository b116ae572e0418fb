"""What is kept of a shift is all that was told, and its hash is of the rows that anybody can see."""

import hashlib
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.kept_shift import read_shift, shift_seal, write_shift
from bot.domain.kind import Option
from bot.domain.polls import Item, Round
from bot.domain.records import shift_rows
from bot.domain.shift import shift_between
from bot.domain.tally import count_poll

OPTIONS = tuple(Option(key, key.upper()) for key in "abc")


@pytest.fixture(scope="session")
def shift_of(poll_with):
    """Return what compares two papers, of which the earlier has an option less, from pairs of answers."""

    def compare(kind, pairs):
        tallies = []
        for number, round_ in enumerate((Round.BEFORE, Round.AFTER)):
            item = Item(number, "item", kind, "What?", OPTIONS[: 2 + number])
            profile = Counter()
            for answers, people in pairs.items():
                profile[answers[number]] += people
            poll = replace(poll_with(items=(item,)), id=7 + number, round=round_)
            tallies.append(count_poll(poll, {number: profile}, profile.total()))
        return shift_between(*tallies, {"item": pairs})

    return compare


ANSWERS = st.tuples(*[st.sampled_from([(), ("a",), ("b",)])] * 2)


@given(st.sampled_from(["single", "approval", "rating", "ranking"]), st.dictionaries(ANSWERS, st.integers(1, 30)))
def test_what_is_kept_is_read_back_as_it_was(shift_of, kind, pairs):
    shift = shift_of(kind, pairs)
    assert read_shift(write_shift(shift), *shift.results) == shift


def test_the_hash_is_of_one_array_a_line_in_the_columns_order(shift_of):
    rows = shift_rows("CERN für KI", [shift_of("approval", {(("a",), ("a", "c")): 8})])
    start = '["CERN für KI","a","item","approval",7,8,"a","chosen","chosen",8,8]\n'
    start += '["CERN für KI","a","item","approval",7,8,"a","chosen","not",null,8]\n'
    assert shift_seal(rows[:2]) == hashlib.sha256(start.encode()).hexdigest()
