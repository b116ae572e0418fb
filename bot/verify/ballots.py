"""Reads and checks ballots, codes and responses, and counts the ballots."""

import hashlib
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from bot.domain.answers import read_answer, write_answer
from bot.domain.canonical import Codes, Head
from bot.domain.export_schema import BALLOTS, CODES, RESPONSES, Row, moment, poll_cells, to_the_hour
from bot.domain.findings import Cell
from bot.domain.kind import Answer
from bot.domain.polls import Item, Secrecy
from bot.domain.pseudonyms import NOBODY, PSEUDONYM
from bot.domain.receipts import ListEntry
from bot.domain.refusals import BadAnswer
from bot.domain.responses import Status
from bot.verify.zip_files import Altered, ZipFiles

PARTICIPANT = re.compile(rf"{PSEUDONYM.pattern}|{NOBODY}[0-9a-f]{{32}}")
"""The participant of a pseudonymous ballot: a pseudonym, or a mark after a deletion."""

ON_THE_HOUR = ":00:00Z"

ResponseRow = tuple[str, str, int, str | None, str, str, str]

MAX_DIFFERENT_ANSWERS = 2_000_000
"""Limit on distinct answers in memory, about 350 bytes each."""

Heads = Mapping[int, Head]
"""What was voted on, by the poll's number."""

CLOCK_TOLERANCE = timedelta(minutes=5)
"""Clocks are adjusted and differ between machines, and votes may be stored while the closing waits."""

MAX_CHANGES_A_SECOND = 100
"""More than anybody can make, even with a script."""


@dataclass(frozen=True)
class PollCodes:
    """The codes of a poll's voters, and how many of them are blank after deletions."""

    codes: Codes
    blank: int


class AnswerLimit:
    """Counts distinct answers over all polls, to limit memory."""

    def __init__(self) -> None:
        self._left = MAX_DIFFERENT_ANSWERS

    def count(self) -> None:
        """Count one more. Raises Altered above the limit."""
        self._left -= 1
        if self._left < 0:
            raise Altered(f"ballots.json: more than {MAX_DIFFERENT_ANSWERS:,} different answers, too many to check")


class PollBallots:
    """The ballots of one poll, added in the order in which the bot writes them.

    Ballots are sorted by pseudonym, then by item, so duplicates are found without keeping all participants in memory.
    """

    def __init__(self, head: Head, limit: AnswerLimit, *, rounded: bool) -> None:
        self.profiles: dict[str, Counter[Answer]] = {item.key: Counter() for item in head.poll.items}
        self.voters = self.deleted = 0
        self._limit = limit
        self._poll = poll = head.poll
        self._rounded = rounded and poll.secrecy is Secrecy.PSEUDONYMOUS
        opened_at, closed_at = poll.opened_at - CLOCK_TOLERANCE, cast("datetime", poll.closed_at) + CLOCK_TOLERANCE
        self._times = moment(to_the_hour(opened_at) if self._rounded else opened_at), moment(closed_at)
        self._most_changes = MAX_CHANGES_A_SECOND * (closed_at - opened_at).total_seconds()
        self._items = {item.key: item for item in head.poll.items}
        self._order_of_items = {key: number for number, key in enumerate(self._items)}
        self._last = ("", -1)
        self._answered: set[str] = set()

    def add(self, item: str, participant: Cell, answer: str, cast_at: Cell, changes: Cell) -> None:
        """Check and count a ballot. Raises Altered."""
        if item not in self._items:
            raise Altered(f"ballots.json: poll {self._poll.id} has no item {item}")
        secret = self._poll.secrecy is Secrecy.SECRET
        if {cell is None for cell in (participant, cast_at, changes)} != {secret}:
            told = "say who voted or when" if secret else "do not say who voted and when"
            raise Altered(f"ballots.json: poll {self._poll.id} is {self._poll.secrecy}, but its ballots {told}")
        if not secret:
            self._require_possible(cast("str", participant), cast("str", cast_at), cast("int", changes))
        self._require_order(cast("str", participant or ""), item)
        chosen = read_answer(answer)
        if chosen not in self.profiles[item]:
            self._require_answer(self._items[item], chosen)
            chosen = tuple(map(sys.intern, chosen))  # each id once in memory, however many answers name it
            self._limit.count()
        self.profiles[item][chosen] += 1

    def _require_possible(self, participant: str, cast_at: str, changes: int) -> None:
        """Check the pseudonym, the time and the number of changes."""
        poll = self._poll
        if poll.secrecy is Secrecy.PSEUDONYMOUS and not PARTICIPANT.fullmatch(participant):
            raise Altered(f"ballots.json: poll {poll.id} is pseudonymous, but a participant has no pseudonym")
        earliest, latest = cast("tuple[str, str]", self._times)
        if not earliest <= cast_at <= latest:
            raise Altered(f"ballots.json: a ballot of poll {poll.id} is from {cast_at}, when the poll was not open")
        if self._rounded and not cast_at.endswith(ON_THE_HOUR):
            raise Altered(f"ballots.json: poll {poll.id} is pseudonymous, but a time is not rounded to the hour")
        if not 0 <= changes <= self._most_changes:
            raise Altered(f"ballots.json: a ballot of poll {poll.id} cannot have been changed {changes} times")

    def _require_answer(self, item: Item, answer: Answer) -> None:
        try:
            same = item.rules.check(answer) == answer
        except BadAnswer:
            same = False
        if not same:
            raise Altered(
                f"ballots.json: {write_answer(answer)} is not a possible answer to {item.key} in poll {self._poll.id}"
            )

    def _require_order(self, who: str, item: str) -> None:
        """Check that the ballots are sorted and that no voter has two on one item; count the voters."""
        before, self._last = self._last, (who, self._order_of_items[item])
        is_named = self._poll.secrecy is Secrecy.NAMED  # so they are sorted by whom, and two may bear the same name
        if who != before[0] or (is_named and self._last <= before):
            self.voters += 1
            self.deleted += who.startswith(NOBODY)
            self._answered = set()
        if who and item in self._answered:
            raise Altered(f"ballots.json: a participant of poll {self._poll.id} has two ballots on one item")
        if self._last < before and not is_named:
            raise Altered(f"ballots.json: the ballots of poll {self._poll.id} are out of order")
        self._answered.add(item)


