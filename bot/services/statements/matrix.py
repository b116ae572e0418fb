"""The votes of a set as a matrix without pseudonyms."""

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
    rows = list(range(person + 1))
    secrets.SystemRandom().shuffle(rows)
    matrix.people = array("i", (rows[number] for number in matrix.people))
    return matrix
