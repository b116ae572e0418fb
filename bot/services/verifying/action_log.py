"""Holding the log of actions against the polls: each was opened, closed and sealed as it says, and none is missing."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from bot.domain.canonical import Paper
from bot.domain.chain import START, link
from bot.domain.records import moment
from bot.services.verifying.ballots import Papers
from bot.services.verifying.unpacked import Altered, Unpacked, reading

ACTIONS = "actions.jsonl"

Entry = Mapping[str, Any]
Seals = Mapping[int, str | None]
"""By the poll's number; None where an earlier version closed it."""


FIELDS = ("question", "round", "secrecy", "turnout", "seal")
"""What every entry on a poll that has it says alike."""


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
    cancelled: set[int] = field(default_factory=set)
    shifts: dict[tuple[int, int], Entry] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        """Take the next entry. Raises Altered."""
        self.entries += 1
        name, poll = entry["action"], cast("int", entry.get("poll"))
        if self.begins is None:
            self.begins, self.whole = entry["at"], name == "debate started"
        if name == "poll opened":
            self.opened[poll] = entry
        elif name == "poll cancelled":
            self.cancelled.add(poll)
        elif name == "shift kept":
            self.shifts[entry["poll_before"], entry["poll_after"]] = entry
        elif name == "debate closed":
            self.ended.update(dict.fromkeys(entry.get("polls", ()), entry))
        elif name.startswith("poll closed"):
            self.ended[poll] = entry
        for one in FIELDS if poll is not None else ():
            if one in entry and self.said.setdefault(poll, {}).setdefault(one, entry)[one] != entry[one]:
                raise Altered(f"{ACTIONS}, entry {self.entries}: poll {poll} has another {one} than in an entry before")

    def has_sealed(self, poll: int) -> bool:
        """Whether the log has a poll's seal."""
        return "seal" in self.said.get(poll, {})

    def covers(self, at: datetime | None) -> bool:
        """Whether what happened then has to be in the log."""
        return self.whole or (self.begins is not None and str(moment(at)) > self.begins)


def read_log(unpacked: Unpacked) -> Log:
    """Follow the chain to its end, and see that it is of one debate. Raises Altered."""
    log, previous, places = Log(), START, set()
    with reading(ACTIONS):
        for number, line in enumerate(unpacked.lines(ACTIONS), 1):
            entry = json.loads(line)
            del entry["hash"]
            linked = link(previous, entry)
            places.add((entry["server"], entry["debate"]))
            if linked.line() != line or entry["number"] != number or len(places) > 1:
                raise Altered(f"{ACTIONS}, entry {number}")
            log.add(entry)
            previous = linked.hash
    return log


def hold_log_against(log: Log, papers: Papers, seals: Seals, question: str | None) -> Iterator[str]:
    """Hold a log against the polls of all questions or of one; says what it cannot vouch for. Raises Altered."""
    with reading(ACTIONS):
        for poll, paper in papers.items():
            _require_open(log, paper)
            if seals[poll]:
                _require_sealed(log, paper)
            else:
                yield from _unsealed(log, paper)
            _require_same(log, paper, seals[poll])
        yield from _missing(log, papers, question)
    if not log.entries:
        yield "it has no log of actions, as an earlier version held that debate"
    elif not log.whole:
        yield "its log begins after the debate did, as an earlier version began that"


def _require_open(log: Log, paper: Paper) -> None:
    poll = paper.poll
    if poll.id in log.cancelled:
        raise Altered(f"{ACTIONS} or seals.json: poll {poll.id} is there, though the log has it as cancelled")
    entry = log.opened.get(poll.id)
    if entry is None and log.covers(poll.opened_at):
        raise Altered(f"{ACTIONS}: the opening of poll {poll.id} is missing")
    if entry and entry["at"] != moment(poll.opened_at):
        raise Altered(f"{ACTIONS}, entry {entry['number']}: poll {poll.id} was opened at another time by its paper")


def _require_same(log: Log, paper: Paper, seal: str | None) -> None:
    """Hold what the log says of a poll against its paper, which seal, ballots and codes have been held against."""
    poll = paper.poll
    true = dict(zip(FIELDS, (poll.question, poll.round, poll.secrecy, paper.turnout, seal), strict=True))
    for name, entry in log.said.get(poll.id, {}).items():
        if entry[name] != true[name]:
            raise Altered(
                f"{ACTIONS}, entry {entry['number']}, or seals.json: the {name} of poll {poll.id} is {entry[name]} in "
                f"the log, and {true[name]} in the ZIP"
            )


def _require_sealed(log: Log, paper: Paper) -> None:
    poll, ended = paper.poll, log.ended.get(paper.poll.id)
    if ended is None or ended["at"] < str(moment(poll.closed_at)):
        raise Altered(f"{ACTIONS}: the closing of poll {poll.id} is missing, or earlier than its paper says")
    if not log.has_sealed(poll.id):
        raise Altered(f"{ACTIONS}: the seal of poll {poll.id} is missing")


def _unsealed(log: Log, paper: Paper) -> Iterator[str]:
    poll = paper.poll
    if log.has_sealed(poll.id) or poll.id in log.ended or log.covers(poll.closed_at):
        raise Altered(f"seals.json: the seal of poll {poll.id} is missing, and the log says that it was sealed")
    yield f"poll {poll.id} has no seal, as an earlier version closed it"


def _missing(log: Log, papers: Papers, question: str | None) -> Iterator[str]:
    for poll in sorted((log.ended.keys() | log.said.keys()) - log.cancelled - papers.keys()):
        entry = log.said.get(poll, {}).get("question")
        is_asked = question in {None, entry["question"] if entry else None}
        if is_asked and log.has_sealed(poll):
            raise Altered(f"seals.json: poll {poll} is missing, though the log has its closing and its seal")
        if is_asked and poll in log.ended:
            yield f"poll {poll}, which the log has as closed, is not in it"
