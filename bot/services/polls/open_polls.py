"""The open polls in memory: what a vote needs to know and what the board shows, without a query."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from bot import metrics
from bot.domain.kind import Answer
from bot.domain.polls import Poll, PollState, Secrecy
from bot.domain.shards import ALL, Shards
from bot.domain.small_groups import LiveCountGuard
from bot.domain.tally import PollTally, count_poll, count_visible
from bot.services.polls.vote_groups import VoteGroups
from bot.storage.ballot_writer import BallotWriter
from bot.storage.ballots import Change, Written, profiles_of, turnouts_of
from bot.storage.engine import Connection, Database
from bot.storage.polls import open_polls, poll_by_id


@dataclass
class _OpenPoll:
    poll: Poll
    turnout: int = 0
    profiles: dict[int, Counter[Answer]] = field(default_factory=dict)
    guards: defaultdict[int, LiveCountGuard] = field(default_factory=lambda: defaultdict(LiveCountGuard))


class OpenPolls:
    """Takes votes and keeps the tallies of open polls, which always equal a recount of the database."""

    def __init__(self, database: Database, shards: Shards = ALL, *, secret_window: float = 0.0) -> None:
        """Have a secret vote wait for others, to share their commit, for at most `secret_window` seconds."""
        self._database = database
        self._groups = VoteGroups(secret_window) if secret_window else None
        self._shards = shards
        self._writer = BallotWriter(database, self._move_tallies)
        self._open: dict[int, _OpenPoll] = {}
        self._doubtful: set[int] = set()
        self._counting: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def load(self) -> None:
        """Take up the open polls of this process's servers where an earlier process left them."""
        async with self._database.reading() as connection:
            found = [poll for poll in await open_polls(connection) if self._shards.has(poll.guild_id)]
            self._open = await _counted(connection, found)

    async def reload(self, poll_id: int) -> Poll | None:
        """Count a poll anew from the database, and keep it where it is open; nobody votes in between."""
        async with self._database.writing() as connection:
            poll = await poll_by_id(connection, poll_id)
            if poll is None or poll.state is not PollState.OPEN:
                self.remove(poll_id)
                return None
            self._open |= await _counted(connection, [poll])
        return poll

    async def recount_doubtful(self) -> None:
        """Count the polls anew in which a write failed: where only the answer got lost, the vote is stored."""
        for poll_id in list(self._doubtful):
            self._doubtful.discard(poll_id)
            try:
                await self.reload(poll_id)
            except BaseException:
                self._doubtful.add(poll_id)
                raise

    def add(self, poll: Poll) -> None:
        """Note a new open poll, or the new deadline or place of one."""
        if poll.id in self._open:
            self._open[poll.id].poll = poll
        else:
            self._open[poll.id] = _OpenPoll(poll)

    def remove(self, poll_id: int) -> None:
        """Forget a poll that is no longer open."""
        self._open.pop(poll_id, None)

    def poll(self, poll_id: int) -> Poll | None:
        """Return an open poll."""
        found = self._open.get(poll_id)
        return found.poll if found else None

    def polls(self, guild_id: int | None = None) -> list[Poll]:
        """Return the open polls of a server, or of all."""
        return [entry.poll for entry in self._open.values() if guild_id in {None, entry.poll.guild_id}]

    def tally(self, poll_id: int) -> PollTally | None:
        """Count an open poll as it stands."""
        found = self._open.get(poll_id)
        return count_poll(found.poll, found.profiles, found.turnout) if found else None

    def visible_tally(self, poll_id: int) -> PollTally | None:
        """Count an open poll as far as everybody may see it: its turnout is of this moment, its counts may be older."""
        found = self._open.get(poll_id)
        if found is None or not found.poll.guards_small_groups:
            return self.tally(poll_id)
        poll, counted = found.poll, found.profiles
        profiles = {item.id: found.guards[item.id].snapshot(counted.get(item.id, {})) for item in poll.items}
        return count_visible(poll, profiles, found.turnout)

    def counting_lock(self, poll_id: int) -> asyncio.Lock:
        """Return what whoever counts a poll holds, so that this process counts it once."""
        return self._counting.setdefault(poll_id, asyncio.Lock())

    async def write(self, change: Change) -> Written:
        """Store a change and move the tally; returns once it is durable."""
        poll = self.poll(change.poll_id)
        if self._groups is None or poll is None or poll.secrecy is not Secrecy.SECRET:
            return await self._write(change)
        left = (poll.closes_at - change.at).total_seconds() if poll.closes_at else None
        await self._groups.join(poll.id, change.participant, left)
        written = await self._write(change)
        self._database.scrub_soon()
        return written

    async def _write(self, change: Change) -> Written:
        try:
            return await self._writer.write(change)
        except BaseException:
            self._doubtful.add(change.poll_id)
            raise

    async def release_waiting(self) -> None:
        """Have the votes that wait for others wait no longer: their poll is about to close."""
        if self._groups is not None:
            await self._groups.release()

    def _move_tallies(self, results: Sequence[Written]) -> None:
        metrics.committed(len(results), sum(result.before != result.after for result in results))
        for result in results:
            entry = self._open.get(result.change.poll_id)
            if entry is None or result.before == result.after:
                continue
            entry.turnout += bool(result.after) - bool(result.before)
            for item_id in result.before.keys() | result.after.keys():
                before, after = result.before.get(item_id), result.after.get(item_id)
                if before != after:
                    _move(entry.profiles.setdefault(item_id, Counter()), before, after)
                    if entry.poll.guards_small_groups:
                        entry.guards[item_id].record_change(result.change.participant, before, after)


async def _counted(connection: Connection, polls: Sequence[Poll]) -> dict[int, _OpenPoll]:
    ids = [poll.id for poll in polls]
    profiles = await profiles_of(connection, ids)
    turnouts = await turnouts_of(connection, ids)
    return {
        poll.id: _OpenPoll(
            poll,
            turnouts.get(poll.id, 0),
            {item.id: profiles[item.id] for item in poll.items if item.id in profiles},
        )
        for poll in polls
    }


def _move(profile: Counter[Answer], before: Answer | None, after: Answer | None) -> None:
    if before is not None:
        profile[before] -= 1
        if not profile[before]:
            del profile[before]
    if after is not None:
        profile[after] += 1
