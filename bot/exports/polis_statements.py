"""A Polis set for each closed set of statements, such as `question-a-before-votes.csv`: before and after are apart.

Voters have the export's shuffled numbers; each secret vote has one of its own, as nobody knows which are of the same
person. All comments are by the owner, so that nothing links what somebody wrote to their votes.
"""

import asyncio
import io
from collections.abc import AsyncIterator, Iterable
from typing import IO

from bot.domain.export_schema import to_the_hour
from bot.domain.findings import Cell
from bot.domain.statement_records import SetRecords, StatementVote
from bot.domain.statements import Stance
from bot.exports import Target
from bot.exports.polis_files import ACCEPTED, COMMENTS, OWNER, PARTICIPANTS, VOTES, polis_line, polis_time, summary

VALUES = {Stance.AGREE: 1, Stance.DISAGREE: -1, Stance.PASS: 0}


def prefix_of(records: SetRecords) -> str:
    """Return what the names of a set's files begin with."""
    return f"question-{records.set.question}-{records.set.round.value}-"


async def write_set(topic: str, records: SetRecords, target: Target) -> None:
    """Write the files of a set. Its votes are read again for each file that has them, and never all in memory."""
    prefix = prefix_of(records)
    voters = await _write_votes(records, target, prefix)
    await _write_participants(records, target, prefix)
    titled = f"{topic}: {records.set.title}"
    await asyncio.to_thread(
        _write, target, f"{prefix}summary.csv", summary(titled, voters, len(records.statements), _groups(records))
    )
    await asyncio.to_thread(_write, target, f"{prefix}comments.csv", [COMMENTS, *_comments(records)])


def _groups(records: SetRecords) -> int:
    return getattr(records.groups, "number", 0)


def _write(target: Target, name: str, rows: Iterable[tuple[Cell, ...]]) -> None:
    with target.file(name) as stream:
        for row in rows:
            stream.write(polis_line(row))


def _comments(records: SetRecords) -> Iterable[tuple[Cell, ...]]:
    for one in records.statements:
        votes = records.counts(one)
        counts = votes.agree, votes.disagree
        about = str(one.seed is not None).lower(), "false"
        yield *polis_time(to_the_hour(one.created_at)), one.number, OWNER, *counts, ACCEPTED, one.text, *about


async def _write_votes(records: SetRecords, target: Target, prefix: str) -> int:
    """Write a line a vote; return how many voters there are."""
    at = polis_time(records.set.closed_at or records.set.opened_at)
    numbers, voters = {one.id: one.number for one in records.statements}, 0
    with target.file(f"{prefix}votes.csv") as stream:
        lines = _Lines(stream)
        await lines.add(VOTES)
        async for voter, vote in _numbered(records):
            voters = voter
            await lines.add((*at, numbers[vote.statement_id], voter, VALUES[vote.stance]))
        await lines.flush()
    return voters


async def _write_participants(records: SetRecords, target: Target, prefix: str) -> None:
    numbers = [one.number for one in records.statements]
    places = {one.id: place for place, one in enumerate(records.statements)}
    with target.file(f"{prefix}participant-votes.csv") as stream:
        lines, row, of = _Lines(stream), list[Cell](), 0
        await lines.add((*PARTICIPANTS, *(str(number) for number in numbers)))
        async for voter, vote in _numbered(records):
            if voter != of:
                await _add_participant(lines, of, row)
                of, row = voter, [None] * len(numbers)
            row[places[vote.statement_id]] = VALUES[vote.stance]
        await _add_participant(lines, of, row)
        await lines.flush()


async def _add_participant(lines: "_Lines", voter: int, row: list[Cell]) -> None:
    if voter:
        given = [value for value in row if value is not None]
        await lines.add((voter, None, 0, len(given), given.count(1), given.count(-1), *row))


async def _numbered(records: SetRecords) -> AsyncIterator[tuple[int, StatementVote]]:
    """Go through the votes, each with the number of its voter; a secret vote has a number of its own."""
    highest = 0
    if records.votes is not None:
        async for vote in records.votes():
            highest = highest + 1 if vote.voter is None else vote.voter
            yield highest, vote


class _Lines:
    """Writes lines to a file in a thread, many at a time."""

    MOST = 1 << 16

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._waiting = io.BytesIO()

    async def add(self, row: tuple[Cell, ...]) -> None:
        self._waiting.write(polis_line(row))
        if self._waiting.tell() > self.MOST:
            await self.flush()

    async def flush(self) -> None:
        await asyncio.to_thread(self._stream.write, self._waiting.getvalue())
        self._waiting = io.BytesIO()
