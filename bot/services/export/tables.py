"""What every export has, and what depends on whom it is for: the team and the public each have a class of their own."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from bot.domain.export_schema import (
    BALLOTS,
    RESPONSES,
    SHIFT,
    TALLIES,
    Ballot,
    Document,
    Records,
    Row,
    Rows,
    findings_of,
    in_turn,
    shift_rows,
    tally_rows,
)
from bot.domain.polls import Debate, Poll
from bot.domain.shift import PollShift
from bot.domain.shift_tables import SHIFT_ITEMS, SHIFT_OPTIONS, shift_item_rows, shift_option_rows
from bot.domain.speaking_time import SpeakingTime
from bot.domain.statement_records import SetRecords
from bot.domain.tally import PollTally
from bot.domain.turnout import Arrivals
from bot.storage.engine import Reading

Progress = Callable[[int, int], None]
"""Called now and then with the ballots written so far and their total.

Must not await: it is called inside an open read transaction. The first call, when the export's turn has come, has 0
and 0; a format that writes the ballots twice starts again from the beginning.
"""


@dataclass(frozen=True)
class ExportTables(ABC):
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

    @abstractmethod
    def wide_tables(self) -> list[Records]:
        """Return the ballots of each poll once more, a row a person."""

    @abstractmethod
    async def statement_tables(self, sets: Sequence[SetRecords]) -> list[Records]:
        """Return the table of statements, none if there are none."""

    @abstractmethod
    def statement_vote_tables(self, sets: Sequence[SetRecords]) -> list[Records]:
        """Return the table of votes on statements, none if no set is closed."""

    @abstractmethod
    async def speech_tables(self) -> list[Records]:
        """Return the table of turns to speak that are over, none if nobody has spoken."""

    @abstractmethod
    def evidence_tables(self) -> list[Records]:
        """Return the tables with which a ZIP is verified."""

    @abstractmethod
    async def documents(self, tables: Sequence[Records], language: str) -> list[Document]:
        """Return the files of a ZIP that are no tables."""

    @abstractmethod
    async def speaking(self) -> tuple[tuple[str | None, SpeakingTime], ...]:
        """Return how long was spoken on each floor."""

    @abstractmethod
    async def arrivals(self, polls: Sequence[Poll]) -> Mapping[int, Arrivals]:
        """Return when people voted, by poll id."""

    @abstractmethod
    def ballots(self) -> AsyncIterator[Ballot]:
        """Stream the ballots as values, for the formats that are no tables."""

    @abstractmethod
    def _ballot_rows(self) -> Rows: ...

    @abstractmethod
    def _response_rows(self) -> Rows: ...

    def _tally_rows(self) -> Rows:
        return in_turn(tally_rows(self.debate.title, self.tallies))

    def _shift_rows(self, rows: Callable[[str, Sequence[PollShift]], list[Row]], shifts: Sequence[PollShift]) -> Rows:
        return in_turn(rows(self.debate.title, shifts))
