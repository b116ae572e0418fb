"""The open polls and their tallies in memory: votes and live results need no query."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from bot import metrics
from bot.domain.kind import Answer
from bot.domain.polls import Poll, PollState, Secrecy
from bot.domain.shards import ALL, Shards
from bot.domain.small_groups import LiveCountGuard
from bot.domain.tally import PollTally, count_poll, count_visible, raise_electorate
from bot.services.polls.secret_vote_groups import VoteGroups
from bot.storage.ballot_changes import Change, Written
from bot.storage.ballot_writer import BallotWriter
from bot.storage.ballots import profiles_of, turnouts_of, voters_of
from bot.storage.engine import Connection, Database
from bot.storage.polls import open_polls, poll_by_id


@dataclass
class _OpenPoll:
    poll: Poll
    turnout: int = 0
    profiles: dict[int, Counter[Answer]] = field(default_factory=dict)
    guards: defaultdict[int, LiveCountGuard] = field(default_factory=lambda: defaultdict(LiveCountGuard))
    voters: set[int] = field(default_factory=set)
    """Hashes of who has voted: half as large as their names, and a rare collision costs one query."""
    is_shared: bool = False
    """Whether another process takes votes in it too: `voters` is incomplete then, and the database alone is counted."""


class OpenPolls:
    """Stores votes and keeps the tallies of open polls, which equal a recount of the database.

    After a failed write that is so once `recount_doubtful` has run, and once `recount_heard` has where other processes
    take votes too.
    """

    def __init__(
        self, database: Database, shards: Shards = ALL, *, secret_window: float = 0.0, only_takes_votes: bool = False
    ) -> None:
        """Secret votes wait up to `secret_window` seconds for others, to share a commit with them.

        With `only_takes_votes` another process counts. This one keeps no tally, and tells the other of its votes.
        """
        self._database = database
        self.only_takes_votes = only_takes_votes
        self._told: set[int] = set()
        self._heard: set[int] = set()
        self.secret_window = secret_window
        self._groups = VoteGroups(secret_window) if secret_window else None
        self._shards = shards
        self._writer = BallotWriter(database, self._update_tallies)
        self._open: dict[int, _OpenPoll] = {}
        self._doubtful: set[int] = set()
        self._counting: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def load(self) -> None:
        """Load the open polls of this process's servers from the database."""
        async with self._database.reading() as connection:
            found = [poll for poll in await open_polls(connection) if self._shards.has(poll.guild_id)]
            self._open = await self._loaded(connection, found)
        if self.only_takes_votes:  # the last process here may have been killed before it told of its votes
            self._told.update(self._open)

    async def reload(self, poll_id: int) -> Poll | None:
        """Load an open poll from the database and recount it, while no vote is written; None if it is not open."""
        async with self._database.writing() as connection:
            poll = await poll_by_id(connection, poll_id)
            if poll is None or poll.state is not PollState.OPEN:
                self.remove(poll_id)
                return None
            was_shared = self.is_shared(poll_id)
            self._open |= await self._loaded(connection, [poll])
            self._open[poll_id].is_shared |= was_shared
        return poll

    async def _loaded(self, connection: Connection, polls: Sequence[Poll]) -> dict[int, _OpenPoll]:
        if self.only_takes_votes:
            return {poll.id: _OpenPoll(poll, is_shared=True) for poll in polls}
        return await _load(connection, polls)

    def is_shared(self, poll_id: int) -> bool:
        """Return whether another process is known to take votes in an open poll."""
        found = self._open.get(poll_id)
        return found is not None and found.is_shared

    def shared(self) -> list[int]:
        """Return the open polls in which another process is known to take votes."""
        return [poll_id for poll_id, entry in self._open.items() if entry.is_shared]

    def take_told(self) -> set[int]:
        """Return the polls with new votes since the last call, for the process that counts them."""
        told, self._told = self._told, set()
        return told

    def owe(self, poll_ids: Iterable[int]) -> None:
        """Note that the process that counts could not be told of new votes in these polls."""
        self._told.update(poll_ids)

    def hear(self, poll_ids: Iterable[int]) -> None:
        """Note that another process has taken votes in these polls."""
        self._heard.update(poll_ids)
        for poll_id in self._heard & self._open.keys():
            self._open[poll_id].is_shared = True

    async def recount_heard(self) -> set[int]:
        """Count the polls in which other processes took votes; return those whose count has moved.

        No vote waits meanwhile; those that are stored during the count are in the next one.
        """
        heard = self._heard & self._open.keys()
        if not heard:
            return set()
        self._heard -= heard
        for poll_id in heard:  # of which it may have heard before they were loaded
            self._open[poll_id].is_shared = True
        try:
            async with self._database.reading() as connection:
                profiles = await profiles_of(connection, heard)
                # Where there is one item, as many have voted as there are ballots.
                still_open = heard & self._open.keys()
                several = [poll_id for poll_id in still_open if len(self._open[poll_id].poll.items) > 1]
                turnouts = await turnouts_of(connection, several) if several else {}
        except BaseException:
            self._heard |= heard
            raise
        moved = set()
        for poll_id in heard & self._open.keys():
            entry = self._open[poll_id]
            counted = {item.id: profiles[item.id] for item in entry.poll.items if item.id in profiles}
            ballots = sum(sum(profile.values()) for profile in counted.values())
            turnout = turnouts.get(poll_id, 0) if len(entry.poll.items) > 1 else ballots
            if (entry.turnout, entry.profiles) != (turnout, counted):
                entry.turnout, entry.profiles = turnout, counted
                moved.add(poll_id)
        return moved

    async def refresh(self) -> None:
        """Learn which polls are open and until when, as another process opens and closes them."""
        async with self._database.reading() as connection:
            found = {poll.id: poll for poll in await open_polls(connection)}
        for poll_id in self._open.keys() - found.keys():
            self.remove(poll_id)
        for poll in found.values():
            self.add(poll)

    async def recount_doubtful(self) -> None:
        """Recount the polls in which a write failed: the vote may be stored, and only the acknowledgement lost."""
        for poll_id in list(self._doubtful):
            self._doubtful.discard(poll_id)
            try:
                await self.reload(poll_id)
            except BaseException:
                self._doubtful.add(poll_id)
                raise

    def add(self, poll: Poll) -> None:
        """Add an open poll, or update its deadline or message."""
        if poll.id in self._open:
            self._open[poll.id].poll = poll
        else:
            self._open[poll.id] = _OpenPoll(poll, is_shared=self.only_takes_votes)

    def remove(self, poll_id: int) -> None:
        """Remove a poll that is no longer open."""
        self._open.pop(poll_id, None)
        self._heard.discard(poll_id)

    def poll(self, poll_id: int) -> Poll | None:
        """Return an open poll."""
        found = self._open.get(poll_id)
        return found.poll if found else None

    def polls(self, guild_id: int | None = None) -> list[Poll]:
        """Return the open polls of a server, or of all."""
        return [entry.poll for entry in self._open.values() if guild_id in {None, entry.poll.guild_id}]

    def tally(self, poll_id: int) -> PollTally | None:
        """Return the tally of an open poll, None if it is not open here."""
        found = self._open.get(poll_id)
        return raise_electorate(count_poll(found.poll, found.profiles, found.turnout)) if found else None

    def visible_tally(self, poll_id: int) -> PollTally | None:
        """Return the tally that everybody may see: its turnout is current, its counts may be older."""
        found = self._open.get(poll_id)
        if found is None or not found.poll.guards_small_groups:
            return self.tally(poll_id)
        poll, counted = found.poll, found.profiles
        look = LiveCountGuard.visible_by_counts if found.is_shared else LiveCountGuard.visible_count
        profiles = {item.id: look(found.guards[item.id], counted.get(item.id, {})) for item in poll.items}
        return raise_electorate(count_visible(poll, profiles, found.turnout))

    def may_have_voted(self, poll_id: int, participant: str) -> bool:
        """Return False if a participant has certainly no vote in an open poll; the database need not be asked then."""
        found = self._open.get(poll_id)
        return found is None or found.is_shared or poll_id in self._doubtful or hash(participant) in found.voters

    def counting_lock(self, poll_id: int) -> asyncio.Lock:
        """Return the lock under which a poll is counted, so that this process counts it once."""
        return self._counting.setdefault(poll_id, asyncio.Lock())

    async def write(self, change: Change) -> Written:
        """Store a change and update the tally; returns once it is durable."""
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
        """Write the votes that wait for others now: their poll is about to close."""
        if self._groups is not None:
            await self._groups.release()

    def _update_tallies(self, results: Sequence[Written]) -> None:
        metrics.committed(len(results), sum(result.before != result.after for result in results))
        if self.only_takes_votes:
            self._told.update(result.change.poll_id for result in results if result.before != result.after)
            return
        for result in results:
            entry = self._open.get(result.change.poll_id)
            if entry is None or result.before == result.after:
                continue
            if entry.is_shared:
                self._heard.add(entry.poll.id)
                continue
            entry.turnout += bool(result.after) - bool(result.before)
            (entry.voters.add if result.after else entry.voters.discard)(hash(result.change.participant))
            for item_id in result.before.keys() | result.after.keys():
                before, after = result.before.get(item_id), result.after.get(item_id)
                if before != after:
                    _update(entry.profiles.setdefault(item_id, Counter()), before, after)
                    if entry.poll.guards_small_groups:
                        entry.guards[item_id].record_change(result.change.participant, before, after)


async def _load(connection: Connection, polls: Sequence[Poll]) -> dict[int, _OpenPoll]:
    ids = [poll.id for poll in polls]
    profiles = await profiles_of(connection, ids)
    turnouts = await turnouts_of(connection, ids)
    voters = await voters_of(connection, ids)
    loaded = {
        poll.id: _OpenPoll(
            poll,
            turnouts.get(poll.id, 0),
            {item.id: profiles[item.id] for item in poll.items if item.id in profiles},
            voters=set(map(hash, voters.get(poll.id, ()))),
        )
        for poll in polls
    }
    for entry in loaded.values():
        for item_id, profile in entry.profiles.items():
            entry.guards[item_id].base = dict(profile)
    return loaded


def _update(profile: Counter[Answer], before: Answer | None, after: Answer | None) -> None:
    if before is not None:
        profile[before] -= 1
        if not profile[before]:
            del profile[before]
    if after is not None:
        profile[after] += 1
