"""Ballots that may be published: every count stays, and nobody's answers are told by a few others."""

from collections import Counter
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.public_ballots import patterns_apart, public_voters
from bot.domain.small_groups import FEWEST

ANSWERS = st.dictionaries(st.sampled_from("pqr"), st.sampled_from([(), ("x",), ("y",), ("y", "x")]), min_size=1)
PEOPLE = st.lists(ANSWERS.map(lambda answers: tuple(sorted(answers.items()))), max_size=60)


@given(PEOPLE)
def test_counts_stay_and_answers_are_together_only_in_groups_of_five_or_more(people):
    numbers = count(1)
    voters = public_voters(people, lambda: f"{next(numbers) * 7919 % 1009:04}")
    if len(people) < FEWEST:
        assert voters == []
        return
    assert Counter(part for one in people for part in one) == Counter(
        part for voter in voters for part in voter.answers.items()
    )
    assert len({voter.id for voter in voters}) == len(voters)
    assert [voter.id for voter in voters] == sorted(voter.id for voter in voters)
    together = Counter(tuple(voter.answers.items()) for voter in voters if len(voter.answers) > 1)
    assert all(number >= FEWEST for number in together.values())


@given(PEOPLE)
def test_those_who_stand_alone_are_none_or_five_or_more_unless_there_are_no_others(people):
    patterns = Counter(people)
    apart = patterns_apart(patterns)
    alone = sum(patterns[answers] for answers in apart)
    linked = {answers for answers in patterns if len(answers) > 1}
    assert alone == 0 or alone >= FEWEST or apart == linked
