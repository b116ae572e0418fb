"""Counting a whole ZIP anew from its ballots, file by file, a line in memory at a time."""

import hashlib
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain
from typing import IO, cast

from bot.domain.answers import read_answer
from bot.domain.canonical import CANONICAL, NO_CODES, Codes, Paper, canonical_lines, read_paper, seal
from bot.domain.chain import START, link
from bot.domain.inclusion import Entry
from bot.domain.kind import Answer
from bot.domain.polls import Debate, Poll
from bot.domain.records import (
    BALLOTS,
    CODES,
    RESPONSES,
    SEALS,
    TALLIES,
    Dataset,
    Records,
    Row,
    Rows,
    findings_of,
    in_turn,
    tally_rows,
)
from bot.domain.tally import PollTally, count_poll
from bot.exports.archive import Hashed
from bot.exports.comma_separated import CommaSeparated
from bot.exports.json_lists import JsonLists

LONGEST_LINE = 10_000_000

NO_DEBATE = Debate(0, 0, "", "", datetime.min.replace(tzinfo=UTC))
"""What the tables are of does not show in them."""
"""Bytes. Ours are far shorter; a longer one is not held in memory to find that out."""


class Altered(Exception):
    """Names what was altered."""


class Recount:
    """What the files of a ZIP come to. Their checksums have been compared with those of the manifest."""

    def __init__(self, archive: zipfile.ZipFile, checksums: dict[str, str]) -> None:
        self.polls: list[Poll] = []
        self.seals: dict[int, str | None] = {}
        self.ballots = self.actions = 0
        self._archive = archive
        self._checksums = checksums
        self._given: dict[tuple[int, str], Counter[Answer]] = {}
        self._turnouts: Counter[int] = Counter()
        self._codes: dict[int, Codes] = {}

    async def check(self) -> None:
        """Count everything anew. Raises Altered."""
        for name in ("tallies", "ballots", "responses", "seals", "codes"):
            for ending in ("csv", "json"):
                self._require(f"{name}.{ending}")
        for table, columns in (("responses", RESPONSES), ("ballots", BALLOTS), ("seals", SEALS), ("codes", CODES)):
            await self._twins(table, columns)
        with _reading("ballots.json"):
            self._take_ballots()
        with _reading("codes.json"):
            self._take_codes()
        with _reading("seals.json"):
            self.seals = {cast("int", row[2]): cast("str | None", row[4]) for row in self._rows("seals", SEALS)}
        tallies, debate = self._tallies()
        self.polls = [tally.poll for tally in tallies]
        await self._require_tables(debate, tallies)
        self._check_actions()

    def _require(self, name: str) -> None:
        if name not in self._checksums:
            raise Altered(f"{name} (missing; export everything with format zip)")

    async def _twins(self, table: str, columns: tuple[str, ...]) -> None:
        """See that a table says the same as CSV and as JSON, to the byte."""

        async def rows() -> Rows:
            for row in self._rows(table, columns):
                yield row

        with _reading(f"{table}.json"):
            await self._require_table(Records(table, columns, rows))

    async def _require_table(self, table: Records) -> None:
        for format_ in (JsonLists(), CommaSeparated()):
            target = _Checksums()
            await format_.write(Dataset(NO_DEBATE, (table,)), target)
            for name, digest in target.found.items():
                if self._checksums.get(name) != digest:
                    raise Altered(name)

    def _rows(self, table: str, columns: tuple[str, ...]) -> Iterator[Row]:
        for line in self._lines(f"{table}.json"):
            text = line.rstrip(b",\n")
            if text in {b"[", b"]", b"[]"}:
                continue
            found = json.loads(text)
            if tuple(found) != columns:
                raise Altered(f"{table}.json")
            yield tuple(found.values())

    def _lines(self, name: str) -> Iterator[bytes]:
        with self._archive.open(name) as stream:
            while line := stream.readline(LONGEST_LINE):
                if len(line) == LONGEST_LINE:
                    raise Altered(name)
                yield line

    def _take_ballots(self) -> None:
        last = None
        for _, _, poll, _, item, participant, answer, _, _ in self._rows("ballots", BALLOTS):
            self.ballots += 1
            key = cast("tuple[int, str]", (poll, item))
            self._given.setdefault(key, Counter())[read_answer(cast("str", answer))] += 1
            # A participant's ballots stand together.
            if participant is not None and (poll, participant) != last:
                self._turnouts[cast("int", poll)] += 1
            last = (poll, participant)

    def _take_codes(self) -> None:
        digests: dict[int, tuple[int, hashlib._Hash]] = {}
        for _, _, poll, _, code, salt, commitment in self._rows("codes", CODES):
            if not Entry(cast("str", commitment), cast("str | None", code), cast("str | None", salt)).holds:
                raise Altered(f"codes.json: a code of poll {poll} does not open its commitment")
            number, digest = digests.get(cast("int", poll), (0, hashlib.sha256()))
            digest.update(f"{commitment}\n".encode())
            digests[cast("int", poll)] = number + 1, digest
        self._codes = {poll: Codes(number, digest.hexdigest()) for poll, (number, digest) in digests.items()}

    def _tallies(self) -> tuple[list[PollTally], str]:
        """Count every poll anew, and hold it against its canonical file and its seal."""
        names = {name for name in self._checksums if re.fullmatch(r"canonical-\d+\.jsonl", name)}
        expected = {CANONICAL.format(poll=poll) for poll in self.seals}
        if names != expected or not {poll for poll, _ in self._given} | {*self._codes} <= {*self.seals}:
            raise Altered("the list of polls")
        tallies, debate = [], ""
        for poll in self.seals:
            name = CANONICAL.format(poll=poll)
            with _reading(name):
                paper = read_paper(next(self._lines(name)))
            with _reading(f"ballots.json (poll {poll})"):
                tally, digest = self._count(paper)
            if paper.poll.id != poll or digest != self._checksums[name]:
                raise Altered(f"{name}, codes.json or ballots.json: the ballots of poll {poll} come to something else")
            if self.seals[poll] not in {None, digest}:
                raise Altered(f"seals.json, or what it seals: poll {poll} has another seal")
            tallies.append(tally)
            debate = paper.debate
        return tallies, debate

    def _count(self, paper: Paper) -> tuple[PollTally, str]:
        poll, codes = paper.poll, self._codes.get(paper.poll.id, NO_CODES)
        profiles = {item.id: self._given.pop((poll.id, item.key), Counter()) for item in poll.items}
        for item in poll.items:
            {item.option(option) for option in chain.from_iterable(profiles[item.id])}
        if any(other == poll.id for other, _ in self._given):
            raise ValueError
        tally = count_poll(poll, profiles, self._turnouts.get(poll.id, codes.number))
        return tally, seal(canonical_lines(paper.debate, tally, codes))

    async def _require_tables(self, debate: str, tallies: Sequence[PollTally]) -> None:
        rows = tally_rows(debate, tallies)
        await self._require_table(Records("tallies", TALLIES, lambda: in_turn(rows)))
        for table in findings_of(debate, tallies):
            await self._require_table(table)

    def _check_actions(self) -> None:
        name = "actions.jsonl"
        self._require(name)
        previous = START
        with _reading(name):
            for line in self._lines(name):
                self.actions += 1
                entry = json.loads(line)
                del entry["hash"]
                linked = link(previous, entry)
                if linked.line() != line or entry["number"] != self.actions:
                    raise Altered(f"{name}, entry {self.actions}")
                sealed = self.seals.get(entry.get("poll"))
                if sealed is not None and entry.get("seal", sealed) != sealed:
                    raise Altered(f"{name}, entry {self.actions}, or the seal of poll {entry['poll']}")
                previous = linked.hash


class _Checksums:
    """Takes files and keeps their checksums only."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    @contextmanager
    def file(self, name: str) -> Iterator[IO[bytes]]:
        hashed = Hashed()
        yield cast("IO[bytes]", hashed)
        self.found[name] = hashed.digest.hexdigest()


@contextmanager
def _reading(name: str) -> Iterator[None]:
    """Take whatever goes wrong with a file's content for an alteration of it."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, StopIteration, RecursionError) as error:
        raise Altered(name) from error
