"""The verdict of an Oxford debate: who swung more, told no further than the shift itself is."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charts.formatting import format_value
from bot.domain.kind import Option
from bot.domain.polls import Item, Round
from bot.domain.shift import shift_between
from bot.domain.tally import count_poll
from bot.domain.verdict import Outcome, verdict
from bot.domain.verdict_lines import people_told, verdict_headline, verdict_lines
from bot.i18n import ENGLISH

OPTIONS = tuple(Option(key, f"Option {key.upper()}") for key in "xyz")
ANSWERS = [(), ("x",), ("y",), ("z",)]


@pytest.fixture(scope="session")
def judged(poll_with):
    """Return what judges answers before and after, given how many people gave each pair of them."""

    def judge(pairs, once=((), ()), kind="single"):
        tallies = []
        for number, round_ in enumerate((Round.BEFORE, Round.AFTER)):
            item = Item(number, "item", kind, "What?", OPTIONS)
            profile = Counter(once[number])
            for answers, people in pairs.items():
                profile[answers[number]] += people
            poll = replace(poll_with(items=(item,)), id=number, round=round_)
            tallies.append(count_poll(poll, {number: profile}, profile.total()))
        shift = shift_between(*tallies, {"item": Counter(pairs)})
        (item,) = shift.items
        return item, verdict(item, shift.of_all(item))

    return judge


def words(item, found):
    texts = [verdict_headline(item.item, found), *verdict_lines(item.item, found)]
    return [format_value(text, ENGLISH, lambda option: option.label) for text in texts]


x, y, z, none = ("x",), ("y",), ("z",), ()


def test_whoever_won_more_people_over_swings_with_both_numbers(judged):
    item, found = judged({(y, x): 14, (x, y): 5, (x, x): 20, (y, y): 20})
    assert (found.outcome, [swing.option for swing in found.swings]) == (Outcome.SWING, ["x"])
    assert (found.swings[0].gained, found.swings[0].lost) == ((14, 14), (5, 5))
    assert "14" in words(item, found)[0]
    assert "5" in words(item, found)[0]


def test_a_leader_whom_people_leave_loses_the_debate(judged):
    _, found = judged({(x, x): 40, (x, y): 6, (y, y): 10})
    assert [swing.option for swing in found.swings] == ["y"]


def test_as_many_each_way_is_a_tie(judged):
    _, found = judged({(x, y): 8, (y, x): 8, (x, x): 9, (y, y): 30})
    assert (found.outcome, {swing.option for swing in found.swings}) == (Outcome.TIE, {"x", "y", "z"})


def test_where_nobody_moves_nobody_wins(judged):
    _, found = judged({(x, x): 9, (y, y): 30})
    assert found.outcome is Outcome.NOBODY


def test_undecided_people_are_no_converts(judged):
    """Who abstained before, and who came later, are told apart, and decide nothing."""
    item, found = judged(
        {(none, x): 30, (none, none): 5, (x, y): 7, (y, y): 9, (x, x): 9, (none, y): 6}, once=((), Counter({x: 12}))
    )
    assert [swing.option for swing in found.swings] == ["y"]
    assert (found.swings[0].undecided, found.swings[0].newcomers) == ((6, 6), 0)
    assert len(words(item, found)) == 2


def test_an_approval_has_no_verdict(judged):
    _, found = judged({(x, y): 8}, kind="approval")
    assert found is None


POPULATIONS = st.dictionaries(st.sampled_from([(a, b) for a in ANSWERS for b in ANSWERS]), st.integers(1, 12))
ONCE = st.tuples(*[st.dictionaries(st.sampled_from(ANSWERS), st.integers(1, 9)) for _ in range(2)])


def truth(pairs, option):
    gained = sum(n for (before, after), n in pairs.items() if before not in {(), option} and after == option)
    lost = sum(n for (before, after), n in pairs.items() if after not in {(), option} and before == option)
    return gained, lost


@given(POPULATIONS, ONCE)
def test_what_is_told_holds_the_truth(judged, pairs, once):
    _, found = judged(pairs, once)
    nets = {answer[0]: gained - lost for answer in ANSWERS[1:] for gained, lost in [truth(pairs, answer)]}
    best = [option for option, net in nets.items() if net == max(nets.values())]
    for swing in found.swings:
        gained, lost = truth(pairs, (swing.option,))
        assert swing.gained[0] <= gained <= swing.gained[1]
        assert swing.lost[0] <= lost <= swing.lost[1]
        assert swing.undecided[0] <= pairs.get(((), (swing.option,)), 0) <= swing.undecided[1]
        assert swing.newcomers in {None, once[1].get((swing.option,), 0)}
    if found.outcome is Outcome.SWING:
        assert best == [found.swings[0].option]
    if found.outcome is Outcome.TIE:
        assert best == [swing.option for swing in found.swings]
    if found.outcome is Outcome.NOBODY:
        assert {truth(pairs, answer) for answer in ANSWERS[1:]} == {(0, 0)}


@given(POPULATIONS, ONCE)
def test_no_sentence_has_a_number_of_fewer_than_five(judged, pairs, once):
    item, found = judged(pairs, once)
    said = " ".join(words(item, found)).replace(",", "")
    assert not {"1", "2", "3", "4"} & set(said.replace(".", "").split())


@given(st.integers(0, 30), st.integers(0, 30))
def test_a_range_is_never_told_closer_than_five(least, more):
    told = people_told((least, least + more))
    if isinstance(told, int):
        assert (told, more) == (least, 0)
        assert told >= 5


@given(POPULATIONS, ONCE)
def test_people_who_swap_their_later_answers_unseen_change_no_verdict(judged, pairs, once):
    """Two rooms of which the same is told get the same verdict."""
    told, verdicts = [], []
    for swapped in (pairs, _swapped(pairs)):
        item, found = judged(swapped, once)
        told.append((item.paired, item.moves, item.sums))
        verdicts.append(found)
    if told[0] == told[1]:
        assert verdicts[0] == verdicts[1]


def _swapped(pairs):
    """Let one person who went from x to y and one who went from y to x each stay."""
    if not (pairs.get((x, y)) and pairs.get((y, x))):
        return pairs
    swapped = Counter(pairs)
    swapped.subtract([(x, y), (y, x)])
    swapped.update([(x, x), (y, y)])
    return +swapped
