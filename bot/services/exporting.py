"""Handing the counts, ballots and responses of a debate over."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from pathlib import Path

from bot.domain.people import Person
from bot.domain.polls import Debate, Poll, PollState, Secrecy
from bot.domain.records import (
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
from bot.domain.refusals import NotNow
from bot.domain.shift import PollShift
from bot.domain.tally import PollTally
from bot.domain.texts import say
from bot.domain.turnout import Arrivals
from bot.exports import Format, TooLarge, all_formats
from bot.exports.archive import packed
from bot.exports.folder import Folder
from bot.library.models import Library
from bot.services import actions, packing
from bot.services.closing import recount
from bot.services.context import Context
from bot.services.debates import latest
from bot.services.keeping_shifts import keep_shifts
from bot.services.permissions import require_moderator
from bot.services.polls import find_question
from bot.services.results import arrivals_among
from bot.services.shift import shifts_among
from bot.storage import polls, servers
from bot.storage.ballots import BallotRow, ballots_of
from bot.storage.engine import Reading
from bot.storage.responses import all_responses

Progress = Callable[[int, int], None]
"""Told, now and then, how many ballots have been written of how many. It waits for nothing, as a transaction is open.

It begins anew for a format that writes the ballots twice.
"""

ZIP = "zip"
"""The format that holds what it takes to check it."""

PROGRESS_EVERY = 1000
"""Ballots from one report to the next."""


class What(StrEnum):
    """What to export."""

    TALLIES = "tallies"
    BALLOTS = "ballots"
    RESPONSES = "responses"
    ALL = "all"


@dataclass(frozen=True)
class Place:
    """The folder to write to, how many bytes the files may have altogether, and how many they may be.

    None is any number.
    """

    folder: Path
    most: int | None = None
    most_files: int | None = None


@dataclass(frozen=True)
class Export:
    """The files, whether they were `shrunk` into a ZIP to be small enough, and the open polls.

    Those that are `interim` are in it with the votes so far, the others were left out.
    """

    debate: Debate
    files: tuple[Path, ...]
    interim: tuple[Poll, ...]
    left_out: tuple[Poll, ...]
    shrunk: bool


def silent(_: int, __: int) -> None:
    """Report no progress."""


async def export(
    context: Context,
    person: Person,
    what: What,
    format_name: str,
    place: Place,
    *,
    question: str | None = None,
    debate_id: int | None = None,
    open_polls: bool = False,
    progress: Progress = silent,
) -> Export:
    """Export for a moderator: the newest debate unless one is named. Raises NotAllowed, NotFound, NotNow.

    `open_polls` confirms that the votes so far of polls that are still open are wanted, which is kept in the log.
    """
    async with context.database.reading() as connection:
        require_moderator(await servers.server_settings(connection, person.guild_id), person)
        debate = await latest(connection, person.guild_id, debate_id)
        letter = find_question(context.library, question).id if question else None
    await keep_shifts(context, debate.id)
    async with context.database.reading() as connection:
        exported = await _export(
            context.library, connection, debate, what, format_name, place, letter, progress, open_polls=open_polls
        )
    interim = " ".join(str(poll.id) for poll in exported.interim) or None
    asked = {"what": what, "format": format_name, "question": letter, "open_polls": interim}
    done = actions.action("exported", person.guild_id, debate.id, **asked)
    async with context.database.writing(person.guild_id) as connection:
        await actions.keep(connection, done, context.clock())
    actions.note(done)
    return exported


async def export_for_operator(
    context: Context,
    debate: Debate,
    what: What,
    format_name: str,
    place: Place,
    *,
    question: str | None = None,
    progress: Progress = silent,
) -> Export:
    """Export any debate, for the one who hosts the bot. Raises NotNow."""
    async with context.database.reading() as connection:
        return await _export(context.library, connection, debate, what, format_name, place, question, progress)


async def _export(
    library: Library,
    connection: Reading,
    debate: Debate,
    what: What,
    format_name: str,
    place: Place,
    question: str | None,
    progress: Progress,
    *,
    open_polls: bool = False,
) -> Export:
    found = await polls.polls_of(connection, debate.id, question=question)
    unfinished = [poll for poll in found if poll.state is not PollState.CLOSED]
    interim = tuple(poll for poll in unfinished if _is_told_early(poll, format_name, confirmed=open_polls))
    left_out = tuple(poll for poll in unfinished if poll not in interim)
    told = [poll for poll in found if poll.state is PollState.CLOSED or poll in interim]
    if left_out and not told and what in {What.TALLIES, What.BALLOTS}:
        raise _nothing_closed(format_name, confirmed=open_polls)
    tallies = [await recount(connection, poll) for poll in told]
    tables: list[Records] = []
    shifts: Sequence[PollShift] = ()
    arrivals: Mapping[int, Arrivals] = {}
    if what in {What.TALLIES, What.ALL}:
        tables.append(Records("tallies", TALLIES, lambda: in_turn(tally_rows(debate.title, tallies))))
        tables += await asyncio.to_thread(findings_of, debate.title, tallies)
        shifts = await shifts_among(connection, [tally.poll for tally in tallies])
        arrivals = await arrivals_among(connection, [tally.poll for tally in tallies])
        tables += _shift(debate, shifts)
    if what in {What.BALLOTS, What.ALL}:
        tables.append(Records("ballots", BALLOTS, lambda: _ballots(connection, debate, tallies, progress)))
    if what in {What.RESPONSES, What.ALL}:
        tables.append(Records("responses", RESPONSES, lambda: _responses(connection, debate, question)))
    ballots = (lambda: _single(connection, tallies, progress)) if what in {What.BALLOTS, What.ALL} else None
    documents = []
    if what is What.ALL and format_name == ZIP:
        tables += packing.more_tables(connection, debate, tallies)
        documents = await packing.documents(connection, debate, tallies, tables)
    origin = _origin(library, debate)
    dataset = Dataset(
        debate, tuple(tables), tuple(tallies), ballots, origin, tuple(documents), tuple(shifts), arrivals, question
    )
    files, shrunk = await _write(dataset, all_formats()[format_name], what, place)
    return Export(debate, files, interim, left_out, shrunk)


def _is_told_early(poll: Poll, format_name: str, *, confirmed: bool) -> bool:
    """Whether an export has an open poll: where the moderator said so, or may see all along who votes what.

    Never where it is secret, as two exports would show the vote between them; nor in a ZIP, whose counts are sealed.
    """
    if poll.state is not PollState.OPEN or poll.secrecy is Secrecy.SECRET or format_name == ZIP:
        return False
    return confirmed or poll.secrecy is Secrecy.NAMED


def _nothing_closed(format_name: str, *, confirmed: bool) -> NotNow:
    if not confirmed:
        return NotNow(
            say(
                "Only polls that are closed are exported, and none is. Close one first with `/poll close`, or have the "
                "votes so far with `open_polls: True`, which goes into the log of actions."
            )
        )
    if format_name == ZIP:
        return NotNow(
            say("The ZIP holds sealed counts, and an open poll has none yet. Take another format, or close it first.")
        )
    return NotNow(
        say("A secret poll is exported once it is closed: two exports before would show the vote between them.")
    )


def _shift(debate: Debate, shifts: Sequence[PollShift]) -> list[Records]:
    return [Records("shift", SHIFT, lambda: in_turn(shift_rows(debate.title, shifts)))] if shifts else []


def _origin(library: Library, debate: Debate) -> Origin | None:
    """Return what the debate is about, if the pack at hand is its own."""
    if library.debate.id != debate.pack:
        return None
    paper = library.debate.paper
    return Origin(
        f"Questions quoted from “{paper.title.english}” by {paper.author.english}, {paper.date}.",
        {question.id: (question.title.english, question.asks.english) for question in library.questions},
    )


async def _write(dataset: Dataset, format_: Format, what: What, place: Place) -> tuple[tuple[Path, ...], bool]:
    """Write the files, in one ZIP where everything was asked for or where they are too large or too many without."""
    wants_zip = what is What.ALL and not format_.one_file
    try:
        return await _written(dataset, format_, place, in_zip=wants_zip), False
    except TooLarge:
        if wants_zip or format_.one_file:
            raise _too_large(place) from None
    try:
        return await _written(dataset, format_, place, in_zip=True), True
    except TooLarge:
        raise _too_large(place) from None


async def _written(dataset: Dataset, format_: Format, place: Place, *, in_zip: bool) -> tuple[Path, ...]:
    target = Folder(place.folder, place.most, place.most_files)
    if in_zip:
        with packed(target) as members:
            await format_.write(dataset, members)
    else:
        await format_.write(dataset, target)
    return tuple(target.files)


def _too_large(place: Place) -> NotNow:
    return NotNow(
        say(
            "The export has more than the {limit} MB that a file may have here, even in a ZIP. Export one question at "
            "a time with `question:`, or ask whoever runs the bot for `debate-bot export`.",
            limit=max(0, place.most or 0) // 1_000_000,
        )
    )


async def _ballots(connection: Reading, debate: Debate, tallies: Sequence[PollTally], progress: Progress) -> Rows:
    async for tally, row in _stored(connection, tallies, progress):
        who = row.name or row.participant or None
        yield ballot_row(debate.title, tally, row.item_key, who, row.answer, row.cast_at, row.changes)


async def _single(connection: Reading, tallies: Sequence[PollTally], progress: Progress) -> AsyncIterator[Ballot]:
    alone = count(1)  # of a secret ballot nobody knows which others are of the same person
    async for tally, row in _stored(connection, tallies, progress):
        yield Ballot(tally.poll.id, row.item_key, row.participant or f"secret:{next(alone)}", row.answer)


async def _stored(
    connection: Reading, tallies: Sequence[PollTally], progress: Progress
) -> AsyncIterator[tuple[PollTally, BallotRow]]:
    total, done = sum(item.ballots for tally in tallies for item in tally.items), 0
    for tally in tallies:
        async for row in ballots_of(connection, tally.poll.id):
            yield tally, row
            done += 1
            if done % PROGRESS_EVERY == 0:
                progress(done, total)


async def _responses(connection: Reading, debate: Debate, question: str | None) -> Rows:
    async for response in all_responses(connection, debate.id, question):
        yield response_row(debate.title, response)
