"""The tables of an export that is made to be published: no names, no pseudonyms, no times of people."""

import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from bot.domain.export_schema import (
    RESPONSES,
    Ballot,
    Document,
    Records,
    Rows,
    ballot_row,
    poll_cells,
    response_row,
)
from bot.domain.kind import Answer
from bot.domain.pieces import in_pieces
from bot.domain.polls import Poll, PollState, Secrecy
from bot.domain.public_ballots import PublicVoter, public_voters
from bot.domain.responses import Status
from bot.domain.speaking_time import SpeakingTime
from bot.domain.statement_records import STATEMENTS, SetRecords
from bot.domain.tally import PollTally
from bot.domain.turnout import Arrivals
from bot.domain.wide_ballots import has_wide_ballots, wide_cells, wide_columns, wide_name
from bot.exports.codebook import codebook
from bot.i18n import speech_in
from bot.services.export.statement_tables import statement_table
from bot.services.export.tables import ExportTables
from bot.storage.ballots import ballots_of
from bot.storage.responses import all_responses


def may_be_public(poll: Poll) -> bool:
    """Whether everybody may see the result, for good."""
    return poll.state is PollState.CLOSED and poll.shows_counts and not poll.is_hidden


@dataclass(frozen=True)
class PublicTables(ExportTables):
    """The tables of a debate with those ballots, responses and statements that may be published.

    Without what would let somebody be found: votes on statements, turns to speak, seals and codes, and times of people.
    """

    _voters: dict[int, list[PublicVoter]] = field(default_factory=dict)

    def wide_tables(self) -> list[Records]:
        """Return the ballots once more, a row a person or, if few answered as they did, an answer."""
        return [
            Records(wide_name(tally.poll), wide_columns(tally.poll), partial(self._wide_rows, tally))
            for tally in self.tallies
            if has_wide_ballots(tally.poll)
        ]

    async def statement_tables(self, sets: Sequence[SetRecords]) -> list[Records]:
        """Return the table of the statements that are shown, without times."""
        found = await statement_table(self.connection, self.debate, self.question, sets)
        return [Records(table.name, table.columns, partial(_shown, table)) for table in found]

    def statement_vote_tables(self, sets: Sequence[SetRecords]) -> list[Records]:  # noqa: ARG002  for the team alone
        return []

    async def speech_tables(self) -> list[Records]:
        return []

    def evidence_tables(self) -> list[Records]:
        return []

    async def documents(self, tables: Sequence[Records], language: str) -> list[Document]:
        lines = codebook(tables, [tally.poll for tally in self.tallies], speech_in(language), is_public=True)
        return [Document("codebook.md", partial(in_pieces, [f"{line}\n".encode() for line in lines]))]

    async def speaking(self) -> tuple[tuple[str | None, SpeakingTime], ...]:
        return ()

    async def arrivals(self, polls: Sequence[Poll]) -> Mapping[int, Arrivals]:  # noqa: ARG002  for the team alone
        return {}

    async def ballots(self) -> AsyncIterator[Ballot]:
        for tally in self.tallies:
            for voter in await self._voters_of(tally.poll):
                for item, answer in voter.answers.items():
                    yield Ballot(tally.poll.id, item, voter.id, answer)

    async def _voters_of(self, poll: Poll) -> list[PublicVoter]:
        """Read a poll's ballots once, so that each table has the same ids."""
        if poll.id not in self._voters:
            people: dict[str, list[tuple[str, Answer]]] = {}
            number = 0
            async for row in ballots_of(self.connection, poll.id):
                number += 1  # each secret ballot stands alone
                people.setdefault(row.participant or f"secret:{number}", []).append((row.item_key, row.answer))
            self._voters[poll.id] = public_voters(map(tuple, people.values()), partial(secrets.token_hex, 8))
        return self._voters[poll.id]

    async def _ballot_rows(self) -> Rows:
        for tally in self.tallies:
            for voter in await self._voters_of(tally.poll):
                who = None if tally.poll.secrecy is Secrecy.SECRET else voter.id
                for item, answer in voter.answers.items():
                    yield ballot_row(self.debate.title, tally, item, who, answer, None, None)

    async def _wide_rows(self, tally: PollTally) -> Rows:
        first = poll_cells(self.debate.title, tally.poll)
        for voter in await self._voters_of(tally.poll):
            yield *first, voter.id, *wide_cells(tally.poll, voter.answers)

    async def _response_rows(self) -> Rows:
        async for response in all_responses(self.connection, self.debate.id, self.question):
            if response.status == Status.PUBLISHED:
                row = dict(zip(RESPONSES, response_row(self.debate.title, response), strict=True))
                yield tuple((row | {"participant": None, "created_at": None}).values())


async def _shown(table: Records) -> Rows:
    status, written = STATEMENTS.index("statement_status"), STATEMENTS.index("created_at")
    async for row in table.rows():
        if row[status] == "shown":
            yield *row[:written], None, *row[written + 1 :]
