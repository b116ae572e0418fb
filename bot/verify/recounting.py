"""Counting a whole ZIP anew from its ballots, file by file, a line in memory at a time."""

from collections.abc import Iterator, Sequence
from typing import cast

from bot.domain.canonical import CANONICAL, WITH_LOG, WITHOUT_LOG, Codes, Paper, canonical_lines, seal
from bot.domain.export_schema import (
    BALLOTS,
    CODES,
    RESPONSES,
    SEALS,
    SHIFT,
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
from bot.verify.action_log import ACTIONS, Log, hold_log_against, read_log
from bot.verify.ballots import Listed, Stack, place, require_responses, take_ballots, take_codes
from bot.verify.charts import CHART, require_charts
from bot.verify.papers import read_paper
from bot.verify.shift import WITH_OPTION, hold_shift_against, require_shift, rows_of_all
from bot.verify.unpacked import ENDINGS, Altered, Unpacked, listed

ALWAYS = {"ballots": BALLOTS, "responses": RESPONSES, "seals": SEALS, "codes": CODES}
"""The tables that are in every ZIP and are read; others are counted."""

DOCUMENTS = (ACTIONS, "codebook.md", "report.html", ALTERNATIVES)


class Recount:
    """What the files of a ZIP come to, which is of all questions or of one."""

    def __init__(self, unpacked: Unpacked, question: str | None, format_: int) -> None:
        self.polls: list[Poll] = []
        self.seals: dict[int, str | None] = {}
        self.ballots = self.actions = self.anchored = 0
        self.notes: tuple[str, ...] = ()
        self._unpacked = unpacked
        self._question = question
        self._rounded = format_ > 1  # times of what is pseudonymous
        self._shift = WITH_OPTION if format_ == 1 else SHIFT
        self._newest = WITHOUT_LOG if format_ == 1 else WITH_LOG  # format of canonical files that may be in it
        self._papers: dict[int, Paper] = {}

    async def check(self) -> None:
        """Count everything anew. Raises Altered."""
        unpacked = self._unpacked
        unpacked.require(*_files(["tallies", *ALWAYS]), *DOCUMENTS)
        for table, columns in ALWAYS.items():
            unpacked.require_twins(table, columns)
        self._take_papers()
        debate = next((paper.debate for paper in self._papers.values()), None)
        require_responses(unpacked, debate, self._question, rounded=self._rounded)
        tallies = self._tallies()
        log = read_log(unpacked)
        self.actions = log.entries
        self.notes += tuple(hold_log_against(log, self._papers, self.seals, self._question))
        self.anchored = log.anchored(self._papers)
        await self._require_tables(debate or "", tallies, log)

    def _take_papers(self) -> None:
        for row in self._unpacked.rows("seals", SEALS):
            poll, sealed = cast("int", row[2]), cast("str | None", row[4])
            self._papers[poll] = paper = self._paper(poll)
            if row[:4] != place(paper) or poll in self.seals or self._question not in {None, paper.poll.question}:
                raise Altered(f"seals.json: poll {poll} is named otherwise than in {CANONICAL.format(poll=poll)}")
            self.seals[poll] = sealed
        if len({paper.debate for paper in self._papers.values()}) > 1:
            raise Altered("seals.json: its polls are of different debates")
        self.polls = [paper.poll for paper in self._papers.values()]

    def _paper(self, poll: int) -> Paper:
        name = CANONICAL.format(poll=poll)
        self._unpacked.require(name)
        first = last = b""
        for line in self._unpacked.lines(name):
            first, last = first or line, line
        paper = read_paper(name, first, last, self._newest)
        if paper.poll.id != poll:
            raise Altered(name)
        return paper

    def _tallies(self) -> list[PollTally]:
        """Count every poll anew, and hold it against its canonical file and its seal."""
        stacks = take_ballots(self._unpacked, self._papers, rounded=self._rounded)
        codes = take_codes(self._unpacked, self._papers)
        tallies = []
        for poll, paper in self._papers.items():
            tallies.append(self._tally(paper, stacks[poll], codes[poll]))
        return tallies

    def _tally(self, paper: Paper, stack: Stack, listed: Listed) -> PollTally:
        poll, name, sealed = paper.poll, CANONICAL.format(poll=paper.poll.id), self.seals[paper.poll.id]
        codes = listed.codes
        profiles = {item.id: stack.profiles[item.key] for item in poll.items}
        tally = count_poll(poll, profiles, paper.turnout)
        self.ballots += sum(item.ballots for item in tally.items)
        _require_voters(tally, stack, codes if sealed else None)
        self._take_blanks(poll, stack, listed)
        if codes != paper.codes:
            raise Altered(f"codes.json or {name}: the codes of poll {poll.id} come to something else")
        digest = seal(canonical_lines(paper.debate, tally, codes))
        if digest != self._unpacked.checksums[name]:
            raise Altered(f"ballots.json or {name}: the ballots of poll {poll.id} come to something else")
        if sealed not in {None, digest}:
            raise Altered(f"seals.json, or what it seals: poll {poll.id} has another seal")
        return tally

    def _take_blanks(self, poll: Poll, stack: Stack, listed: Listed) -> None:
        """See that no more codes are blank than voters have deleted their data, which secret ballots do not show."""
        number = f"{listed.blank} of {listed.codes.number} codes of poll {poll.id} are blank"
        if poll.secrecy is not Secrecy.SECRET and listed.blank > stack.deleted:
            raise Altered(f"codes.json: {number}, and {stack.deleted} of its voters have deleted their data")
        if poll.secrecy is Secrecy.SECRET and listed.blank:
            self.notes += (f"{number}, as after deletions, which secret ballots do not show",)

    async def _require_tables(self, debate: str, tallies: Sequence[PollTally], log: Log) -> None:
        """Hold tables, charts and the list of files against the count, and the shift against the log as well."""
        by_poll = {tally.poll.id: tally for tally in tallies}
        rows = tally_rows(debate, tallies)
        pairs = [(by_poll[before.id], by_poll[after.id]) for before, after in comparable(self.polls)]
        counted = [Records("tallies", TALLIES, lambda: in_turn(rows)), *findings_of(debate, tallies)]
        self._require_files([*(table.name for table in counted), *(["shift"] if pairs else []), *ALWAYS])
        for table in counted:
            self._unpacked.require_table(table.name, table.columns, [row async for row in table.rows()])
        if pairs:
            require_shift(self._unpacked, debate, pairs, self._shift)
            self.notes += tuple(hold_shift_against(log, self._unpacked, pairs, self._shift))
        require_charts(self._unpacked, tallies, rows_of_all(self._unpacked, self._shift) if pairs else ())

    def _require_files(self, tables: Sequence[str]) -> None:
        expected = {*_files(tables), *DOCUMENTS, *(CANONICAL.format(poll=poll) for poll in self.seals)}
        found = {name for name in self._unpacked.checksums if not CHART.fullmatch(name)}
        wrong = [f"{name} (missing)" for name in sorted(expected - found)]
        wrong += [f"{name} (added)" for name in sorted(found - expected)]
        if wrong:
            raise Altered(*listed(wrong))


def _files(tables: Sequence[str]) -> Iterator[str]:
    return (f"{table}.{ending}" for table in tables for ending in ENDINGS)


def _require_voters(tally: PollTally, stack: Stack, codes: Codes | None) -> None:
    """See that as many people voted as have codes; None where an earlier version closed the poll, without codes.

    Secret ballots do not say whose they are, and two people in a named poll may bear the same name.
    """
    poll, turnout = tally.poll, tally.turnout
    if codes and codes.number != turnout:
        raise Altered(f"codes.json: poll {poll.id} has {codes.number} codes and a turnout of {turnout}")
    least = max((item.ballots for item in tally.items), default=0)
    if poll.secrecy is not Secrecy.SECRET:
        least = max(least, stack.voters)
    most = stack.voters if poll.secrecy is Secrecy.PSEUDONYMOUS else sum(item.ballots for item in tally.items)
    if not least <= turnout <= most:
        raise Altered(f"ballots.json: the ballots of poll {poll.id} are not those of {turnout} people, its turnout")
