"""Handing the counts, ballots and responses of a debate over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.findings import Cell
from bot.domain.people import Person
from bot.domain.polls import Debate, Poll, PollState
from bot.domain.records import (
    BALLOTS,
    RESPONSES,
    TALLIES,
    ExportFile,
    Records,
    ballot_row,
    findings_of,
    response_row,
    tally_rows,
)
from bot.domain.refusals import NotNow
from bot.domain.tally import PollTally
from bot.domain.texts import say
from bot.exports import all_formats
from bot.exports.archive import pack
from bot.services.closing import recount
from bot.services.context import Context
from bot.services.debates import latest
from bot.services.permissions import require_moderator
from bot.services.polls import find_question
from bot.storage import polls, servers
from bot.storage.ballots import ballots_of
from bot.storage.engine import Reading
from bot.storage.responses import all_responses

Progress = Callable[[int], None]
"""Told the number of ballots read so far, now and then. It waits for nothing, as a transaction is open."""

PROGRESS_EVERY = 20_000


class What(StrEnum):
    """What to export."""

    TALLIES = "tallies"
    BALLOTS = "ballots"
    RESPONSES = "responses"
    ALL = "all"


@dataclass(frozen=True)
class Export:
    """The files, and the open polls that were left out of them."""

    debate: Debate
    files: tuple[ExportFile, ...]
    left_out: tuple[Poll, ...]


def silent(_: int) -> None:
    """Report no progress."""


async def export(
    context: Context,
    person: Person,
    what: What,
    format_name: str,
    *,
    question: str | None = None,
    debate_id: int | None = None,
    progress: Progress = silent,
) -> Export:
    """Export for a moderator: the newest debate unless one is named. Raises NotAllowed, NotFound, NotNow."""
    async with context.database.reading() as connection:
        require_moderator(await servers.server_settings(connection, person.guild_id), person)
        debate = await latest(connection, person.guild_id, debate_id)
        letter = find_question(context.library, question).id if question else None
        return await _export(connection, debate, what, format_name, letter, progress)


async def export_for_operator(
    context: Context, debate: Debate, what: What, format_name: str, question: str | None, progress: Progress
) -> Export:
    """Export any debate, for the one who hosts the bot. Raises NotNow."""
    async with context.database.reading() as connection:
        return await _export(connection, debate, what, format_name, question, progress)


async def _export(
    connection: Reading, debate: Debate, what: What, format_name: str, question: str | None, progress: Progress
) -> Export:
    found = await polls.polls_of(connection, debate.id, question=question)
    tallies = [await recount(connection, poll) for poll in found if poll.state is PollState.CLOSED]
    left_out = tuple(poll for poll in found if poll.state is PollState.OPEN)
    if left_out and not tallies and what in {What.TALLIES, What.BALLOTS}:
        raise NotNow(say("Only polls that are closed are exported, and none is. Close one first with `/poll close`."))
    tables = []
    if what in {What.TALLIES, What.ALL}:
        tables.append(Records("tallies", TALLIES, tally_rows(debate.title, tallies)))
        tables += findings_of(debate.title, tallies)
    if what in {What.BALLOTS, What.ALL}:
        tables.append(Records("ballots", BALLOTS, await _ballots(connection, debate, tallies, progress)))
    if what in {What.RESPONSES, What.ALL}:
        tables.append(Records("responses", RESPONSES, await _responses(connection, debate, question)))
    return Export(debate, _files(tables, what, format_name), left_out)


def _files(tables: Sequence[Records], what: What, format_name: str) -> tuple[ExportFile, ...]:
    """Everything comes in one ZIP, whose files are of the format that was asked for."""
    files = all_formats()[format_name].files(tables)
    return (pack(files),) if what is What.ALL and len(files) > 1 else tuple(files)


async def _ballots(
    connection: Reading, debate: Debate, tallies: Sequence[PollTally], progress: Progress
) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for tally in tallies:
        async for row in ballots_of(connection, tally.poll.id):
            who = row.name or row.participant
            rows.append(ballot_row(debate.title, tally, row.item_key, who, row.answer, row.cast_at, row.changes))
            if len(rows) % PROGRESS_EVERY == 0:
                progress(len(rows))
    return rows


async def _responses(connection: Reading, debate: Debate, question: str | None) -> list[tuple[Cell, ...]]:
    return [response_row(debate.title, response) async for response in all_responses(connection, debate.id, question)]
