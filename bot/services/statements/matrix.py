"""The votes of a set as a matrix without pseudonyms."""

import secrets
from collections.abc import Collection

from bot.domain.opinion_groups import VoteMatrix
from bot.domain.pieces import Turns
from bot.domain.statements import StatementSet
from bot.storage.engine import Reading
from bot.storage.statement_votes import votes_in


async def matrix_of(connection: Reading, voted_in: StatementSet, shown: Collection[int]) -> VoteMatrix:
    """Read the votes on statements that are shown. People get numbers in a random order, so their row tells nothing."""
    places = {statement_id: place for place, statement_id in enumerate(sorted(shown))}
    matrix, rows, turns = VoteMatrix(tuple(places)), list[int](), Turns()
    person, before = -1, None
    async for participant, statement_id, stance in votes_in(connection, voted_in.id):
        if statement_id not in places:
            continue
        if participant != before:
            person, before = person + 1, participant
        matrix.add([(places[statement_id], stance)], person)
        if turns.is_over:
            await turns.give()
    rows = list(range(person + 1))
    secrets.SystemRandom().shuffle(rows)
    for place, number in enumerate(matrix.people):
        matrix.people[place] = rows[number]
    return matrix
