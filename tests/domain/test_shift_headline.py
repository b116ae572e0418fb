"""The sentence that a shift opens with names who gained and lost most, and nobody where nothing moved."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charts.formatting import format_value
from bot.domain.kind import Option
from bot.domain.polls import Item
from bot.domain.shift import ItemShift
from bot.domain.shift_headline import LEAST, most_changed, shift_headline
from bot.domain.tally import count_item
from bot.i18n import ENGLISH

OPTIONS = tuple(Option(key, key.upper()) for key in "abc")
ITEM = Item(1, "item", "single", "What?", OPTIONS)
SHIFT = ItemShift(ITEM, 0, None, {}, None)


def tallies(*votes):
    return [count_item(ITEM, {(key,): count for key, count in zip("abc", part, strict=True)}) for part in votes]


@pytest.mark.parametrize(
    ("before", "after", "sentence", "is_clear"),
    [
        ((60, 32, 8), (50, 41, 9),
         "“B” gained most: from 32% to 41%, 9 points. “A” lost most: from 60% to 50%, 10 points.", True),
        ((60, 40, 0), (61, 39, 0), "Hardly anything changed: no share moved by 3 points.", False),
        ((3, 1, 0), (1, 3, 0),
         "“B” gained most: from 25% to 75%, 50 points. “A” lost most: from 75% to 25%, 50 points.", False),
        ((60, 20, 20), (40, 30, 30),
         "“B”, “C” gained most, 10 points each. “A” lost most: from 60% to 40%, 20 points.", True),
        ((34, 33, 33), (40, 31, 29),
         "“A” gained most: from 34% to 40%, 6 points. “C” lost most: from 33% to 29%, 4 points.", False),
        ((0, 0, 0), (40, 31, 29), "Nobody answered one of the two votes, so there is nothing to compare.", False),
    ],
)  # fmt: skip
def test_who_gained_and_who_lost(before, after, sentence, is_clear):
    found = shift_headline(SHIFT, *tallies(before, after))
    assert format_value(found.text, ENGLISH, lambda option: option.label) == sentence
    assert found.is_clear is is_clear


VOTES = st.tuples(*[st.integers(0, 500)] * 3)


def test_a_change_of_two_people_in_forty_is_no_clear_one():
    assert not shift_headline(SHIFT, *tallies((12, 17, 9), (15, 16, 7))).is_clear


@given(VOTES, VOTES)
def test_nobody_gained_more_than_who_is_named_and_nobody_is_named_for_next_to_nothing(before, after):
    both = tallies(before, after)
    changed = most_changed(SHIFT, *both)
    shares = [{count.option.id: count.share for count in tally.counts} for tally in both]
    for key, sign in changed.items():
        change = sign * (shares[1][key] - shares[0][key])
        assert change >= LEAST
        assert all(sign * (shares[1][other] - shares[0][other]) <= change for other in "abc")


@given(VOTES, VOTES)
def test_the_other_way_round_gains_are_losses(before, after):
    both = tallies(before, after)
    forth, back = most_changed(SHIFT, *both), most_changed(SHIFT, *reversed(both))
    assert {key: -sign for key, sign in forth.items()} == back
