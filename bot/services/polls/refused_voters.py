"""Counts people who may not vote, each once, without a word of who they are.

A refused tap stays in memory: nobody without a vote can keep the database busy. What has gathered is stored together
every now and then, under marks that are the same in every process and after a restart, so nobody is counted twice. A
process that is killed forgets those of the last second, until they tap again.
"""

from collections.abc import Iterable

from bot.domain.polls import Poll
from bot.domain.voter_rules import Barrier
from bot.storage.engine import Database
from bot.storage.refused_voters import add_marks

Mark = tuple[int, str]


class RefusedVoters:
    """The people who may not vote in the open polls of this process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[int, set[str]] = {}
        self._new: dict[Mark, Barrier] = {}
        self._servers: dict[int, int] = {}

    def note(self, poll: Poll, mark: str, barrier: Barrier) -> None:
        """Note that somebody may not vote in a poll; nothing is stored yet."""
        known = self._known.setdefault(poll.id, set())
        if mark not in known:
            known.add(mark)
            self._new[poll.id, mark] = barrier
            self._servers[poll.id] = poll.guild_id

    async def store(self) -> set[int]:
        """Store whom was noted since the last time; return the servers with anybody new."""
        if not self._new:
            return set()
        new, self._new = self._new, {}
        try:
            async with self._database.writing() as connection:
                await add_marks(connection, new)
        except BaseException:
            self._new = new | self._new
            raise
        return {self._servers[poll_id] for poll_id, _ in new}

    def forget_polls(self, still_open: Iterable[int]) -> None:
        """Forget everybody in polls that are over."""
        for poll_id in self._known.keys() - set(still_open):
            del self._known[poll_id]
            self._servers.pop(poll_id, None)

    def forget(self, marks: Iterable[Mark]) -> None:
        """Forget somebody who has their data deleted."""
        for poll_id, mark in marks:
            self._known.get(poll_id, set()).discard(mark)
            self._new.pop((poll_id, mark), None)
