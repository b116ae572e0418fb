"""The tables that explain the others: questions, polls, items and options, each with a key."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.export_schema import ITEM_COLUMNS, Row, moment, poll_cells
from bot.domain.polls import Poll
from bot.domain.tally import PollTally

QUESTIONS = ("debate", "question", "place", "question_title", "asks")
POLLS = (
    "debate", "question", "poll", "round", "turnout", "electorate", "quorum", "quorum_needed", "secrecy", "opened_at",
    "closed_at", "seal",
)  # fmt: skip
ITEMS = (*ITEM_COLUMNS, "place", "kind", "item_title", "wording")
OPTIONS = (*ITEM_COLUMNS, "option", "place", "label", "wording", "detail", "editors", "step", "stance")

ItemId = tuple[str, str]
"""A question's letter and an item's id."""
OptionId = tuple[str, str, str]
"""The same and an option's id."""


@dataclass(frozen=True)
class PackWords:
    """What a pack says in the language of an export: each question's title and text, items, and options."""

    questions: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    items: Mapping[ItemId, str] = field(default_factory=dict)
    options: Mapping[OptionId, str] = field(default_factory=dict)
    as_known: frozenset[str] = frozenset()
    """What it says in any language. A text on a ballot that is not among it was changed since, and stays as it was."""

    def of_item(self, question: str, item: str, as_it_stood: str) -> str:
        """Return an item's title in the language."""
        return self.items.get((question, item), as_it_stood) if as_it_stood in self.as_known else as_it_stood

    def of_option(self, question: str, item: str, option: str, as_it_stood: str) -> str:
        """Return an option's label in the language."""
        found = self.options.get((question, item, option), as_it_stood)
        return found if as_it_stood in self.as_known else as_it_stood


def question_rows(debate: str, polls: Iterable[Poll], words: PackWords, only: str | None) -> list[Row]:
    """Return a row a question, of all of the pack or of one, and of those that were put to the vote."""
    found = {poll.question: (poll.title, "") for poll in polls} | dict(words.questions)
    letters = sorted(found)
    return [
        (debate, letter, place, *found[letter]) for place, letter in enumerate(letters, 1) if only in {None, letter}
    ]


def poll_rows(debate: str, tallies: Iterable[PollTally]) -> list[Row]:
    """Return a row a poll."""
    return [
        (
            *poll_cells(debate, tally.poll),
            tally.turnout,
            tally.poll.electorate,
            str(tally.poll.quorum) if tally.poll.quorum else None,
            tally.poll.quorum.needed(tally.poll.electorate) if tally.poll.quorum else None,
            tally.poll.secrecy.value,
            moment(tally.poll.opened_at),
            moment(tally.poll.closed_at),
            tally.poll.seal,
        )
        for tally in tallies
    ]


def item_rows(debate: str, polls: Iterable[Poll], words: PackWords) -> list[Row]:
    """Return a row an item of each poll, in the order of the ballot paper."""
    return [
        (
            *poll_cells(debate, poll),
            item.key,
            place,
            item.kind_name,
            item.title,
            words.of_item(poll.question, item.key, item.title),
        )
        for poll in polls
        for place, item in enumerate(poll.items, 1)
    ]


def option_rows(debate: str, polls: Iterable[Poll], words: PackWords) -> list[Row]:
    """Return a row an option of each item, in the order of the ballot paper; a scale's steps count from 1."""
    return [
        (
            *poll_cells(debate, poll),
            item.key,
            option.id,
            place,
            option.label,
            words.of_option(poll.question, item.key, option.id, option.label),
            option.detail,
            int(option.editors),
            place if item.rules.entry.is_scale else None,
            item.rules.stances.get(option.id),
        )
        for poll in polls
        for item in poll.items
        for place, option in enumerate(item.options, 1)
    ]


def without(columns: Sequence[str], rows: Iterable[Row], *dropped: str) -> list[Row]:
    """Return rows without some of their columns."""
    kept = [place for place, column in enumerate(columns) if column not in dropped]
    return [tuple(row[place] for place in kept) for row in rows]
