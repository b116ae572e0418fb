"""The tables of an export that explain the others, and the ballots a row a person."""

from collections.abc import Sequence
from functools import partial

from bot.domain.ballot_paper_tables import (
    ITEMS,
    OPTIONS,
    POLLS,
    QUESTIONS,
    PackWords,
    item_rows,
    option_rows,
    poll_rows,
    question_rows,
)
from bot.domain.export_schema import Records, Row, Rows, in_turn, poll_cells
from bot.domain.kind import Answer
from bot.domain.polls import Debate, Poll
from bot.domain.tally import PollTally
from bot.domain.wide_ballots import has_wide_ballots, wide_cells, wide_columns, wide_name
from bot.library.models import Library
from bot.storage.ballots import ballots_of
from bot.storage.engine import Reading


def words_of_pack(library: Library, pack: str, language: str) -> PackWords:
    """Return what the debate's pack says in a language; nothing if it is not loaded."""
    if library.debate.id != pack:
        return PackWords()
    items = [(question.id, item) for question in library.questions for item in question.ballot]
    options = [(letter, item.id, option) for letter, item in items for option in item.options]
    return PackWords(
        {question.id: (question.title.say(language), question.asks.say(language)) for question in library.questions},
        {(letter, item.id): item.title.say(language) for letter, item in items},
        {(letter, item, option.id): option.label.say(language) for letter, item, option in options},
        frozenset(
            said
            for translated in (*(item.title for _, item in items), *(option.label for *_, option in options))
            for said in translated.root.values()
        ),
    )


def ballot_paper_tables(
    debate: Debate, tallies: Sequence[PollTally], words: PackWords, question: str | None
) -> list[Records]:
    """Return the tables of questions, polls, items and options."""
    polls = [tally.poll for tally in tallies]

    def table(name: str, columns: tuple[str, ...], rows: Sequence[Row]) -> Records:
        return Records(name, columns, partial(in_turn, rows))

    return [
        table("questions", QUESTIONS, question_rows(debate.title, polls, words, question)),
        table("polls", POLLS, poll_rows(debate.title, tallies)),
        table("items", ITEMS, item_rows(debate.title, polls, words)),
        table("options", OPTIONS, option_rows(debate.title, polls, words)),
    ]


def wide_ballot_tables(connection: Reading, debate: Debate, tallies: Sequence[PollTally]) -> list[Records]:
    """Return a table a poll with a row a person; none for secret polls."""
    polls = [tally.poll for tally in tallies if has_wide_ballots(tally.poll)]
    return [
        Records(wide_name(poll), wide_columns(poll), partial(_wide_rows, connection, debate, poll)) for poll in polls
    ]


async def _wide_rows(connection: Reading, debate: Debate, poll: Poll) -> Rows:
    """Put the ballots of each person together; they come one after the other."""
    first = poll_cells(debate.title, poll)
    voter, shown, answers = "", "", dict[str, Answer]()
    async for row in ballots_of(connection, poll.id):
        if row.participant != voter and answers:
            yield *first, shown, *wide_cells(poll, answers)
            answers = {}
        voter, shown = row.participant, row.name or row.participant
        answers[row.item_key] = row.answer
    if answers:
        yield *first, shown, *wide_cells(poll, answers)
