"""The open sets of statements and their counts in memory: votes, next cards and live results need no counting query."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot import metrics
from bot.domain.polls import Secrecy
from bot.domain.small_groups import LiveCountGuard
from bot.domain.statements import Counts, SetState, Stance, Statement, StatementSet
from bot.services.polls.secret_vote_groups import VoteGroups
from bot.storage import statement_sets, statement_votes, statements
from bot.storage.engine import Database
from bot.storage.group_commit import GroupCommit
from bot.storage.statement_votes import StanceChange, StanceWritten, write_stances


class OwnVotes:
    """Which statements people have voted on, for those whose votes were read once: a bit a statement.

    A vote that is stored while somebody's are being read counts as well.
    """

    def __init__(self) -> None:
        self._bits: dict[int, int] = {}
        self._voted: defaultdict[int, int] = defaultdict(int)
        self._known: set[int] = set()

    def of(self, participant: str) -> set[int] | None:
        """Return the statements that somebody has voted on, None if their votes have not been read yet."""
        who = hash(participant)
        if who not in self._known:
            return None
        voted = self._voted[who]
        return {statement_id for statement_id, bit in self._bits.items() if voted & bit}

    def learn(self, participant: str, voted: Iterable[int]) -> set[int]:
        """Take over what was read of somebody's votes; return all statements that they have voted on."""
        for statement_id in voted:
            self.note(participant, statement_id, has_voted=True)
        self._known.add(hash(participant))
        return self.of(participant) or set()

    def note(self, participant: str, statement_id: int, *, has_voted: bool) -> None:
        """Note that somebody has voted on a statement, or has withdrawn the vote."""
        bit = self._bits.setdefault(statement_id, 1 << len(self._bits))
        if has_voted:
            self._voted[hash(participant)] |= bit
        else:
            self._voted[hash(participant)] &= ~bit


@dataclass
class OpenSet:
    """An open set, the statements that people can vote on in it, and their votes so far."""

    set: StatementSet
    statements: dict[int, Statement]
    counts: dict[int, Counts]
    guards: defaultdict[int, LiveCountGuard] = field(default_factory=lambda: defaultdict(LiveCountGuard))
    voters: Counter[int] = field(default_factory=Counter)
    """How many votes are of whom, by the hash of the participant."""
    own: OwnVotes = field(default_factory=OwnVotes)

    @property
    def turnout(self) -> int:
        """How many people have voted on a statement."""
        return len(self.voters)

    @property
    def votes(self) -> int:
        """How many votes have been cast."""
        return self.voters.total()

    def votable_counts(self) -> dict[int, Counts]:
        """Return the counts of the statements that people can vote on."""
        return {statement_id: self.counts.get(statement_id, Counts()) for statement_id in self.statements}

    def visible_counts(self) -> dict[int, Counts]:
        """Return the counts that everybody may see while it is open; none of what could reveal a small group."""
        if not self.set.guards_small_groups:
            return self.votable_counts()
        shown = {number: self.guards[number].visible_count(_profile(self._of(number))) for number in self.statements}
        return {
            number: Counts.by_stance({Stance(answer[0]): votes for answer, votes in (profile or {}).items()})
            for number, profile in shown.items()
        }

    def count(self, change: StanceChange, before: Stance | None) -> None:
        """Count a stored change."""
        moved = Counter({stance: self._of(change.statement_id).of(stance) for stance in Stance})
        moved.subtract([before] if before else [])
        moved.update([change.stance] if change.stance else [])
        self.counts[change.statement_id] = Counts.by_stance(moved)
        voter, one = hash(change.participant), bool(change.stance) - bool(before)
        self.voters[voter] += one
        if not self.voters[voter]:
            del self.voters[voter]
        self.own.note(change.participant, change.statement_id, has_voted=change.stance is not None)
        if self.set.guards_small_groups and before != change.stance:
            was, now = (None if stance is None else (stance.value,) for stance in (before, change.stance))
            self.guards[change.statement_id].record_change(change.participant, was, now)

    def _of(self, statement_id: int) -> Counts:
        return self.counts.get(statement_id, Counts())


def _profile(counts: Counts) -> Mapping[tuple[str, ...], int]:
    return {(stance.value,): counts.of(stance) for stance in Stance if counts.of(stance)}


class OpenSets:
    """Stores votes and keeps the counts of open sets. One that is not in memory yet is read from the database."""

    def __init__(self, database: Database, *, secret_window: float = 0.0) -> None:
        """Secret votes wait up to `secret_window` seconds for others, to share a commit with them."""
        self._database = database
        self._groups = VoteGroups(secret_window) if secret_window else None
        self._writer = GroupCommit(database, write_stances, self._count)
        self._open: dict[int, OpenSet] = {}

    async def find(self, set_id: int) -> OpenSet | None:
        """Return an open set, None if it is not open."""
        if set_id not in self._open:
            async with self._database.reading() as reading:
                found = await statement_sets.set_by_id(reading, set_id)
            if found is None or found.state is not SetState.OPEN:
                return None
            # No vote is written meanwhile, so each is counted exactly once.
            async with self._database.writing() as connection:
                found = await statement_sets.set_by_id(connection, set_id)
                if found is None or found.state is not SetState.OPEN:
                    return None
                all_ = await statements.statements_of(connection, found.debate_id, found.question)
                counts = await statement_votes.counts_of(connection, set_id)
                voters = await statement_votes.votes_by_participant(connection, set_id)
            shown = {statement.id: statement for statement in all_ if statement.can_be_voted_on}
            self._open.setdefault(set_id, OpenSet(found, shown, counts, voters=voters))
        return self._open.get(set_id)

    def in_memory(self, set_id: int) -> OpenSet | None:
        """Return an open set if it is in memory, without a query."""
        return self._open.get(set_id)

    def add(self, new: StatementSet) -> None:
        """Take over a new place of a set's message."""
        if new.id in self._open:
            self._open[new.id].set = new

    def remove(self, set_id: int) -> None:
        """Remove a set that is no longer open."""
        self._open.pop(set_id, None)

    def update(self, statement: Statement) -> None:
        """Show or hide a new or changed statement where it can be voted on."""
        for entry in self._open.values():
            if (entry.set.debate_id, entry.set.question) == (statement.debate_id, statement.question):
                entry.statements.pop(statement.id, None)
                if statement.can_be_voted_on:
                    entry.statements[statement.id] = statement

    async def write(self, entry: StatementSet, change: StanceChange) -> StanceWritten:
        """Store a change; returns once it is durable."""
        if self._groups is None or entry.secrecy is not Secrecy.SECRET:
            return await self._write(change)
        await self._groups.join(entry.id, change.participant, None)
        written = await self._write(change)
        self._database.scrub_soon()
        return written

    async def release_waiting(self) -> None:
        """Write the votes that wait for others now: their set is about to close."""
        if self._groups is not None:
            await self._groups.release()

    async def _write(self, change: StanceChange) -> StanceWritten:
        try:
            return await self._writer.write(change)
        except BaseException:
            self.remove(change.set_id)  # the vote may be stored, and only the acknowledgement lost: count anew
            raise

    def _count(self, results: Sequence[StanceWritten]) -> None:
        changed = [one for one in results if one.accepted and one.before != one.change.stance]
        metrics.committed(len(results), len(changed))
        for result in changed:
            if entry := self._open.get(result.change.set_id):
                entry.count(result.change, result.before)
