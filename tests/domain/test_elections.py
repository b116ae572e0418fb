"""Run-offs and pairwise counts, against votelib 0.4.0 and against brute force, over thousands of elections.

votelib's run-off eliminates until one option is left and gives up at a tie for last, where this project follows every
order of elimination. So the run-offs without such a tie are compared with votelib, round by round, and all of them with
a brute force that does nothing else than follow every order. Pairwise counts know no such difference.
"""

import random
from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from votelib.convert import RankedToCondorcetVotes
from votelib.evaluate.condorcet import CondorcetWinner, SmithSet
from votelib.evaluate.core import Plurality
from votelib.evaluate.sequential import TransferableVoteSelector

from bot.domain.elections import goes_in_a_circle, instant_runoff, pairs, smith_set

NAMES = "abcdefghij"
ELECTIONS = 4000


def generated(seed):
    """Make an election: every second one of few ballots, where ties abound, the others of many and of few opinions."""
    chance = random.Random(seed)  # noqa: S311  no secret
    options = NAMES[: chance.randint(2, 10)]
    opinions = [tuple(chance.sample(options, chance.randint(1, len(options)))) for _ in range(chance.randint(1, 30))]
    voters = chance.randint(1, 12) if seed % 2 else chance.randint(50, 5000)
    return options, Counter(chance.choices(opinions, weights=[chance.random() for _ in opinions], k=voters))


@pytest.fixture(scope="module")
def elections():
    return [generated(seed) for seed in range(ELECTIONS)]


ballots = st.integers(2, 6).flatmap(
    lambda size: st.tuples(
        st.just(NAMES[:size]),
        st.dictionaries(
            st.lists(st.sampled_from(NAMES[:size]), min_size=1, max_size=size, unique=True).map(tuple),
            st.integers(1, 4),
            min_size=1,
            max_size=8,
        ),
    )
)


def first_choices(left, rankings):
    counts = dict.fromkeys(left, 0)
    for ranking, number in rankings.items():
        standing = [option for option in ranking if option in left]
        if standing:
            counts[standing[0]] += number
    return counts


def every_order(left, rankings, known):
    """Eliminate one of the last in every possible way, to the end; return who may be the one that is left."""
    if left not in known:
        counts = first_choices(left, rankings)
        last = [option for option in left if counts[option] == min(counts.values())]
        known[left] = (
            set(left)
            if len(left) == 1
            else set().union(*(every_order(left - {option}, rankings, known) for option in last))
        )
    return known[left]


def eliminations(options, rankings):
    """Return the counts of all rounds until one option is left, None where there is a tie for last on the way."""
    left, rounds = set(options), []
    while len(left) > 1:
        counts = first_choices(left, rankings)
        rounds.append(counts)
        last = [option for option in left if counts[option] == min(counts.values())]
        if len(last) > 1:
            return None
        left.remove(last[0])
    return rounds


def test_the_winners_are_those_of_every_order_of_elimination(elections):
    for options, rankings in elections:
        expected = every_order(frozenset(options), rankings, {})
        assert set(instant_runoff(options, rankings).winners) == expected, (options, rankings)


@given(ballots)
def test_ties_of_every_sort_are_followed_through(election):
    options, rankings = election
    assert set(instant_runoff(options, rankings).winners) == every_order(frozenset(options), rankings, {})


def test_untied_run_offs_are_votelibs_round_by_round(elections):
    # Without a retainer of its own votelib ranks the exhausted ballots among the options, and eliminates too many.
    selector = TransferableVoteSelector(quota_function=None, retainer=Plurality())
    untied = 0
    for options, rankings in elections:
        rounds = eliminations(options, rankings)
        if rounds is None or not all(any(option in ranking for ranking in rankings) for option in options):
            continue
        untied += 1
        runoff = instant_runoff(options, rankings)
        assert list(runoff.winners) == selector.evaluate(rankings), (options, rankings)
        for number, stage in enumerate(runoff.stages):
            assert stage.votes == rounds[number]
            allocation = selector.nth_count(rankings, 1, number + 1)[0]
            assert {option: votes for option, votes in allocation.items() if option} == stage.votes
            assert allocation.get(None, 0) == stage.exhausted
    assert untied > 1000


