"""Which statement somebody votes on next.

The priority is that of Polis (`importance-metric` and `priority-metric` in math/src/polismath/math/conversation.clj of
github.com/compdemocracy/polis; Small et al., Polis: Scaling Deliberation by Mapping High Dimensional Opinion Spaces,
Recerca 26(2), 2021). New statements come first; of the others, those that few people pass, that many agree with, and
that tell opinions apart. For the last, Polis takes a statement's distance from the centre in an analysis of all votes.
We take the spread of its own votes instead, so that nothing about people is worked out while they vote.
"""

import hashlib
from collections.abc import Container, Mapping

from bot.domain.statements import Counts

NEWNESS = 8
"""How much more a statement without votes weighs than one with many."""

HALVED_AFTER = 5
"""Votes after which that is half as much."""


def priority(counts: Counts) -> float:
    """Return how much a vote on a statement is needed."""
    newness = 1 + NEWNESS * 2 ** (-counts.voters / HALVED_AFTER)
    return float((importance(counts) * newness) ** 2)


def importance(counts: Counts) -> float:
    """Return how much a statement says, whatever the number of its votes."""
    passing = (counts.passed + 1) / (counts.voters + 2)
    agreeing = (counts.agree + 1) / (counts.voters + 2)
    return (1 - passing) * (spread(counts) + 1) * agreeing


def spread(counts: Counts) -> float:
    """Return the standard deviation of votes for (1) and against (-1): 1 if both are as many, 0 if all agree."""
    decided = counts.agree + counts.disagree
    return 2 * (counts.agree * counts.disagree) ** 0.5 / decided if decided else 0.0


def next_statement(counts: Mapping[int, Counts], voted: Container[int], seed: str) -> int | None:
    """Return the statement with the highest priority that somebody has not voted on yet, None if there is none.

    Of equal ones a random one, which the seed decides: the person's pseudonym, so that the next card stays the same.
    """
    highest, candidates = 0.0, list[int]()
    for statement_id, votes in counts.items():
        if statement_id in voted:
            continue
        value = priority(votes)
        if value > highest:
            highest, candidates = value, []
        if value == highest:
            candidates.append(statement_id)
    return min(candidates, key=lambda statement_id: _lot(seed, statement_id), default=None)


def _lot(seed: str, statement_id: int) -> bytes:
    return hashlib.sha256(f"{seed}:{statement_id}".encode()).digest()
