"""The data of an export: polls and tallies, tables, and the verification files of a ZIP."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import count

from bot.domain.export_schema import (
    BALLOTS,
    RESPONSES,
    SHIFT,
    TALLIES,
    Ballot,
    Dataset,
    Origin,
    Records,
    Rows,
    ballot_row,
    findings_of,
    in_turn,
    response_row,
    shift_rows,
    tally_rows,
)
from bot.domain.polls import Debate, Poll, PollState, Secrecy
from bot.domain.refusals import NotNow
from bot.domain.shift import PollShift
from bot.domain.tally import PollTally
from bot.domain.texts import say
from bot.library.models import Library
from bot.services.export import verification_files
from bot.services.polls.arrivals import arrivals_among
from bot.services.polls.recount import recount
from bot.services.polls.shift_snapshots import shifts_among
from bot.storage import polls
from bot.storage.ballots import BallotRow, ballots_of
from bot.storage.engine import Reading
from bot.storage.responses import all_responses

Progress = Callable[[int, int], None]
"""Called now and then with the ballots written so far and their total.

Must not await: it is called inside an open read transaction. The first call, when the export's turn has come, has 0
and 0; a format that writes the ballots twice starts again from the beginning.
"""

ZIP = "zip"
"""The format that contains the files to verify it."""

PROGRESS_EVERY = 1000
"""Ballots between two reports of progress."""


class What(StrEnum):
    """What to export."""

    TALLIES = "tallies"
    BALLOTS = "ballots"
    RESPONSES = "responses"
    ALL = "all"

    @property
    def has_tallies(self) -> bool:
        """Whether tallies are included."""
        return self in {What.TALLIES, What.ALL}

    @property
    def has_ballots(self) -> bool:
        """Whether single ballots are included."""
        return self in {What.BALLOTS, What.ALL}

    @property
    def has_responses(self) -> bool:
        """Whether responses are included."""
        return self in {What.RESPONSES, What.ALL}


@dataclass(frozen=True)
class ExportRequest:
    """What to export of a debate, in which format, of all questions or of one.

    `open_polls` includes open polls with the votes so far.
    """

    debate: Debate
    what: What
    format_name: str
    question: str | None = None
    open_polls: bool = False


@dataclass(frozen=True)
class ExportData:
    """The data, and what to say about them.

    `included_open` are open polls, included with the votes so far; `excluded` are polls without a final count that are
    left out; `unpublished` are included polls whose results are not published.
    """

    dataset: Dataset
    included_open: tuple[Poll, ...]
    excluded: tuple[Poll, ...]
    unpublished: tuple[Poll, ...]


async def collect(connection: Reading, request: ExportRequest, library: Library, progress: Progress) -> ExportData:
    """Count the polls and describe the tables. Raises NotNow.

    Ballots and responses are streamed while the files are written, so the connection must stay open until then.
    """
    found = await polls.polls_of(connection, request.debate.id, question=request.question)
    unfinished = [poll for poll in found if poll.state is not PollState.CLOSED]
    included_open = tuple(poll for poll in unfinished if _includes_open(poll, request))
    excluded = tuple(poll for poll in unfinished if poll not in included_open)
    included = [poll for poll in found if poll not in excluded]
    if excluded and not included and not request.what.has_responses:
        raise _nothing_closed(request, excluded)
    tallies = tuple([await recount(connection, poll) for poll in included])
    builder = _DatasetBuilder(connection, request, tallies, progress)
    unpublished = tuple(poll for poll in included if poll.awaits_publication)
    return ExportData(await builder.dataset(_origin(library, request.debate)), included_open, excluded, unpublished)


def _includes_open(poll: Poll, request: ExportRequest) -> bool:
    """Whether an open poll is included: on request, or if it is named, as moderators then see all votes anyway.

    Never a secret poll, as the difference of two exports would reveal a vote; never in a ZIP, whose polls have seals.
    """
    if poll.state is not PollState.OPEN or poll.secrecy is Secrecy.SECRET or request.format_name == ZIP:
        return False
    return request.open_polls or poll.secrecy is Secrecy.NAMED


def _nothing_closed(request: ExportRequest, excluded: Sequence[Poll]) -> NotNow:
    if all(poll.state is PollState.COUNTING for poll in excluded):
        return NotNow(say("The votes are still being counted. Try again in a moment."))
    if not request.open_polls:
        return NotNow(
            say(
                "Only polls that are closed are exported, and none is. Close one first with `/poll close`, or have the "
                "votes so far with `open_polls: True`, which goes into the log of actions."
            )
        )
    if request.format_name == ZIP:
        return NotNow(
            say("The ZIP holds sealed counts, and an open poll has none yet. Take another format, or close it first.")
        )
    return NotNow(
        say("A secret poll is exported once it is closed: two exports before would show the vote between them.")
    )


def _origin(library: Library, debate: Debate) -> Origin | None:
    """Return the source of the questions, if the debate's pack is loaded."""
    if library.debate.id != debate.pack:
        return None
    paper = library.debate.paper
    return Origin(
        f"Questions quoted from “{paper.title.english}” by {paper.author.english}, {paper.date}.",
        {question.id: (question.title.english, question.asks.english) for question in library.questions},
    )


