"""Recounts a ZIP from its ballots, one line in memory at a time."""

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from bot.domain.canonical import CANONICAL, WITH_LOG, WITHOUT_LOG, Codes, Head, canonical_lines, seal
from bot.domain.export_schema import (
    BALLOTS,
    CODES,
    RESPONSES,
    SEALS,
    SHIFT,
    SPEECHES,
    TALLIES,
    Records,
    findings_of,
    in_turn,
    tally_rows,
)
from bot.domain.polls import Poll, Secrecy
from bot.domain.shift import comparable
from bot.domain.tally import PollTally, count_poll
from bot.exports.charts import ALTERNATIVES
from bot.exports.package_files import PACKAGE_FILES
from bot.exports.zip_ import PUBLIC_KEY
from bot.verify.action_log import ACTIONS, Log, check_log, read_log
from bot.verify.ballot_papers import require_ballot_papers, tables_for
from bot.verify.ballots import PollBallots, PollCodes, first_cells, read_ballots, read_codes, require_responses
from bot.verify.canonical_files import read_head
from bot.verify.charts import CHART, require_charts
from bot.verify.shift import WITH_OPTION, check_shift_in_log, require_shift, rows_of_all
from bot.verify.shift_tables import TABLES as SHIFT_TABLES
from bot.verify.shift_tables import require_shift_tables
from bot.verify.speeches import SPEECH_TABLE, require_speeches
from bot.verify.statements import require_statements, tables_of
from bot.verify.zip_files import ENDINGS, Altered, ZipFiles, listed

ALWAYS = {"ballots": BALLOTS, "responses": RESPONSES, "seals": SEALS, "codes": CODES}
"""The tables that are in every ZIP and are read; others are counted."""

DOCUMENTS = (ACTIONS, "codebook.md", "report.html", ALTERNATIVES)


