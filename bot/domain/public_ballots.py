"""Ballots that may be published: under ids by chance, and linked to each other only in groups of five or more.

Who knows how somebody answered one item of a poll could find their other answers, if few gave the same answers. So
answers stay together only if five people or more gave exactly these; all others stand alone. Nothing leads from one
poll to another: the few who moved between two rounds could be found that way.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bot.domain.kind import Answer
from bot.domain.small_groups import FEWEST

Answers = tuple[tuple[str, Answer], ...]
"""What a person answered in a poll: items and answers, in the order of the ballot paper."""


@dataclass(frozen=True)
class PublicVoter:
    """A person in one poll or, if few answered as they did, one of their answers."""

    id: str
    answers: Mapping[str, Answer]


def public_voters(people: Iterable[Answers], new_id: Callable[[], str]) -> list[PublicVoter]:
    """Take people's answers apart where few gave the same; in an order by chance, as the ids are. None if few voted."""
    patterns = Counter(people)
    if sum(patterns.values()) < FEWEST:
        return []
    apart = patterns_apart(patterns)
    found = []
    for answers, number in patterns.items():
        parts = [(part,) for part in answers] if answers in apart else [answers]
        found += [PublicVoter(new_id(), dict(part)) for part in parts for _ in range(number)]
    return sorted(found, key=lambda voter: voter.id)


def patterns_apart(patterns: Counter[Answers]) -> set[Answers]:
    """Return what fewer than five people answered, with as many more that five people or more are taken apart.

    If fewer were, their answers would be those that stand alone.
    """
    linked = sorted((number, answers) for answers, number in patterns.items() if len(answers) > 1)
    apart, people = set[Answers](), 0
    for number, answers in linked:
        if number >= FEWEST and (people == 0 or people >= FEWEST):
            break
        apart.add(answers)
        people += number
    return apart