def test_stages_account_for_every_ballot_and_end_in_a_majority_or_a_tie_for_last(elections):
    for options, rankings in elections:
        runoff = instant_runoff(options, rankings)
        gone = set()
        for stage in runoff.stages:
            assert set(stage.votes) == set(options) - gone
            assert sum(stage.votes.values()) + stage.exhausted == sum(rankings.values())
            gone |= set(stage.out)
        final = runoff.stages[-1]
        assert not final.out
        assert all(stage.out == stage.last and not stage.majority for stage in runoff.stages[:-1])
        assert runoff.winners == (final.majority,) if final.majority else len(final.last) > 1


def test_pairwise_counts_and_condorcet_winners_are_votelibs(elections):
    for options, rankings in elections:
        against = pairs(options, rankings)
        named = set().union(*rankings)  # votelib knows no others
        votelibs = RankedToCondorcetVotes().convert(rankings)
        assert {pair: votes for pair, votes in against.items() if votes and pair[1] in named} == votelibs
        best = smith_set(options, against)
        assert ([best[0]] if len(best) == 1 else []) == CondorcetWinner().evaluate(against)


def test_the_smith_set_is_votelibs(elections):
    for options, rankings in elections:
        against = pairs(options, rankings)
        assert set(smith_set(options, against)) == set(SmithSet().evaluate(against)), (options, rankings)


def test_the_smith_set_is_the_smallest_that_beats_all_others(elections):
    for options, rankings in elections:
        against = pairs(options, rankings)
        sets = (set(some) for size in range(1, len(options) + 1) for some in combinations(options, size))
        expected = next(
            some
            for some in sets
            if all(against[one, other] > against[other, one] for one in some for other in set(options) - some)
        )
        assert set(smith_set(options, against)) == expected


def test_a_circle_is_told_from_a_tie():
    circle = pairs("abc", {("a", "b", "c"): 1, ("b", "c", "a"): 1, ("c", "a", "b"): 1})
    tie = pairs("abc", {("a", "b", "c"): 1, ("c", "b", "a"): 1})
    assert (smith_set("abc", circle), goes_in_a_circle("abc", circle)) == (("a", "b", "c"), True)
    assert (smith_set("abc", tie), goes_in_a_circle("abc", tie)) == (("a", "b", "c"), False)


def test_the_classic_example_of_tennessee():
    """Memphis leads at first, Nashville beats every other, and Knoxville wins the run-off."""
    rankings = {tuple("mncK"): 42, tuple("ncKm"): 26, tuple("cKnm"): 15, tuple("Kcnm"): 17}
    runoff = instant_runoff("mncK", rankings)
    assert [stage.out for stage in runoff.stages] == [("c",), ("n",), ()]
    assert runoff.stages[-1].votes == {"m": 42, "K": 58}
    assert runoff.winners == ("K",)
    assert smith_set("mncK", pairs("mncK", rankings)) == ("n",)


def test_those_tied_for_last_go_together_where_that_changes_nothing():
    runoff = instant_runoff("abcd", {("a",): 5, ("b",): 4, ("c", "b"): 1, ("d", "b"): 1})
    assert [stage.out for stage in runoff.stages] == [("c", "d"), ()]
    assert runoff.winners == ("b",)


def test_a_tie_for_last_that_decides_is_a_tie_between_all_who_can_win():
    """With b out first c wins, with c out first b does; a leads and would lose to either."""
    runoff = instant_runoff("abc", {("a",): 5, ("b", "c"): 4, ("c", "b"): 4})
    assert runoff.winners == ("b", "c")
    assert len(runoff.stages) == 1
    assert runoff.stages[0].last == ("b", "c")


def test_a_tie_for_last_that_only_seems_to_decide_ends_the_rounds_with_the_one_who_wins_anyway():
    """Whichever of d, e and g goes first, f wins; were all three to go at once, it would be a tie."""
    rankings = dict.fromkeys(map(tuple, ["gedbac", "fabcg", "defcgb", "fg", "abgfd", "fb", "acgb", "edaf"]), 1)
    runoff = instant_runoff("abcdefg", rankings)
    assert [stage.out for stage in runoff.stages] == [("b", "c"), ()]
    assert runoff.stages[-1].last == ("d", "e", "g")
    assert runoff.winners == ("f",)
    assert instant_runoff("af", rankings).winners == ("a", "f")


def test_all_equal_is_a_tie_of_all_and_no_ballots_have_no_winner():
    assert instant_runoff("abc", {("a",): 2, ("b",): 2, ("c",): 2}).winners == ("a", "b", "c")
    assert instant_runoff("abc", {}).winners == ()
