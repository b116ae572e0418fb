"""The tables of an export that is made to be published: no names, no pseudonyms, no times of people."""

import secrets
from collections.abc import AsyncIterator, Sequence
from functools import partial

from bot.domain.export_schema import (
    BALLOTS,
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
from bot.domain.polls import Debate, Poll, PollState, Secrecy
from bot.domain.public_ballots import PublicVoter, public_voters
from bot.domain.responses import Status
from bot.domain.statement_records import STATEMENTS
from bot.domain.tally import PollTally
from bot.domain.wide_ballots import has_wide_ballots, wide_cells, wide_columns, wide_name
from bot.exports.codebook import codebook
from bot.i18n import speech_in
from bot.storage.ballots import ballots_of
from bot.storage.engine import Reading
from bot.storage.responses import all_responses


def may_be_public(poll: Poll) -> bool:
    """Whether everybody may see the result, for good."""
    return poll.state is PollState.CLOSED and poll.shows_counts and not poll.is_hidden


class PublicTables:
    """The tables of a debate with those ballots, responses and statements that may be published."""

    def __init__(
        self, connection: Reading, debate: Debate, question: str | None, tallies: tuple[PollTally, ...]
    ) -> None:
        self._connection = connection
        self._debate = debate
        self._question = question
        self._tallies = tallies
        self._voters: dict[int, list[PublicVoter]] = {}

    def ballot_table(self) -> Records:
        """Return the ballots, a row for each."""
        return Records("ballots", BALLOTS, self._ballot_rows)

    def wide_tables(self) -> list[Records]:
        """Return the ballots once more, a row a person or, if few answered as they did, an answer."""
        return [
            Records(wide_name(tally.poll), wide_columns(tally.poll), partial(self._wide_rows, tally))
            for tally in self._tallies
            if has_wide_ballots(tally.poll)
        ]

    def response_table(self) -> Records:
        """Return the responses that are published."""
        return Records("responses", RESPONSES, self._response_rows)

    async def ballots(self) -> AsyncIterator[Ballot]:
        """Stream the ballots as values."""
        for tally in self._tallies:
            for voter in await self._voters_of(tally.poll):
                for item, answer in voter.answers.items():
                    yield Ballot(tally.poll.id, item, voter.id, answer)

    async def _voters_of(self, poll: Poll) -> list[PublicVoter]:
        """Read a poll's ballots once, so that each table has the same ids."""
        if poll.id not in self._voters:
            people: dict[str, list[tuple[str, Answer]]] = {}
            number = 0
            async for row in ballots_of(self._connection, poll.id):
                number += 1  # each secret ballot stands alone
                people.setdefault(row.participant or f"secret:{number}", []).append((row.item_key, row.answer))
            self._voters[poll.id] = public_voters(map(tuple, people.values()), partial(secrets.token_hex, 8))
        return self._voters[poll.id]

    async def _ballot_rows(self) -> Rows:
        for tally in self._tallies:
            for voter in await self._voters_of(tally.poll):
                who = None if tally.poll.secrecy is Secrecy.SECRET else voter.id
                for item, answer in voter.answers.items():
                    yield ballot_row(self._debate.title, tally, item, who, answer, None, None)

    async def _wide_rows(self, tally: PollTally) -> Rows:
        first = poll_cells(self._debate.title, tally.poll)
        for voter in await self._voters_of(tally.poll):
            yield *first, voter.id, *wide_cells(tally.poll, voter.answers)

    async def _response_rows(self) -> Rows:
        async for response in all_responses(self._connection, self._debate.id, self._question):
            if response.status == Status.PUBLISHED:
                row = dict(zip(RESPONSES, response_row(self._debate.title, response), strict=True))
                yield tuple((row | {"participant": None, "created_at": None}).values())


def shown_statements(tables: Sequence[Records]) -> list[Records]:
    """Return the table of statements with those that are shown, and without times."""
    return [Records(table.name, table.columns, partial(_shown, table)) for table in tables]


async def _shown(table: Records) -> Rows:
    status, written = STATEMENTS.index("statement_status"), STATEMENTS.index("created_at")
    async for row in table.rows():
        if row[status] == "shown":
            yield *row[:written], None, *row[written + 1 :]


def public_codebook(tables: Sequence[Records], tallies: Sequence[PollTally], language: str) -> Document:
    """Return the codebook."""
    lines = codebook(tables, [tally.poll for tally in tallies], speech_in(language), is_public=True)
    return Document("codebook.md", partial(in_pieces, [f"{line}\n".encode() for line in lines]))
