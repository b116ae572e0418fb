"""The count: properties that hold for any ballots, and the figures of small cases."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from string import ascii_lowercase

import pytest
from conftest import POLL
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.kind import ABSTAIN, Option, all_kinds
from bot.domain.polls import Item
from bot.domain.tally import count_item, count_poll, count_visible, raise_electorate

each_kind = pytest.mark.parametrize("kind", all_kinds().values(), ids=all_kinds())


def item(kind_name, *ids, number=1):
    return Item(number, f"item-{number}", kind_name, "What?", tuple(Option(name, name.upper()) for name in ids))


@st.composite
def ballots(draw, kind):
    """Draw an item of a kind and answers to it, abstentions among them."""
    least, most = kind.sizes
    ids = draw(st.lists(st.sampled_from(ascii_lowercase), min_size=least, max_size=min(most, 8), unique=True))
    paper = item(kind.name, *ids)
    entry = paper.rules.entry
    most = getattr(entry, "most", 1)
    picks = st.just([]) | st.lists(
        st.sampled_from(ids), min_size=getattr(entry, "least", 1), max_size=most, unique=True
    )
    return paper, draw(st.lists(picks.map(paper.rules.check), max_size=40))


@each_kind
@given(data=st.data())
def test_the_order_of_the_ballots_changes_nothing(kind, data):
    paper, answers = data.draw(ballots(kind))
    shuffled = data.draw(st.permutations(answers))
    assert count_item(paper, Counter(answers)) == count_item(paper, Counter(shuffled))


@each_kind
@given(data=st.data())
def test_every_ballot_is_counted_and_shares_lie_between_none_and_all(kind, data):
    paper, answers = data.draw(ballots(kind))
    tally = count_item(paper, Counter(answers))
    assert tally.ballots == len(answers)
    assert tally.abstentions == answers.count(ABSTAIN)
    assert [count.option for count in tally.counts] == list(paper.options)
    valid = tally.ballots - tally.abstentions
    for count in tally.counts:
        assert count.share == (Fraction(count.votes, valid) if valid else None)
        assert count.share is None or 0 <= count.share <= 1


@given(data=st.data())
def test_the_votes_of_a_single_choice_are_the_ballots_that_did_not_abstain(data):
    paper, answers = data.draw(ballots(all_kinds()["single"]))
    tally = count_item(paper, Counter(answers))
    assert sum(count.votes for count in tally.counts) == tally.ballots - tally.abstentions


@given(data=st.data())
def test_an_approved_option_gets_one_vote_from_every_ballot_that_names_it(data):
    paper, answers = data.draw(ballots(all_kinds()["approval"]))
    counts = {count.option.id: count.votes for count in count_item(paper, Counter(answers)).counts}
    assert counts == {option.id: sum(option.id in answer for answer in answers) for option in paper.options}


@each_kind
@given(data=st.data())
def test_nobody_has_more_votes_than_the_leaders(kind, data):
    paper, answers = data.draw(ballots(kind))
    tally = count_item(paper, Counter(answers))
    others = [count.votes for count in tally.counts if count not in tally.leaders]
    assert bool(tally.leaders) == any(count.votes for count in tally.counts)
    assert len({count.votes for count in tally.leaders}) <= 1
    assert all(votes < leader.votes for votes in others for leader in tally.leaders)


def test_a_tie_names_all_who_lead():
    tally = count_item(item("single", "x", "y", "z"), {("x",): 2, ("z",): 2, ("y",): 1, ABSTAIN: 9})
    assert [leader.option.id for leader in tally.leaders] == ["x", "z"]


@pytest.mark.parametrize("profile", [{}, {ABSTAIN: 3}], ids=["nobody voted", "all abstained"])
def test_without_votes_nobody_leads_and_there_is_no_share(profile):
    tally = count_item(item("single", "x", "y"), profile)
    assert tally.leaders == ()
    assert [count.share for count in tally.counts] == [None, None]


def test_shares_are_over_the_ballots_that_did_not_abstain():
    tally = count_item(item("approval", "x", "y"), {("x", "y"): 1, ("x",): 2, ABSTAIN: 4})
    assert [(count.votes, count.share) for count in tally.counts] == [(3, 1), (1, Fraction(1, 3))]


def test_a_paper_is_counted_item_by_item_with_its_own_ballots(poll_with):
    first, second = item("single", "x", "y", number=1), item("single", "x", "y", number=2)
    tally = count_poll(poll_with(items=(first, second)), {2: {("y",): 5}}, 5)
    assert [counted.ballots for counted in tally.items] == [0, 5]
    assert tally.turnout == 5


@pytest.mark.parametrize(("electorate", "share"), [(20, 0.25), (None, None), (0, 1)])
def test_turnout_is_a_share_of_the_electorate_where_that_is_known(poll_with, electorate, share):
    assert count_poll(poll_with(electorate=electorate), {}, 5).turnout_share == share


@given(st.none() | st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from([None, "0" * 64]))
def test_the_electorate_is_never_below_those_who_voted(known, turnout, seal):
    """People leave after they have voted. What a seal covers stays as it was sealed, and is shown right."""
    counted = count_poll(replace(POLL, electorate=known, seal=seal), {}, turnout)
    tally = raise_electorate(counted)
    if known is None:
        assert tally.electorate is None
        assert tally.turnout_share is None
    else:
        assert tally.electorate == max(known, turnout)
        assert tally.turnout_share is None or 0 <= tally.turnout_share <= 1
    assert tally.poll.electorate == (known if seal else tally.electorate)
    assert raise_electorate(tally) == tally


def test_a_table_begins_with_most_votes_and_ties_stay_in_the_order_of_the_paper():
    tally = count_item(item("single", *"abcd"), {("b",): 2, ("c",): 5, ("d",): 2})
    assert [count.option.id for count in tally.ranked] == ["c", "b", "d", "a"]


def test_the_steps_of_a_scale_stay_as_they_are():
    tally = count_item(item("rating", *"abc"), {("c",): 3, ("b",): 1})
    assert [count.option.id for count in tally.ranked] == ["a", "b", "c"]


def test_a_run_off_is_told_from_its_winner_to_who_left_first_and_not_by_first_choices():
    """In first choices A leads with 4; B beats it with those of C, and D leaves at once."""
    rankings = {("a",): 4, ("b",): 3, ("c", "b"): 2}
    tally = count_item(item("ranking", *"dcab"), rankings)
    assert [count.option.id for count in tally.ranked] == ["b", "a", "c", "d"]


def test_an_item_whose_count_is_not_to_be_seen_is_withheld_and_the_others_are_not():
    poll = replace(POLL, items=tuple(item("single", *"ab", number=number) for number in (1, 2, 3)))
    tally = count_visible(poll, {1: {("a",): 9}, 2: None}, 9)
    assert [(one.withheld, one.ballots) for one in tally.items] == [(False, 9), (True, 0), (True, 0)]
    assert tally.turnout == 9