class Recount:
    """The recount of a ZIP of all questions or of one."""

    def __init__(self, files: ZipFiles, question: str | None, format_: int) -> None:
        self.polls: list[Poll] = []
        self.seals: dict[int, str | None] = {}
        self.ballots = self.actions = self.sealed_entries = 0
        self.notes: tuple[str, ...] = ()
        self._zip = files
        self._question = question
        self._rounded = format_ > 1  # times of what is pseudonymous
        self._format = format_
        self._shift = WITH_OPTION if format_ == 1 else SHIFT
        self._explained = format_ > 1  # by tables of questions, polls, items and options
        self._documents = (*DOCUMENTS, *(PACKAGE_FILES if self._explained else ()))
        self._newest = WITHOUT_LOG if format_ == 1 else WITH_LOG  # format of canonical files that may be in it
        self._heads: dict[int, Head] = {}
        self._further: dict[
            str, tuple[str, ...]
        ] = {}  # tables of turns to speak and of statements, where there are any

    async def check(self) -> None:
        """Recount and compare everything. Raises Altered."""
        files = self._zip
        files.require(*_files(["tallies", *ALWAYS]), *self._documents)
        for table, columns in ALWAYS.items():
            files.require_twins(table, columns)
        self._read_heads()
        debate = next((head.debate for head in self._heads.values()), None)
        require_responses(files, debate, self._question, rounded=self._rounded)
        tallies = self._tallies()
        log = read_log(files)
        self._further = {SPEECH_TABLE: SPEECHES} if log.floors.over(self._question) else {}
        self._further |= tables_of(files, log.statements, self._question)
        explaining = tables_for(self.polls) if self._explained else {}
        files.require(*_files(explaining))
        for table, columns in self._further.items():
            files.require(*_files([table]))
            files.require_twins(table, columns)
        require_speeches(files, log.floors, debate, self._question)
        require_statements(files, log.statements, debate, self._question)
        self.actions = log.entries
        self.notes += tuple(check_log(log, self._heads, self.seals, self._question))
        self.sealed_entries = log.sealed_entries(self._heads)
        self._further |= explaining
        await self._require_tables(debate or "", tallies, log)
        if explaining:
            require_ballot_papers(files, debate, tallies, self.seals, log)

    def _read_heads(self) -> None:
        for row in self._zip.rows("seals", SEALS):
            poll, sealed = cast("int", row[2]), cast("str | None", row[4])
            self._heads[poll] = head = self._read_head(poll)
            if row[:4] != first_cells(head) or poll in self.seals or self._question not in {None, head.poll.question}:
                raise Altered(f"seals.json: poll {poll} does not match {CANONICAL.format(poll=poll)}")
            self.seals[poll] = sealed
        if len({head.debate for head in self._heads.values()}) > 1:
            raise Altered("seals.json: its polls belong to different debates")
        self.polls = [head.poll for head in self._heads.values()]

    def _read_head(self, poll: int) -> Head:
        name = CANONICAL.format(poll=poll)
        self._zip.require(name)
        first = last = b""
        for line in self._zip.lines(name):
            first, last = first or line, line
        head = read_head(name, first, last, self._newest)
        if head.poll.id != poll:
            raise Altered(name)
        return head

    def _tallies(self) -> list[PollTally]:
        """Recount every poll, and compare it with its canonical file and its seal."""
        ballots = read_ballots(self._zip, self._heads, rounded=self._rounded)
        codes = read_codes(self._zip, self._heads)
        tallies = []
        for poll, head in self._heads.items():
            tallies.append(self._tally(head, ballots[poll], codes[poll]))
        return tallies

    def _tally(self, head: Head, ballots: PollBallots, listed: PollCodes) -> PollTally:
        poll, name, sealed = head.poll, CANONICAL.format(poll=head.poll.id), self.seals[head.poll.id]
        codes = listed.codes
        profiles = {item.id: ballots.profiles[item.key] for item in poll.items}
        tally = count_poll(poll, profiles, head.turnout)
        self.ballots += sum(item.ballots for item in tally.items)
        _require_voters(tally, ballots, codes if sealed else None)
        self._require_blanks(poll, ballots, listed)
        if codes != head.codes:
            raise Altered(f"codes.json or {name}: the codes of poll {poll.id} do not match")
        digest = seal(canonical_lines(head.debate, tally, codes))
        if digest != self._zip.checksums[name]:
            raise Altered(f"ballots.json or {name}: the ballots of poll {poll.id} do not add up")
        if sealed not in {None, digest}:
            raise Altered(f"seals.json or {name}: the seal of poll {poll.id} does not match")
        return tally

    def _require_blanks(self, poll: Poll, ballots: PollBallots, listed: PollCodes) -> None:
        """Check that no more codes are blank than voters were deleted; of secret ballots that is not known."""
        number = f"{listed.blank} of {listed.codes.number} codes of poll {poll.id} are blank"
        if poll.secrecy is not Secrecy.SECRET and listed.blank > ballots.deleted:
            raise Altered(f"codes.json: {number}, but {ballots.deleted} of its voters have deleted their data")
        if poll.secrecy is Secrecy.SECRET and listed.blank:
            self.notes += (f"{number}; deletions explain that, but nobody can tell in a secret poll",)

    async def _require_tables(self, debate: str, tallies: Sequence[PollTally], log: Log) -> None:
        """Compare tables, charts and the list of files with the recount, and the shift also with the log."""
        by_poll = {tally.poll.id: tally for tally in tallies}
        rows = tally_rows(debate, tallies)
        pairs = [(by_poll[before.id], by_poll[after.id]) for before, after in comparable(self.polls)]
        counted = [Records("tallies", TALLIES, lambda: in_turn(rows)), *findings_of(debate, tallies)]
        self._require_files(
            [*(table.name for table in counted), *(self._shift_tables() if pairs else []), *self._further, *ALWAYS]
        )
        for table in counted:
            self._zip.require_table(table.name, table.columns, [row async for row in table.rows()])
        if pairs:
            require_shift(self._zip, debate, pairs, self._shift)
            if self._format > 1:
                require_shift_tables(self._zip, debate, pairs)
            self.notes += tuple(check_shift_in_log(log, self._zip, pairs, self._shift))
        rows_of_shift = rows_of_all(self._zip, self._shift) if pairs else ()
        require_charts(self._zip, tallies, pairs, rows_of_shift, self._format)

    def _shift_tables(self) -> list[str]:
        return ["shift", *(SHIFT_TABLES if self._format > 1 else ())]

    def _require_files(self, tables: Sequence[str]) -> None:
        expected = {*_files(tables), *self._documents, *(CANONICAL.format(poll=poll) for poll in self.seals)}
        found = {name for name in self._zip.checksums if not CHART.fullmatch(name)} - {PUBLIC_KEY}
        wrong = [f"{name} (missing)" for name in sorted(expected - found)]
        wrong += [f"{name} (added)" for name in sorted(found - expected)]
        if wrong:
            raise Altered(*listed(wrong))


def _files(tables: Iterable[str]) -> Iterator[str]:
    return (f"{table}.{ending}" for table in tables for ending in ENDINGS)


def _require_voters(tally: PollTally, ballots: PollBallots, codes: Codes | None) -> None:
    """Check the turnout against codes and ballots; `codes` is None for polls that an earlier version closed.

    Secret ballots have no participant, and two people in a named poll may have the same name.
    """
    poll, turnout = tally.poll, tally.turnout
    if codes and codes.number != turnout:
        raise Altered(f"codes.json: poll {poll.id} has {codes.number} codes but a turnout of {turnout}")
    least = max((item.ballots for item in tally.items), default=0)
    if poll.secrecy is not Secrecy.SECRET:
        least = max(least, ballots.voters)
    most = ballots.voters if poll.secrecy is Secrecy.PSEUDONYMOUS else sum(item.ballots for item in tally.items)
    if not least <= turnout <= most:
        raise Altered(f"ballots.json: the ballots of poll {poll.id} cannot come from {turnout} people, its turnout")
