"""Checks the tables of questions, polls, items and options against the canonical files, and wide ballots against long.

What these tables say in the language of the export comes from the pack: only the manifest vouches for that.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import cast

from bot.domain.ballot_paper_tables import (
    ITEMS,
    OPTIONS,
    POLLS,
    QUESTIONS,
    PackWords,
    item_rows,
    option_rows,
    poll_rows,
    without,
)
from bot.domain.export_schema import BALLOTS, Row, poll_cells
from bot.domain.polls import Poll, Secrecy
from bot.domain.quorum import parse_quorum
from bot.domain.tally import PollTally
from bot.domain.wide_ballots import FIRST, answers_in, has_wide_ballots, wide_columns, wide_name
from bot.verify.action_log import Log
from bot.verify.zip_files import Altered, ZipFiles

TABLES = {"questions": QUESTIONS, "polls": POLLS, "items": ITEMS, "options": OPTIONS}
WORDING, QUORUM = "wording", ("quorum", "quorum_needed")


def tables_for(polls: Sequence[Poll]) -> dict[str, tuple[str, ...]]:
    """Return the tables that the ZIP has to have, with their columns."""
    return TABLES | {wide_name(poll): wide_columns(poll) for poll in polls if has_wide_ballots(poll)}


def require_ballot_papers(
    files: ZipFiles, debate: str | None, tallies: Sequence[PollTally], seals: Mapping[int, str | None], log: Log
) -> None:
    """Check all of them. Raises Altered."""
    polls = [tally.poll for tally in tallies]
    debate = debate or ""
    found = {table: list(files.loose_rows(table, columns)) for table, columns in TABLES.items()}
    _require_questions(found["questions"], debate, polls)
    _require_same("items", found["items"], ITEMS, item_rows(debate, polls, PackWords()), WORDING)
    _require_same("options", found["options"], OPTIONS, option_rows(debate, polls, PackWords()), WORDING)
    sealed = [(*row[:-1], seals[tally.poll.id]) for row, tally in zip(poll_rows(debate, tallies), tallies, strict=True)]
    _require_same("polls", found["polls"], POLLS, sealed, *QUORUM)
    for row, tally in zip(found["polls"], tallies, strict=True):
        _require_quorum(dict(zip(POLLS, row, strict=True)), tally, log)
    for table, columns in tables_for(polls).items():
        files.require_loose_twins(table, columns)
    _require_wide_ballots(files, debate, polls)


def _require_questions(found: Sequence[Row], debate: str, polls: Sequence[Poll]) -> None:
    letters = [str(row[1]) for row in found]
    if letters != sorted(set(letters)) or not {poll.question for poll in polls} <= {*letters}:
        raise Altered("questions.json: a question is missing, or they are out of order")
    if polls and any(row[0] != debate for row in found):
        raise Altered("questions.json: a question is of another debate")
    places = [row[2] for row in found]
    if any(type(place) is not int for place in places) or places != sorted(
        places, key=lambda place: cast("int", place)
    ):
        raise Altered("questions.json: a question has another place")


def _require_same(
    table: str, found: Sequence[Row], columns: tuple[str, ...], expected: Sequence[Row], *dropped: str
) -> None:
    compared = without(columns, found, *dropped), without(columns, expected, *dropped)
    for number, (row, like) in enumerate(zip_longest(*compared), 2):
        if repr(row) != repr(like):  # 1 and True are the same, but not in JSON
            raise Altered(f"{table}.json, line {number}")


def _require_quorum(row: Mapping[str, object], tally: PollTally, log: Log) -> None:
    """Check the quorum, also against the log where that has it: earlier versions did not write it there."""
    poll, name = tally.poll, f"polls.json: the quorum of poll {tally.poll.id} does not match"
    quorum, needed = (row[column] for column in QUORUM)
    logged = log.opened.get(poll.id, {}).get("quorum")
    if logged is not None and logged != quorum:
        raise Altered(name)
    try:
        expected = None if quorum is None else parse_quorum(str(quorum)).needed(poll.electorate)
    except ValueError as error:
        raise Altered(name) from error
    if needed != expected:
        raise Altered(name)


def _require_wide_ballots(files: ZipFiles, debate: str, polls: Sequence[Poll]) -> None:
    secret = {poll.id for poll in polls if poll.secrecy is Secrecy.SECRET}
    long = (row for row in files.rows("ballots", BALLOTS) if row[2] not in secret)
    for row, like in zip_longest((row[2:3] + row[4:7] for row in long), _as_long(files, debate, polls)):
        if row != like:
            raise Altered(f"ballots_wide and ballots: they differ in poll {(row or like or ('?',))[0]}")


def _as_long(files: ZipFiles, debate: str, polls: Sequence[Poll]) -> Iterator[Row]:
    """Go through the wide ballots as if they were long ones."""
    for poll in polls:
        if not has_wide_ballots(poll):
            continue
        table, first = wide_name(poll), poll_cells(debate, poll)
        for number, row in enumerate(files.loose_rows(table, wide_columns(poll)), 2):
            try:
                answers = list(answers_in(poll, row[len(FIRST) :]))
            except ValueError as error:
                raise Altered(f"{table}.json, line {number}") from error
            if row[: len(first)] != first or not answers:
                raise Altered(f"{table}.json, line {number}")
            for item, answer in answers:
                yield poll.id, item, row[len(first)], answer
