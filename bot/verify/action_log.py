"""Checks the log of actions: that its hashes form a chain, that it is of one debate, and that it fits the polls.

Each poll was opened, closed and sealed when the log says so, none is missing, and each seal covers the log before it.
The shift is compared with the log in `bot.verify.shift`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, TypeAdapter

from bot.domain import hash_chain
from bot.domain.canonical import Head
from bot.domain.export_schema import moment
from bot.domain.polls import Release, Secrecy
from bot.domain.reopening import REOPENING_TIME
from bot.verify.ballots import Heads
from bot.verify.columns import Hash, Number, Time, Value
from bot.verify.speeches import FloorLog
from bot.verify.statements import StatementLog
from bot.verify.zip_files import Altered, ZipFiles, parsed

ACTIONS = "actions.jsonl"

Entry = Mapping[str, Any]
Seals = Mapping[int, str | None]
"""By the poll's number; None where an earlier version closed it."""


FIELDS = ("question", "round", "secrecy", "turnout", "seal")
"""Fields that must be the same in all entries on a poll."""
COUNTED = ("turnout", "seal")
"""Those of them that a poll gets when it closes, and again if it is opened and closed once more."""


class _Form(BaseModel):
    """The required fields of an entry; any other holds a single value."""

    model_config = ConfigDict(extra="allow", strict=True)
    __pydantic_extra__: dict[str, Value]

    action: str
    at: Time
    number: Number
    server: Number
    debate: Number
    hash: Hash
    poll: Number | None = None
    polls: list[Number] | None = None
    question: str | None = None
    round: str | None = None
    secrecy: str | None = None
    turnout: Number | None = None
    seal: Hash | None = None
    poll_before: Number | None = None
    poll_after: Number | None = None
    shift: Hash | None = None
    rows: Hash | None = None


FORM = TypeAdapter(_Form)


class Sealing(NamedTuple):
    """Where in the log a poll was sealed: the number of the entry, and the hash of the one before it."""

    number: int
    head: str


@dataclass
class Log:
    """What the log has of each poll, by its number. `said` has the first entry with each of FIELDS.

    `shifts` are the entries that have the hash of what was told between two polls.

    `begins` is the moment of the first entry, None where there is none. The log is `whole` if that is the debate's
    start: a debate that an earlier version began has entries since the newer one only.
    """

    entries: int = 0
    begins: str | None = None
    whole: bool = False
    opened: dict[int, Entry] = field(default_factory=dict)
    ended: dict[int, Entry] = field(default_factory=dict)
    said: dict[int, dict[str, Entry]] = field(default_factory=dict)
    sealed: dict[int, Sealing] = field(default_factory=dict)
    cancelled: set[int] = field(default_factory=set)
    published: set[int] = field(default_factory=set)
    shifts: dict[tuple[int, int], Entry] = field(default_factory=dict)
    floors: FloorLog = field(default_factory=FloorLog)
    statements: StatementLog = field(default_factory=StatementLog)

    def add(self, entry: Entry, previous: str) -> None:
        """Take the next entry, and the hash of the one before it. Raises Altered."""
        self.entries += 1
        name = entry["action"]
        self.statements.add(entry)
        if self.begins is None:
            self.begins, self.whole = entry["at"], name == "debate started"
        if name == "shift kept" and {"poll_before", "poll_after"} <= entry.keys():
            self.shifts[entry["poll_before"], entry["poll_after"]] = entry
        elif name == "debate closed":
            self.ended.update(dict.fromkeys(entry.get("polls") or (), entry))
        elif "floor" in entry:
            self.floors.add(entry)
        elif entry.get("poll") is not None:
            self._add_on_poll(entry["poll"], name, entry, previous)

    def _add_on_poll(self, poll: int, name: str, entry: Entry, previous: str) -> None:
        if name == "poll opened":
            self.opened[poll] = entry
        elif name == "poll cancelled":
            self.cancelled.add(poll)
        elif name.startswith("poll closed"):
            self.ended[poll] = entry
        elif name == "poll reopened":
            self._reopen(poll, entry)
        elif name == "result published":
            self.published.add(poll)
        elif name == "result sealed":
            if poll in self.sealed:
                raise Altered(f"{ACTIONS}, entry {self.entries}: poll {poll} is sealed a second time")
            self.sealed[poll] = Sealing(self.entries, previous)
        for one in FIELDS:
            if one in entry and self.said.setdefault(poll, {}).setdefault(one, entry)[one] != entry[one]:
                raise Altered(
                    f"{ACTIONS}, entry {self.entries}: the {one} of poll {poll} differs from an earlier entry"
                )

    def _reopen(self, poll: int, entry: Entry) -> None:
        """Forget the closing that this entry takes back; the poll is then closed and sealed anew. Raises Altered."""
        opened, ended = self.opened.get(poll, {}), self.ended.get(poll)
        possible = (
            poll in self.sealed
            and poll not in self.published | self.cancelled
            and opened.get("results", Release.MANUAL) == Release.MANUAL
            and opened.get("secrecy") != Secrecy.SECRET
            and ended is not None
            and ended["action"] == "poll closed"
            and datetime.fromisoformat(entry["at"]) - datetime.fromisoformat(ended["at"]) <= REOPENING_TIME
        )
        if not possible:
            raise Altered(f"{ACTIONS}, entry {self.entries}: poll {poll} could not be opened again at that time")
        del self.sealed[poll], self.ended[poll]
        for name in COUNTED:
            self.said[poll].pop(name, None)
        self.shifts = {polls: shift for polls, shift in self.shifts.items() if poll not in polls}

    def sealed_entries(self, heads: Heads) -> int:
        """Return how many entries, from the first, the seals of these polls cover; what follows is open."""
        covering = (self.sealed[poll].number - 1 for poll, head in heads.items() if head.poll.log_head is not None)
        return max(covering, default=0)

    def has_sealed(self, poll: int) -> bool:
        """Whether the log has a poll's seal."""
        return "seal" in self.said.get(poll, {})

    def covers(self, at: datetime | None) -> bool:
        """Whether an event of that time must be in the log."""
        return self.whole or (self.begins is not None and str(moment(at)) > self.begins)


