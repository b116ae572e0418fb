"""Checks the votes on statements: the log has closed their sets, and they add up to the counts beside the texts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from bot.domain.statement_records import STATEMENT_VOTES, STATEMENTS
from bot.domain.statements import Stance
from bot.verify.zip_files import Altered, ZipFiles

STATEMENT_TABLE, VOTE_TABLE = "statements", "statement_votes"

Entry = Mapping[str, Any]
Place = tuple[str, str]
"""A question and a round."""


@dataclass
class StatementLog:
    """What the log has of sets of statements: those that it opened and closed."""

    opened: dict[int, Place] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)

    def add(self, entry: Entry) -> None:
        """Take an entry on a set, or on the end of the debate, which closes all of them."""
        number = entry.get("statements")
        if entry["action"] == "debate closed":
            self.closed |= self.opened.keys()
        elif isinstance(number, int) and entry["action"] == "statements opened":
            self.opened[number] = str(entry.get("question")), str(entry.get("round"))
        elif isinstance(number, int) and entry["action"] == "statements closed":
            self.closed.add(number)

    def over(self, question: str | None) -> set[Place]:
        """Return the sets that are over, of all questions or of one."""
        places = {self.opened[number] for number in self.closed & self.opened.keys()}
        return {place for place in places if question in {None, place[0]}}


def tables_of(files: ZipFiles, log: StatementLog, question: str | None) -> dict[str, tuple[str, ...]]:
    """Return the tables on statements that the ZIP has to have, with their columns."""
    found = {STATEMENT_TABLE: STATEMENTS} if f"{STATEMENT_TABLE}.json" in files.checksums else {}
    return found | ({VOTE_TABLE: STATEMENT_VOTES} if log.over(question) else {})


def require_statements(files: ZipFiles, log: StatementLog, debate: str | None, question: str | None) -> None:
    """Check that the votes add up, and that nobody votes twice on a statement. Raises Altered."""
    tables, over = tables_of(files, log, question), log.over(question)
    counted = _counted(files, over, debate) if VOTE_TABLE in tables else Counter()
    for row in files.rows(STATEMENT_TABLE, STATEMENTS) if STATEMENT_TABLE in tables else ():
        one: Entry = dict(zip(STATEMENTS, row, strict=True))
        name = f"statements.json: statement {one['statement']} to question {one['question']}"
        if debate not in {None, one["debate"]} or question not in {None, one["question"]}:
            raise Altered(f"{name} is of another debate or question")
        if one["round"] and (one["question"], one["round"]) not in over:
            raise Altered(f"{name} has votes of a round that the log does not close")
        if one["statement_status"] == "shown" and one["round"]:
            place = one["question"], one["round"], one["statement"]
            votes = tuple(counted.pop((*place, stance.value), 0) for stance in Stance)
            if votes != (one["agrees"], one["disagrees"], one["passes"]):
                raise Altered(f"statement_votes.json: the votes on {name.partition(': ')[2]} do not add up")
    if counted:
        raise Altered("statement_votes.json: it has votes on statements that are not shown")


def _counted(files: ZipFiles, over: set[Place], debate: str | None) -> Counter[tuple[str, str, int, str]]:
    counted: Counter[tuple[str, str, int, str]] = Counter()
    voter, own = None, set[tuple[object, ...]]()
    for row in files.rows(VOTE_TABLE, STATEMENT_VOTES):
        vote: Entry = dict(zip(STATEMENT_VOTES, row, strict=True))
        place = cast("tuple[str, str, int]", (vote["question"], vote["round"], vote["statement"]))
        if debate not in {None, vote["debate"]} or place[:2] not in over:
            raise Altered("statement_votes.json: it has votes of a round that the log does not close")
        if (place[:2], vote["voter"]) != voter:
            voter, own = (place[:2], vote["voter"]), set()
        if vote["voter"] is not None and place in own:
            raise Altered(f"statement_votes.json: voter {vote['voter']} votes twice on statement {place[2]}")
        own.add(place)
        counted[*place, vote["vote"]] += 1
    return counted
