"""The tables of an export for those who run the debate: everything, each with the source of its rows."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from bot.domain.export_schema import (
    SPEECHES,
    Ballot,
    Document,
    Records,
    Rows,
    ballot_row,
    response_row,
    speech_row,
)
from bot.domain.polls import Poll
from bot.domain.speaking_time import SpeakingTime
from bot.domain.statement_records import SetRecords
from bot.domain.tally import PollTally
from bot.domain.turnout import Arrivals
from bot.services.export import verification_files
from bot.services.export.ballot_papers import wide_ballot_tables
from bot.services.export.statement_tables import statement_table, statement_vote_table
from bot.services.export.tables import ExportTables
from bot.services.floor.reading import speaking_by_floor
from bot.services.polls.arrivals import arrivals_among
from bot.storage.ballots import BallotRow, ballots_of
from bot.storage.responses import all_responses
from bot.storage.speeches import ended_turns

PROGRESS_EVERY = 1000
"""Ballots between two reports of progress."""


@dataclass(frozen=True)
class TeamTables(ExportTables):
    """The tables as moderators get them."""

    def wide_tables(self) -> list[Records]:
        return wide_ballot_tables(self.connection, self.debate, self.tallies)

    async def statement_tables(self, sets: Sequence[SetRecords]) -> list[Records]:
        return await statement_table(self.connection, self.debate, self.question, sets)

    def statement_vote_tables(self, sets: Sequence[SetRecords]) -> list[Records]:
        return statement_vote_table(self.debate, sets)

    async def speech_tables(self) -> list[Records]:
        return [Records("speeches", SPEECHES, self._speech_rows)] if await self.speaking() else []

    def evidence_tables(self) -> list[Records]:
        return verification_files.seal_and_code_tables(self.connection, self.debate, self.tallies)

    async def documents(self, tables: Sequence[Records], language: str) -> list[Document]:
        return await verification_files.files(self.connection, self.debate, self.tallies, tables, language)

    async def speaking(self) -> tuple[tuple[str | None, SpeakingTime], ...]:
        return await speaking_by_floor(self.connection, self.debate, self.question)

    async def arrivals(self, polls: Sequence[Poll]) -> Mapping[int, Arrivals]:
        return await arrivals_among(self.connection, polls)

    async def ballots(self) -> AsyncIterator[Ballot]:
        secret = count(1)  # a number for each ballot, as nothing says which secret ballots are of the same person
        async for tally, row in self._stored_ballots():
            yield Ballot(tally.poll.id, row.item_key, row.participant or f"secret:{next(secret)}", row.answer)

    async def _ballot_rows(self) -> Rows:
        async for tally, row in self._stored_ballots():
            who = row.name or row.participant or None
            yield ballot_row(self.debate.title, tally, row.item_key, who, row.answer, row.cast_at, row.changes)

    async def _response_rows(self) -> Rows:
        async for response in all_responses(self.connection, self.debate.id, self.question):
            yield response_row(self.debate.title, response)

    async def _speech_rows(self) -> Rows:
        async for floor, question, turn, seconds in ended_turns(self.connection, self.debate.id, self.question):
            yield speech_row(self.debate.title, floor, question, turn, seconds)

    async def _stored_ballots(self) -> AsyncIterator[tuple[PollTally, BallotRow]]:
        total, done = sum(item.ballots for tally in self.tallies for item in tally.items), 0
        for tally in self.tallies:
            async for row in ballots_of(self.connection, tally.poll.id):
                yield tally, row
                done += 1
                if done % PROGRESS_EVERY == 0:
                    self.progress(done, total)
