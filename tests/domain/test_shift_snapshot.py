"""What is kept of a shift is all that was told, and its hash is of the rows that anybody can see."""

import hashlib
import json
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.canonical import canonical_json
from bot.domain.export_schema import shift_rows
from bot.domain.kind import Option
from bot.domain.polls import Item, Round
from bot.domain.shift import shift_between
from bot.domain.shift_snapshot import read_shift, shift_seal, write_shift
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
    rows = shift_rows("CERN für KI", [shift_of("single", {(("a",), ("a",)): 8})])
    start = '["CERN für KI","a","item","single",7,8,"a","a",8,8]\n'
    start += '["CERN für KI","a","item","single",7,8,"a","b",null,8]\n'
    assert shift_seal(rows[:2]) == hashlib.sha256(start.encode()).hexdigest()


def test_of_what_an_earlier_version_kept_of_an_approval_nothing_is_told_that_the_results_do_not_say(shift_of):
    shift = shift_of("approval", {(("a",), ("a", "b")): 8})
    ways = {"states": ["chosen", "not"], "flows": [["chosen", "chosen", 8]], "few": True}
    kept = [{"item": "item", "paired": 8, "moves": [ways | {"option": "a"}], "sums": {"a": [8, 8]}, "medians": None}]
    assert read_shift(canonical_json(kept), *shift.results) == shift
    assert shift_rows("debate", [shift]) == []


def test_what_an_earlier_version_kept_of_a_single_choice_is_told_as_it_was(shift_of):
    shift = shift_of("single", {(("a",), ("a",)): 8, (("a",), ("b",)): 6})
    (item,) = json.loads(write_shift(shift))
    item["moves"][0]["option"] = None
    assert read_shift(canonical_json([item]), *shift.results) == shift
