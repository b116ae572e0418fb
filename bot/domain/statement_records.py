"""What an export has of statements: the columns of its tables, and the sets with their votes."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass, field

from bot.domain.common_ground import CommonGround, common_ground
from bot.domain.export_schema import Row, moment, to_the_hour
from bot.domain.opinion_groups import Told
from bot.domain.statements import Counts, Stance, Statement, StatementSet, StatementStatus

STATEMENTS = (
    "debate", "question", "statement", "round", "statement_text", "seed", "statement_status", "merged_into",
    "created_at", "agrees", "disagrees", "passes",
)  # fmt: skip
STATEMENT_VOTES = ("debate", "question", "round", "statement", "voter", "vote")


@dataclass(frozen=True)
class StatementVote:
    """One vote of a set. Voters have numbers of their own in each set and each export; None where votes are secret."""

    voter: int | None
    statement_id: int
    stance: Stance


Votes = Callable[[], AsyncIterator[StatementVote]]
"""A callable that returns a fresh iterator over a set's votes, a voter after the other, in an order by chance."""


@dataclass(frozen=True)
class SetRecords:
    """A closed set: the statements that are shown, by number, with their votes. `votes` is None if not requested."""

    set: StatementSet
    statements: tuple[Statement, ...]
    votes: Votes | None = None
    groups: Told | None = None
    declined: int = 0
    words: Mapping[int, str] = field(default_factory=dict)
    """What the pack's statements say in the reader's language, for the report; tables are the same in each."""

    def counts(self, statement: Statement) -> Counts:
        """Return a statement's final counts."""
        return (self.set.counts or {}).get(statement.id, Counts())

    def ground(self) -> CommonGround:
        """Return what the statements have come to."""
        return common_ground((one.id, self.counts(one)) for one in self.statements)


def statement_rows(debate: str, statements: Iterable[Statement], sets: Iterable[SetRecords]) -> list[Row]:
    """Return one row per statement and round, and one without a round if it has not been voted on.

    The text is left out unless the statement is shown, because exports are passed on; so is who wrote it.
    """
    by_question: dict[str, list[SetRecords]] = {}
    for records in sets:
        by_question.setdefault(records.set.question, []).append(records)
    rows, numbers = list[Row](), list(statements)
    number_of = {one.id: one.number for one in numbers}
    for one in numbers:
        shown = one.status is StatementStatus.SHOWN
        merged = None if one.merged_into is None else number_of.get(one.merged_into)
        what = (one.text if shown else "", one.seed, one.status.value, merged, moment(to_the_hour(one.created_at)))
        voted = [records for records in by_question.get(one.question, []) if (records.set.counts or {}).get(one.id)]
        for records in voted:
            votes = records.counts(one)
            numbers_ = votes.agree, votes.disagree, votes.passed
            rows.append((debate, one.question, one.number, records.set.round.value, *what, *numbers_))
        if not voted:
            rows.append((debate, one.question, one.number, "", *what, None, None, None))
    return rows