def read_ballots(files: ZipFiles, heads: Heads, *, rounded: bool) -> dict[int, PollBallots]:
    """Read every ballot. Times of pseudonymous ones are `rounded` to the hour since format 2. Raises Altered."""
    limit = AnswerLimit()
    ballots = {poll: PollBallots(head, limit, rounded=rounded) for poll, head in heads.items()}
    for poll, (item, participant, answer, cast_at, changes) in _rows_by_poll(files, "ballots", BALLOTS, heads):
        ballots[poll].add(cast("str", item), participant, cast("str", answer), cast_at, changes)
    return ballots


def read_codes(files: ZipFiles, heads: Heads) -> dict[int, PollCodes]:
    """Read every code. Raises Altered."""
    digests = {poll: hashlib.sha256() for poll in heads}
    numbers, blank, last = Counter[int](), Counter[int](), dict.fromkeys(heads, "")
    for poll, (code, salt, commitment) in _rows_by_poll(files, "codes", CODES, heads):
        if not ListEntry(cast("str", commitment), cast("str | None", code), cast("str | None", salt)).is_valid:
            raise Altered(f"codes.json: a code of poll {poll} does not fit its commitment")
        if cast("str", commitment) <= last[poll]:
            raise Altered(f"codes.json: the codes of poll {poll} are out of order, or one appears twice")
        last[poll] = cast("str", commitment)
        numbers[poll] += 1
        blank[poll] += code is None
        digests[poll].update(f"{commitment}\n".encode())
    return {poll: PollCodes(Codes(numbers[poll], digest.hexdigest()), blank[poll]) for poll, digest in digests.items()}


def _rows_by_poll(files: ZipFiles, table: str, columns: tuple[str, ...], heads: Heads) -> Iterator[tuple[int, Row]]:
    """Go through rows that begin with where they belong, and leave that away once it is found to be so."""
    starts = {poll: first_cells(head) for poll, head in heads.items()}
    for row in files.rows(table, columns):
        poll = cast("int", row[2])
        if poll not in heads:
            raise Altered(f"{table}.json: it has rows of poll {poll}, which is not in seals.json")
        if row[: len(starts[poll])] != starts[poll]:
            raise Altered(f"{table}.json: rows of poll {poll} name another debate, question or round")
        yield poll, row[len(starts[poll]) :]


def first_cells(head: Head) -> Row:
    """Return what the rows of a poll begin with in ballots, codes and seals."""
    return poll_cells(head.debate, head.poll)


def require_responses(files: ZipFiles, debate: str | None, question: str | None, *, rounded: bool) -> None:
    """Check that responses are of this debate and question, there once, and have a text only if published."""
    last: tuple[str, int] = "", 0
    numbers = set[int]()
    for row in files.rows("responses", RESPONSES):
        found, letter, number, participant, text, created_at, status = cast("ResponseRow", row)
        if debate not in {None, found} or question not in {None, letter}:
            raise Altered("responses.json: a response names another debate or question")
        if text and status != Status.PUBLISHED:
            raise Altered("responses.json: a response that is not published has a text")
        if number in numbers or (letter, number) < last:
            raise Altered(f"responses.json: response {number} appears twice, or out of order")
        if rounded and PARTICIPANT.fullmatch(participant or "") and not created_at.endswith(ON_THE_HOUR):
            raise Altered(f"responses.json: response {number} is pseudonymous, but its time is not rounded to the hour")
        numbers.add(number)
        last = letter, number
