"""What an export consists of: tables with the contract's columns."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from bot.domain.answers import write_answer
from bot.domain.findings import Cell
from bot.domain.kind import Answer
from bot.domain.pieces import in_pieces
from bot.domain.polls import Debate, Poll, Secrecy
from bot.domain.responses import Response, Status
from bot.domain.shift import PollShift
from bot.domain.tally import PollTally
from bot.domain.turnout import Arrivals

Row = tuple[Cell, ...]
Rows = AsyncIterator[Row]

TALLIES = (
    "debate", "question", "poll", "round", "item", "kind", "option", "label", "votes", "share",
    "ballots", "abstentions", "electorate", "opened_at", "closed_at", "secrecy",
)  # fmt: skip
BALLOTS = ("debate", "question", "poll", "round", "item", "participant", "answer", "cast_at", "changes")
ITEM_COLUMNS = ("debate", "question", "poll", "round", "item")
"""What the rows of every file begin with that a kind adds."""
SHIFT = ("debate", "question", "item", "kind", "poll_before", "poll_after", "before", "after", "people", "paired")
SEALS = ("debate", "question", "poll", "round", "seal")
CODES = ("debate", "question", "poll", "round", "code", "salt", "commitment")
RESPONSES = ("debate", "question", "response", "participant", "text", "created_at", "status")


@dataclass(frozen=True)
class Records:
    """A table: its name, its columns, and what goes through its rows in order, from the first each time it is called.

    There may be a million rows, so whoever writes them holds one at a time where the format allows it.
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
"""What goes through ballots poll by poll, from the first each time; the order tells nothing of when they came."""


@dataclass(frozen=True)
class Origin:
    """What a debate is about: who said so, and the title and the words of each question, by its letter."""

    attribution: str
    questions: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Dataset:
    """What is exported: the tables that were asked for, and behind them the counts of the polls that have ended.

    `ballots` is None where single ballots were not asked for, `origin` where the debate's pack is not at hand.
    `shifts` compare polls before the debate with those after it. `arrivals` say when people voted, by the
    number of the poll, where that may be told. `documents` are what a ZIP of everything holds beside the tables.
    `question` is given where only that was asked for.
    """

    debate: Debate
    tables: tuple[Records, ...]
    tallies: tuple[PollTally, ...] = ()
    ballots: Ballots | None = None
    origin: Origin | None = None
    documents: tuple["Document", ...] = ()
    shifts: tuple[PollShift, ...] = ()
    arrivals: Mapping[int, Arrivals] = field(default_factory=dict)
    question: str | None = None


@dataclass(frozen=True)
class Document:
    """A file that is no table: its name, and what goes through its bytes."""

    name: str
    parts: Callable[[], AsyncIterator[bytes]]


async def in_turn(rows: Iterable[Row]) -> Rows:
    """Go through rows that are in memory already."""
    async for row in in_pieces(rows):
        yield row


def moment(at: datetime | None) -> str | None:
    """Write an instant as ISO 8601 in UTC, to the second."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z" if at else None


def to_the_hour(at: datetime) -> datetime:
    """Round an instant down to the hour in UTC."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def poll_cells(debate: str, poll: Poll) -> Row:
    """Return what the rows of a poll begin with, in every table that has them by poll."""
    return debate, poll.question, poll.id, poll.round.value


def tally_rows(debate: str, tallies: Iterable[PollTally]) -> list[Row]:
    """Return a row an option. `share` is rounded to six digits and empty where everybody abstained."""
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
    """Return the files that the kinds add, one a name, with the rows of all items."""
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
    """Return a row for every way from a state to a state; `people` is empty where it is not told."""
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
    """Return one ballot's row. Of a secret ballot there is no participant, time or number of changes.

    Of a pseudonymous one there is the hour: whoever saw somebody tap could find their pseudonym by the second.
    """
    if cast_at is not None and tally.poll.secrecy is not Secrecy.NAMED:
        cast_at = to_the_hour(cast_at)
    return (*poll_cells(debate, tally.poll), item_key, participant, write_answer(answer), moment(cast_at), changes)


def response_row(debate: str, response: Response) -> Row:
    """Return one response's row: without its text unless it is published, as files are passed on.

    Under a pseudonym it has the hour alone, since that person's ballots bear the same pseudonym.
    """
    text = response.text if response.status == Status.PUBLISHED else ""
    participant = response.name or response.participant
    created_at = moment(response.created_at if response.name else to_the_hour(response.created_at))
    return (debate, response.question, response.id, participant, text, created_at, response.status)