@dataclass(frozen=True)
class _DatasetBuilder:
    """Builds the dataset; its tables stream from the connection."""

    connection: Reading
    request: ExportRequest
    tallies: tuple[PollTally, ...]
    progress: Progress

    async def dataset(self, origin: Origin | None) -> Dataset:
        connection, request, tallies = self.connection, self.request, self.tallies
        included = tallies if request.what.has_tallies else ()
        shifts = await shifts_among(connection, included)
        arrivals = await arrivals_among(connection, [tally.poll for tally in included])
        tables, documents = await self._tables(shifts), []
        if request.what is What.ALL and request.format_name == ZIP:
            tables += verification_files.seal_and_code_tables(connection, request.debate, tallies)
            documents = await verification_files.files(connection, request.debate, tallies, tables)
        return Dataset(
            debate=request.debate,
            tables=tuple(tables),
            tallies=tallies,
            ballots=self._single_ballots if request.what.has_ballots else None,
            origin=origin,
            documents=tuple(documents),
            shifts=tuple(shifts),
            arrivals=arrivals,
            question=request.question,
        )

    async def _tables(self, shifts: Sequence[PollShift]) -> list[Records]:
        debate, what, tables = self.request.debate.title, self.request.what, []
        if what.has_tallies:
            tables.append(Records("tallies", TALLIES, lambda: in_turn(tally_rows(debate, self.tallies))))
            tables += await asyncio.to_thread(findings_of, debate, self.tallies)
        if shifts:
            tables.append(Records("shift", SHIFT, lambda: in_turn(shift_rows(debate, shifts))))
        if what.has_ballots:
            tables.append(Records("ballots", BALLOTS, self._ballot_rows))
        if what.has_responses:
            tables.append(Records("responses", RESPONSES, self._response_rows))
        return tables

    async def _ballot_rows(self) -> Rows:
        async for tally, row in self._stored_ballots():
            who = row.name or row.participant or None
            yield ballot_row(self.request.debate.title, tally, row.item_key, who, row.answer, row.cast_at, row.changes)

    async def _single_ballots(self) -> AsyncIterator[Ballot]:
        secret = count(1)  # a number for each ballot, as nothing says which secret ballots are of the same person
        async for tally, row in self._stored_ballots():
            yield Ballot(tally.poll.id, row.item_key, row.participant or f"secret:{next(secret)}", row.answer)

    async def _stored_ballots(self) -> AsyncIterator[tuple[PollTally, BallotRow]]:
        total, done = sum(item.ballots for tally in self.tallies for item in tally.items), 0
        for tally in self.tallies:
            async for row in ballots_of(self.connection, tally.poll.id):
                yield tally, row
                done += 1
                if done % PROGRESS_EVERY == 0:
                    self.progress(done, total)

    async def _response_rows(self) -> Rows:
        async for response in all_responses(self.connection, self.request.debate.id, self.request.question):
            yield response_row(self.request.debate.title, response)
