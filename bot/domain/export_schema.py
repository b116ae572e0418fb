"""The schema of an export: its tables and their columns, and the rows of each."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from bot.domain.answers import write_answer
from bot.domain.findings import Cell
from bot.domain.floor import Turn
from bot.domain.kind import Answer
from bot.domain.pieces import in_pieces
from bot.domain.polls import Debate, Poll, Secrecy
from bot.domain.responses import Response, Status
from bot.domain.shift import PollShift
from bot.domain.signatures import SigningKey
from bot.domain.speaking_time import SpeakingTime
from bot.domain.tally import PollTally
from bot.domain.texts import Text
from bot.domain.turnout import Arrivals

if TYPE_CHECKING:
    from bot.domain.statement_records import SetRecords

Row = tuple[Cell, ...]
Rows = AsyncIterator[Row]

TALLIES = (
    "debate", "question", "poll", "round", "item", "kind", "option", "label", "votes", "share",
    "ballots", "abstentions", "electorate", "opened_at", "closed_at", "secrecy",
)  # fmt: skip
BALLOTS = ("debate", "question", "poll", "round", "item", "participant", "answer", "cast_at", "changes")
ITEM_COLUMNS = ("debate", "question", "poll", "round", "item")
"""The first columns of every file that a kind adds."""
SHIFT = ("debate", "question", "item", "kind", "poll_before", "poll_after", "before", "after", "people", "paired")
SEALS = ("debate", "question", "poll", "round", "seal")
CODES = ("debate", "question", "poll", "round", "code", "salt", "commitment")
RESPONSES = ("debate", "question", "response", "participant", "text", "created_at", "status")
SPEECHES = (
    "debate", "floor", "question", "turn", "participant", "side", "reply", "started_at", "ended_at", "seconds",
    "ending",
)  # fmt: skip


@dataclass(frozen=True)
class Records:
    """A table: its name, its columns, and a callable that returns a fresh iterator over the rows.

    There may be a million rows, so a format holds one at a time in memory where it can.
    """

    name: str
    columns: tuple[str, ...]
    rows: Callable[[], Rows]


@dataclass(frozen=True)
class Ballot:
    """One participant's answer to one item, by the poll's number and the item's key."""

    poll: int
    item: str
    participant: str
    answer: Answer


Ballots = Callable[[], AsyncIterator[Ballot]]
"""A callable that returns a fresh iterator over all ballots, poll by poll, in an order unrelated to when they came."""


@dataclass(frozen=True)
class Origin:
    """The source of a debate: its attribution, and the title and wording of each question, by letter."""

    attribution: Text
    questions: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Dataset:
    """What is exported: the requested tables, and the tallies of the polls that have ended.

    `ballots` is None if single ballots were not requested, `origin` if the debate's pack is missing. `shifts` compare
    the polls before the debate with those after it. `arrivals` say when people voted, by poll id, if that may be
    published. `speaking` has the speaking time of each floor by its title, and of all together without one.
    `documents` are the other files in a ZIP of everything. `question` is given if only that one was requested.
    `contact` is where problems are reported to, empty if nobody says. `signing_key` signs a ZIP, and `stamp` has its
    manifest time-stamped, where that succeeds. `language` is what people read it in; names of files, columns and what
    stands in tables are the same in every language. `statement_sets` are the closed sets of statements.
    """

    debate: Debate
    tables: tuple[Records, ...]
    tallies: tuple[PollTally, ...] = ()
    ballots: Ballots | None = None
    origin: Origin | None = None
    documents: tuple["Document", ...] = ()
    shifts: tuple[PollShift, ...] = ()
    arrivals: Mapping[int, Arrivals] = field(default_factory=dict)
    speaking: tuple[tuple[str | None, SpeakingTime], ...] = ()
    question: str | None = None
    contact: str = ""
    signing_key: SigningKey | None = None
    stamp: Callable[[bytes], Awaitable[bytes | None]] | None = None
    language: str = "en-US"
    statement_sets: "tuple[SetRecords, ...]" = ()
    is_public: bool = False
    """Whether it is made to be published."""