def read_log(files: ZipFiles) -> Log:
    """Follow the chain to its end, and see that it is of one debate. Raises Altered."""
    log, previous, places = Log(), hash_chain.GENESIS, set()
    for number, line in enumerate(files.lines(ACTIONS), 1):
        name = f"{ACTIONS}, entry {number}"
        entry = parsed(name, line, FORM).model_dump(exclude_unset=True, exclude={"hash"})
        linked = hash_chain.append(previous, entry)
        places.add((entry["server"], entry["debate"]))
        if linked.line() != line or entry["number"] != number or len(places) > 1:
            raise Altered(name)
        log.add(entry, previous)
        previous = linked.hash
    return log


def check_log(log: Log, heads: Heads, seals: Seals, question: str | None) -> Iterator[str]:
    """Compare the log with the polls; yields a note for what it cannot prove. Raises Altered."""
    for poll, head in heads.items():
        _require_open(log, head)
        if seals[poll]:
            _require_sealed(log, head)
        else:
            yield from _unsealed(log, head)
        _require_same(log, head, seals[poll])
    for head in heads.values():
        _require_covered(log, head)
    yield from _missing(log, heads, question)
    if not log.entries:
        yield "there is no log of actions: an earlier version of the bot held this debate"
    elif not log.whole:
        yield "the log begins later than the debate: an earlier version of the bot started it"


def _require_open(log: Log, head: Head) -> None:
    poll = head.poll
    if poll.id in log.cancelled:
        raise Altered(f"{ACTIONS} or seals.json: poll {poll.id} is in the ZIP, but the log says that it was cancelled")
    entry = log.opened.get(poll.id)
    if entry is None and log.covers(poll.opened_at):
        raise Altered(f"{ACTIONS}: the opening of poll {poll.id} is missing")
    if entry and entry["at"] != moment(poll.opened_at):
        raise Altered(
            f"{ACTIONS}, entry {entry['number']}: poll {poll.id} opened at another time, says its canonical file"
        )


def _require_same(log: Log, head: Head, seal: str | None) -> None:
    """Compare what the log says of a poll with its canonical file, which ballots and codes have been found to fit."""
    poll = head.poll
    true = dict(zip(FIELDS, (poll.question, poll.round, poll.secrecy, head.turnout, seal), strict=True))
    for name, entry in log.said.get(poll.id, {}).items():
        if entry[name] != true[name]:
            raise Altered(
                f"{ACTIONS}, entry {entry['number']}, or seals.json: the {name} of poll {poll.id} is {entry[name]} in "
                f"the log but {true[name]} in the ZIP"
            )


def _require_sealed(log: Log, head: Head) -> None:
    poll, ended = head.poll, log.ended.get(head.poll.id)
    if ended is None or ended["at"] < str(moment(poll.closed_at)):
        raise Altered(f"{ACTIONS}: the closing of poll {poll.id} is missing, or earlier than its canonical file says")
    if not log.has_sealed(poll.id):
        raise Altered(f"{ACTIONS}: the seal of poll {poll.id} is missing")


def _require_covered(log: Log, head: Head) -> None:
    """See that the log before a seal is the one that the seal covers."""
    poll, sealing = head.poll, log.sealed.get(head.poll.id)
    if poll.log_head is None:
        return
    if sealing is None:
        raise Altered(f"{ACTIONS}: the sealing of poll {poll.id} is missing")
    if sealing.head != poll.log_head:
        raise Altered(f"{ACTIONS}: the seal of poll {poll.id} does not cover its first {sealing.number - 1} entries")


def _unsealed(log: Log, head: Head) -> Iterator[str]:
    poll = head.poll
    if log.has_sealed(poll.id) or poll.id in log.ended or log.covers(poll.closed_at):
        raise Altered(f"seals.json: the seal of poll {poll.id} is missing, but the log says that it was sealed")
    yield f"poll {poll.id} has no seal: an earlier version of the bot closed it"


def _missing(log: Log, heads: Heads, question: str | None) -> Iterator[str]:
    for poll in sorted((log.ended.keys() | log.said.keys()) - log.cancelled - heads.keys()):
        entry = log.said.get(poll, {}).get("question")
        is_asked = question in {None, entry["question"] if entry else None}
        if is_asked and log.has_sealed(poll):
            raise Altered(f"seals.json: poll {poll} is missing, but the log says that it was closed and sealed")
        if is_asked and poll in log.ended:
            yield f"poll {poll} is not in the ZIP, but the log says that it was closed"
