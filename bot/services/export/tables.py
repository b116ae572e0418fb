"""The tables of an export, each with the source of its rows: the tallies in memory, or a stream from the database."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count

from bot.domain.export_schema import (
    BALLOTS,
    RESPONSES,
    SHIFT,
    SPEECHES,
    TALLIES,
    Ballot,
    Records,
    Row,
    Rows,
    ballot_row,
    findings_of,
    in_turn,
    response_row,
    shift_rows,
    speech_row,
    tally_rows,
)
from bot.domain.polls import Debate
from bot.domain.shift import PollShift
from bot.domain.shift_tables import SHIFT_ITEMS, SHIFT_OPTIONS, shift_item_rows, shift_option_rows
from bot.domain.tally import PollTally
from bot.storage.ballots import BallotRow, ballots_of
from bot.storage.engine import Reading
from bot.storage.responses import all_responses
from bot.storage.speeches import ended_turns

Progress = Callable[[int, int], None]
"""Called now and then with the ballots written so far and their total.

Must not await: it is called inside an open read transaction. The first call, when the export's turn has come, has 0
and 0; a format that writes the ballots twice starts again from the beginning.
"""

PROGRESS_EVERY = 1000
"""Ballots between two reports of progress."""


@dataclass(frozen=True)
class ExportTables:
    """The tables of a debate, of all questions or of one. Their rows are read while the files are written."""

    connection: Reading
    debate: Debate
    question: str | None
    tallies: tuple[PollTally, ...]
    progress: Progress

    async def tally_tables(self) -> list[Records]:
        """Return the tallies, and the tables that kinds add to them."""
        findings = await asyncio.to_thread(findings_of, self.debate.title, self.tallies)
        return [Records("tallies", TALLIES, self._tally_rows), *findings]

    def shift_tables(self, shifts: Sequence[PollShift]) -> list[Records]:
        """Return the shifts between the rounds before and after: ways, items, and options."""
        found = (
            ("shift", SHIFT, shift_rows),
            ("shift_items", SHIFT_ITEMS, shift_item_rows),
            ("shift_options", SHIFT_OPTIONS, shift_option_rows),
        )
        return [Records(name, columns, partial(self._shift_rows, rows, shifts)) for name, columns, rows in found]

    def ballot_table(self) -> Records:
        """Return the ballots, a row for each."""
        return Records("ballots", BALLOTS, self._ballot_rows)

    def response_table(self) -> Records:
        """Return the responses."""
        return Records("responses", RESPONSES, self._response_rows)

    def speech_table(self) -> Records:
        """Return the turns to speak that are over."""
        return Records("speeches", SPEECHES, self._speech_rows)

    async def ballots(self) -> AsyncIterator[Ballot]:
        """Stream the ballots as values, for the formats that are no tables."""
        secret = count(1)  # a number for each ballot, as nothing says which secret ballots are of the same person
        async for tally, row in self._stored_ballots():
            yield Ballot(tally.poll.id, row.item_key, row.participant or f"secret:{next(secret)}", row.answer)

    def _tally_rows(self) -> Rows:
        return in_turn(tally_rows(self.debate.title, self.tallies))

    def _shift_rows(self, rows: Callable[[str, Sequence[PollShift]], list[Row]], shifts: Sequence[PollShift]) -> Rows:
        return in_turn(rows(self.debate.title, shifts))

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
