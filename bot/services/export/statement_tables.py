"""The statements of an export, and the votes on them under shuffled numbers."""

import secrets
from array import array
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from functools import partial

from bot.domain.export_schema import Records, Rows, in_turn
from bot.domain.opinion_groups import from_json
from bot.domain.pieces import Turns
from bot.domain.polls import Debate
from bot.domain.statement_records import (
    STATEMENT_VOTES,
    STATEMENTS,
    SetRecords,
    StatementVote,
    statement_rows,
)
from bot.domain.statements import Stance, Statement, StatementSet, StatementStatus
from bot.library.models import Library
from bot.services.statements.own import words_of
from bot.storage import statement_sets, statements
from bot.storage.engine import Reading
from bot.storage.statement_votes import secret_votes_in, votes_in


class ShuffledVotes:
    """The votes of a set, read once. Voters get numbers by chance, and stand in the order of these.

    In the order of their pseudonyms, which `ballots.csv` has too, a voter could be found again.
    """

    def __init__(self, connection: Reading, voted_in: StatementSet, shown: Sequence[int]) -> None:
        self._connection = connection
        self._set = voted_in
        self._shown = shown
        self._places = {statement_id: place for place, statement_id in enumerate(shown)}
        self._starts = array("l")
        self._columns = array("i")
        self._stances = array("b")
        self._order: list[int] | None = None

    async def __call__(self) -> AsyncIterator[StatementVote]:
        """Go through all votes; the same voters have the same numbers each time."""
        stances, turns = list(Stance), Turns()
        if self._order is None:
            await self._read()
        for number, voter in enumerate(self._order or [], 1):
            for place in range(self._starts[voter], self._starts[voter + 1]):
                yield StatementVote(number, self._shown[self._columns[place]], stances[self._stances[place]])
            if turns.is_over:
                await turns.give()
        async for statement_id, stance in secret_votes_in(self._connection, self._set.id):
            if statement_id in self._places:
                yield StatementVote(None, statement_id, stance)

    async def _read(self) -> None:
        """Keep six bytes a vote."""
        numbers, before = {stance.value: number for number, stance in enumerate(Stance)}, None
        async for votes in votes_in(self._connection, self._set.id):
            for participant, statement_id, stance in votes:
                if statement_id not in self._places:
                    continue
                if participant != before:
                    self._starts.append(len(self._columns))
                    before = participant
                self._columns.append(self._places[statement_id])
                self._stances.append(numbers[stance])
        order = list(range(len(self._starts)))
        self._starts.append(len(self._columns))
        secrets.SystemRandom().shuffle(order)
        self._order = order


async def sets_among(
    connection: Reading, debate: Debate, question: str | None, *, with_votes: bool
) -> tuple[SetRecords, ...]:
    """Return the closed sets of a debate with the statements that are shown."""
    sets = [one for one in await statement_sets.sets_of(connection, debate.id, question) if one.counts is not None]
    all_ = await statements.statements_of(connection, debate.id, question) if sets else []
    return tuple(_records(connection, one, all_, with_votes=with_votes) for one in sets)


def _records(connection: Reading, voted_in: StatementSet, all_: Sequence[Statement], *, with_votes: bool) -> SetRecords:
    own = [one for one in all_ if one.question == voted_in.question]
    shown = tuple(one for one in own if one.status is StatementStatus.SHOWN)
    votes = ShuffledVotes(connection, voted_in, [one.id for one in shown]) if with_votes else None
    groups = None if voted_in.groups is None else from_json(voted_in.groups)
    declined = sum(one.status is StatementStatus.DECLINED for one in own)
    return SetRecords(voted_in, shown, votes, groups, declined)


def in_language(sets: Sequence[SetRecords], library: Library, language: str) -> tuple[SetRecords, ...]:
    """Add what the pack's statements say in a language."""
    return tuple(
        replace(one, words={said.id: words_of(library, said, language) for said in one.statements if said.is_seed})
        for one in sets
    )


async def statement_table(
    connection: Reading, debate: Debate, question: str | None, sets: Sequence[SetRecords]
) -> list[Records]:
    """Return the table of statements, none if there are none."""
    found = await statements.statements_of(connection, debate.id, question)
    rows = statement_rows(debate.title, found, sets)
    return [Records("statements", STATEMENTS, partial(in_turn, rows))] if rows else []


def statement_vote_table(debate: Debate, sets: Sequence[SetRecords]) -> list[Records]:
    """Return the table of votes on statements, none if no set is closed."""
    return [Records("statement_votes", STATEMENT_VOTES, partial(_vote_rows, debate, sets))] if sets else []


async def _vote_rows(debate: Debate, sets: Sequence[SetRecords]) -> Rows:
    for records in sets:
        numbers = {one.id: one.number for one in records.statements}
        place = debate.title, records.set.question, records.set.round.value
        if records.votes is not None:
            async for vote in records.votes():
                yield *place, numbers[vote.statement_id], vote.voter, vote.stance.value
