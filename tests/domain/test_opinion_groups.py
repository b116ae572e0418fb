"""Opinion groups are those that red-dwarf, the community's own reading of Polis, finds; and there may be none."""

import random
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.clusters import FEWEST_IN_GROUP, silhouette
from bot.domain.opinion_groups import (
    SIGNIFICANT,
    OpinionGroups,
    Unknown,
    VoteMatrix,
    as_json,
    describe_groups,
    from_json,
)
from bot.domain.statements import Stance

pytest.importorskip("numpy")

STANCES = {1: Stance.AGREE, -1: Stance.DISAGREE, 0: Stance.PASS}
DIRECTIONS = {"agree": 1, "disagree": -1}
STATEMENTS = 20
CAMPS = {
    "two": [24, 36],
    "three": [30, 25, 20],
    "none": [80],
}
"""How many people are in each camp of the conversations that we generate."""


def conversation(sizes, seed=1):
    """Return people's votes by statement. All agree on the first three; on the others one camp in turn differs."""
    chance = random.Random(seed)  # noqa: S311  the same votes each time
    apart = len(sizes) > 1
    people = [camp for camp, size in enumerate(sizes) for _ in range(size)]
    chance.shuffle(people)
    votes = []
    for camp in people:
        seen = chance.sample(range(STATEMENTS), chance.randint(14, STATEMENTS))
        likely = {
            one: 0.95 if one < 3 or (apart and one % len(sizes) == camp) else 0.05 if apart else 0.5 for one in seen
        }
        votes.append({one: chance.choices((0, 1, -1), (0.1, 0.9 * p, 0.9 - 0.9 * p))[0] for one, p in likely.items()})
    return votes


def matrix(votes):
    found = VoteMatrix(tuple(range(100, 100 + STATEMENTS)))
    for person, cast in enumerate(votes):
        for one, value in cast.items():
            found.add(person, one, STANCES[value])
    return found


def oracle(votes, groups=None):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        base = pytest.importorskip("reddwarf.implementations.base")
        rows = [
            {"participant_id": person, "statement_id": one, "vote": value, "modified": 1}
            for person, cast in enumerate(votes)
            for one, value in cast.items()
        ]
        return base.run_pipeline(votes=rows, random_state=1, force_group_count=groups)


@pytest.mark.parametrize("camps", ["two", "three"])
def test_groups_and_what_they_say_are_those_of_red_dwarf(camps):
    votes = conversation(CAMPS[camps])
    ours, theirs = describe_groups(matrix(votes)), oracle(votes)
    clusters = theirs.participants_df["cluster_id"]
    assert ours.number == clusters.nunique() == len(CAMPS[camps])
    assert sorted(clusters.value_counts()) == sorted(CAMPS[camps])
    consensus = {one: theirs.statements_df["group-aware-consensus-agree"][one] for one in range(STATEMENTS)}
    agreed = [one for one in ours.shared if one.stance is Stance.AGREE]
    assert {one.statement_id for one in agreed} >= {100, 101, 102}
    for one in agreed:
        assert one.consensus == pytest.approx(consensus[one.statement_id - 100], abs=1e-5)
    # It also names each group's best statement that people agree with, even where that is no difference to others.
    chosen = [
        {
            (100 + one["tid"], STANCES[DIRECTIONS[one["repful-for"]]]): pytest.approx(one["p-success"], abs=1e-3)
            for one in said
            if min(one["p-test"], one["repness-test"]) > SIGNIFICANT
        }
        for said in theirs.repness.values()
    ]
    traits = [{(one.statement_id, one.stance): one.share for one in said} for said in ours.groups]
    for said in chosen:
        assert len(said) >= 4
        assert any(said.items() <= own.items() for own in traits)


def test_a_room_without_camps_has_no_groups():
    """Red-dwarf, like Polis, always names two or more; what it names here has no structure."""
    votes = conversation(CAMPS["none"])
    ours = describe_groups(matrix(votes))
    assert ours.number == 1
    assert ours.groups == ((),)
    assert {one.statement_id for one in ours.shared} >= {100, 101, 102}
    assert oracle(votes).participants_df["cluster_id"].nunique() >= 2


def test_too_few_people_or_statements_tell_nothing():
    assert describe_groups(matrix(conversation([14, 15]))) is Unknown.TOO_FEW
    few = [{one: value for one, value in cast.items() if one < 6} for cast in conversation(CAMPS["two"])]
    assert describe_groups(matrix(few)) is Unknown.TOO_FEW
    assert describe_groups(matrix([])) is Unknown.TOO_FEW


def test_a_group_of_fewer_than_ten_is_never_told_of():
    assert describe_groups(matrix(conversation([FEWEST_IN_GROUP - 3, 50]))).number == 1


def test_what_is_stored_reads_back_and_names_nobody():
    told = describe_groups(matrix(conversation(CAMPS["two"])))
    assert from_json(as_json(told)) == told
    assert from_json(as_json(Unknown.NAMED)) is Unknown.NAMED
    assert isinstance(told, OpinionGroups)
    assert set(as_json(told)) == {"groups", "shared"}


@given(st.integers(0, 10**6), st.integers(2, 5), st.integers(6, 400))
def test_the_silhouette_is_that_of_scikit_learn(seed, groups, people):
    metrics = pytest.importorskip("sklearn.metrics")
    numpy = pytest.importorskip("numpy")
    chance = numpy.random.default_rng(seed)
    points, members = chance.normal(size=(people, 2)), numpy.arange(people) % groups
    assert silhouette(points, members) == pytest.approx(metrics.silhouette_score(points, members))