@dataclass(frozen=True)
class Document:
    """A file that is not a table: its name, and a callable that returns a fresh iterator over its bytes."""

    name: str
    parts: Callable[[], AsyncIterator[bytes]]


async def in_turn(rows: Iterable[Row]) -> Rows:
    """Iterate over rows in memory without blocking the event loop."""
    async for row in in_pieces(rows):
        yield row


def moment(at: datetime | None) -> str | None:
    """Write an instant as ISO 8601 in UTC, to the second."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z" if at else None


def to_the_hour(at: datetime) -> datetime:
    """Round an instant down to the hour in UTC."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def poll_cells(debate: str, poll: Poll) -> Row:
    """Return the first cells of a poll's rows, in every table that has rows by poll."""
    return debate, poll.question, poll.id, poll.round.value


def tally_rows(debate: str, tallies: Iterable[PollTally]) -> list[Row]:
    """Return one row per option. `share` is rounded to six digits, and empty if everybody abstained."""
    return [
        (
            *poll_cells(debate, tally.poll),
            item.item.key,
            item.item.kind_name,
            count.option.id,
            count.option.label,
            count.votes,
            None if count.share is None else round(float(count.share), 6),
            item.ballots,
            item.abstentions,
            tally.poll.electorate,
            moment(tally.poll.opened_at),
            moment(tally.poll.closed_at),
            tally.poll.secrecy.value,
        )
        for tally in tallies
        for item in tally.items
        for count in item.counts
    ]


def findings_of(debate: str, tallies: Iterable[PollTally]) -> list[Records]:
    """Return the tables that the kinds add, one per name, with the rows of all items."""
    columns: dict[str, tuple[str, ...]] = {}
    rows: dict[str, list[Row]] = {}
    for tally in tallies:
        for item in tally.items:
            cells = (*poll_cells(debate, tally.poll), item.item.key)
            for figures in item.findings.figures:
                columns[figures.file] = (*ITEM_COLUMNS, *figures.columns)
                rows.setdefault(figures.file, []).extend((*cells, *row) for row in figures.rows)
    return [Records(name, columns[name], partial(in_turn, rows[name])) for name in sorted(rows)]


def shift_rows(debate: str, shifts: Iterable[PollShift]) -> list[Row]:
    """Return one row per pair of states, before and after; `people` is empty if it is suppressed."""
    return [
        (
            debate,
            shift.after.question,
            item.item.key,
            item.item.kind_name,
            shift.before.id,
            shift.after.id,
            before,
            after,
            item.moves.flows.get((before, after)),
            item.paired,
        )
        for shift in shifts
        for item in shift.items
        if item.moves
        for before in item.moves.states
        for after in item.moves.states
    ]


def ballot_row(
    debate: str,
    tally: PollTally,
    item_key: str,
    participant: str | None,
    answer: Answer,
    cast_at: datetime | None,
    changes: int | None,
) -> Row:
    """Return one ballot's row. A secret ballot has no participant, time or number of changes.

    A pseudonymous one has only the hour: by the second, somebody who saw a person tap could find their pseudonym.
    """
    if cast_at is not None and tally.poll.secrecy is not Secrecy.NAMED:
        cast_at = to_the_hour(cast_at)
    return (*poll_cells(debate, tally.poll), item_key, participant, write_answer(answer), moment(cast_at), changes)


def response_row(debate: str, response: Response) -> Row:
    """Return one response's row. The text is left out unless it is published, because exports are passed on.

    A pseudonymous one has only the hour, because that person's ballots have the same pseudonym.
    """
    text = response.text if response.status == Status.PUBLISHED else ""
    participant = response.name or response.participant
    created_at = moment(response.created_at if response.name else to_the_hour(response.created_at))
    return (debate, response.question, response.id, participant, text, created_at, response.status)


def speech_row(debate: str, floor: int, question: str | None, turn: Turn, seconds: int) -> Row:
    """Return the row of a turn that is over, to the second: people heard who spoke, and when."""
    who = turn.name or turn.participant
    times = (moment(turn.started_at), moment(turn.ended_at))
    return (
        debate,
        floor,
        question or "",
        turn.number,
        who,
        turn.side,
        int(turn.is_reply),
        *times,
        seconds,
        turn.ending,
    )
