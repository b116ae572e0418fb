"""The votes of a set as a matrix without pseudonyms."""

import asyncio
import secrets
from array import array
from collections.abc import Collection

from bot.domain.opinion_groups import VoteMatrix
from bot.domain.statements import StatementSet
from bot.storage.engine import Reading
from bot.storage.statement_votes import votes_in


async def matrix_of(connection: Reading, voted_in: StatementSet, shown: Collection[int]) -> VoteMatrix:
    """Read the votes on statements that are shown. People get numbers in a random order, so their row tells nothing."""
    places = {statement_id: place for place, statement_id in enumerate(sorted(shown))}
    matrix, person, before = VoteMatrix(tuple(places)), -1, ""
    async for votes in votes_in(connection, voted_in.id):
        for participant, statement_id, stance in votes:
            place = places.get(statement_id)
            if place is None:
                continue
            if participant != before:
                person, before = person + 1, participant
            matrix.add(person, place, stance)
    await asyncio.to_thread(_renumber, matrix, person + 1)
    return matrix


def _renumber(matrix: VoteMatrix, people: int) -> None:
    numbers = list(range(people))
    secrets.SystemRandom().shuffle(numbers)
    matrix.people = array("i", (numbers[person] for person in matrix.people))
