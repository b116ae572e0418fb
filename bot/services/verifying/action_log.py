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


@dataclass
class Log:
    """What the log has of each poll, by its number.

    `begins` is the moment of the first entry, None where there is none. The log is `whole` if that is the debate's
    start: a debate that an earlier version began has entries since the newer one only.
    """

    entries: int = 0
    begins: str | None = None
    whole: bool = False
    opened: dict[int, Entry] = field(default_factory=dict)
    ended: dict[int, Entry] = field(default_factory=dict)
    sealed: dict[int, Entry] = field(default_factory=dict)
    cancelled: set[int] = field(default_factory=set)

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
        elif name == "debate closed":
            self.ended.update(dict.fromkeys(entry.get("polls", ()), entry))
        elif name.startswith("poll closed"):
            self.ended[poll] = entry
        if "seal" in entry and self.sealed.setdefault(poll, entry)["seal"] != entry["seal"]:
            raise Altered(f"{ACTIONS}, entry {self.entries}: poll {poll} has another seal than in an entry before")

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


def hold_against(log: Log, papers: Papers, seals: Seals, question: str | None) -> Iterator[str]:
    """Hold a log against the polls of all questions or of one; says what it cannot vouch for. Raises Altered."""
    with reading(ACTIONS):
        for poll, paper in papers.items():
            _require_open(log, paper)
            yield from _sealed(log, paper, seals[poll]) if seals[poll] else _unsealed(log, paper)
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
    if entry is None:
        if log.covers(poll.opened_at):
            raise Altered(f"{ACTIONS}: the opening of poll {poll.id} is missing")
        return
    said = entry["question"], entry["round"], entry["secrecy"], entry["at"]
    if said != (poll.question, poll.round.value, poll.secrecy.value, moment(poll.opened_at)):
        raise Altered(f"{ACTIONS}, entry {entry['number']}: poll {poll.id} was opened otherwise than its paper says")


def _sealed(log: Log, paper: Paper, seal: str | None) -> Iterator[str]:
    poll, ended = paper.poll, log.ended.get(paper.poll.id)
    if ended is None or ended["at"] < str(moment(poll.closed_at)):
        raise Altered(f"{ACTIONS}: the closing of poll {poll.id} is missing, or earlier than its paper says")
    entry = log.sealed.get(poll.id)
    if entry is None and ended["action"] == "debate closed":
        yield f"the log does not have the seal of poll {poll.id}"
        return
    if entry is None:
        raise Altered(f"{ACTIONS}: the seal of poll {poll.id} is missing")
    if (entry["question"], entry["round"]) != (poll.question, poll.round.value):
        raise Altered(f"{ACTIONS}, entry {entry['number']}: poll {poll.id} is of another question or round")
    turnout = entry.get("turnout", paper.turnout)  # a published result has none
    if turnout != paper.turnout:
        raise Altered(
            f"{ACTIONS}, entry {entry['number']}: poll {poll.id} has a turnout of {turnout} there, "
            f"and of {paper.turnout} by its ballots and codes"
        )
    if entry["seal"] != seal:
        raise Altered(f"{ACTIONS}, entry {entry['number']}, or seals.json: poll {poll.id} has another seal in each")


def _unsealed(log: Log, paper: Paper) -> Iterator[str]:
    poll = paper.poll
    if poll.id in log.sealed or poll.id in log.ended or log.covers(poll.closed_at):
        raise Altered(f"seals.json: the seal of poll {poll.id} is missing, and the log says that it was sealed")
    yield f"poll {poll.id} has no seal, as an earlier version closed it"


def _missing(log: Log, papers: Papers, question: str | None) -> Iterator[str]:
    for poll in sorted((log.ended.keys() | log.sealed.keys()) - log.cancelled - papers.keys()):
        entries = [entries[poll] for entries in (log.opened, log.sealed, log.ended) if poll in entries]
        asked = next((entry["question"] for entry in entries if "question" in entry), None)
        if question is not None and asked != question:
            continue
        if poll in log.sealed:
            raise Altered(f"seals.json: poll {poll} is missing, though the log has its closing and its seal")
        yield f"poll {poll}, which the log has as closed, is not in it"
