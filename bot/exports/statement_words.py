"""What the report says of statements."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.domain import statement_lines
from bot.domain.common_ground import Standing
from bot.domain.opinion_groups import OpinionGroups
from bot.domain.statement_records import SetRecords
from bot.domain.statements import Stance, Statement
from bot.domain.texts import Text, say
from bot.i18n import Speech

MOST = 20
"""Statements that a list has at most; the tables have all."""


@dataclass(frozen=True)
class StatementList:
    """A list: its name, the text and the votes of each statement, and how many more there are."""

    name: str
    rows: list[tuple[str, str]]
    more: str


class StatementWords:
    """The sentences and figures about one set of statements."""

    def __init__(self, speech: Speech, records: SetRecords) -> None:
        self.speech = speech
        self.records = records
        self._by_id = {one.id: one for one in records.statements}

    @property
    def heading(self) -> str:
        """Name the set by its round."""
        return self.speech.text(statement_lines.ROUNDS[self.records.set.round])

    @property
    def lists(self) -> list[StatementList]:
        """Return each list that has statements."""
        ground = self.records.ground()
        named = (
            (statement_lines.AGREED, ground.agreed, say("Of everybody, {low} to {high} agree.")),
            (statement_lines.DIVIDED, ground.divided, say("Of everybody, {low} to {high} are on the smaller side.")),
            (statement_lines.PASSED_OVER, ground.passed, say("Of everybody, {low} to {high} pass.")),
        )
        return [self._list(self.speech.text(name), found, sure) for name, found, sure in named if found]

    def _list(self, name: str, found: Sequence[Standing], sure: Text) -> StatementList:
        left = len(found) - MOST
        more = self.speech("…and {count} more in the tables", count=self.speech.number(left)) if left > 0 else ""
        return StatementList(name, [self._row(standing, sure) for standing in found[:MOST]], more)

    def _row(self, standing: Standing, sure: Text) -> tuple[str, str]:
        votes = standing.counts
        counted = self.speech(
            "{agree} agree · {disagree} disagree · {passed} pass.",
            agree=self.speech.number(votes.agree),
            disagree=self.speech.number(votes.disagree),
            passed=self.speech.number(votes.passed),
        )
        low, high = (self.speech.percent(bound) for bound in statement_lines.bounds(standing.interval))
        told = self.speech.text(replace(sure, values={"low": low, "high": high}))
        return self.text(standing.statement_id), f"{counted} {told}"

    def text(self, statement_id: int) -> str:
        """Return what a statement says."""
        statement: Statement | None = self._by_id.get(statement_id)
        if statement is None or statement.is_erased:
            return self.speech("A statement that its author has deleted")
        return self.records.words.get(statement_id, statement.text)

    @property
    def turnout(self) -> str:
        """Say how many voted."""
        return self.speech("{voted} voted", voted=self.speech.number(self.records.set.turnout or 0))

    @property
    def notes(self) -> Iterator[str]:
        """Say what has no result, what was declined, and whether there are groups."""
        if count := self.records.ground().waiting:
            yield self.speech.text(statement_lines.waiting(count))
        if self.records.declined:
            yield self.speech.text(statement_lines.declined(self.records.declined))
        if self.records.groups is not None:
            yield self.speech.text(statement_lines.groups_line(self.records.groups))

    @property
    def groups(self) -> list[tuple[str, list[str]]]:
        """Return what sets each group apart, and what all of them share."""
        told = self.records.groups
        if not isinstance(told, OpinionGroups) or not statement_lines.has_groups(told):
            return []
        found = [
            (
                self.speech("Group {number} says, unlike the others", number=number),
                [self._stance(trait.stance, trait.statement_id) for trait in traits],
            )
            for number, traits in enumerate(told.groups, 1)
        ]
        shared = [self._stance(one.stance, one.statement_id) for one in told.shared]
        return [(name, lines) for name, lines in [*found, (self.speech("All groups say"), shared)] if lines]

    def _stance(self, stance: Stance, statement_id: int) -> str:
        word = self.speech.text(statement_lines.STANCES[stance])
        return self.speech("{stance}: {statement}", stance=word, statement=self.text(statement_id))
