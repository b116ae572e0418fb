"""Batches secret votes of several people into one commit.

The database's log shows which rows were committed together until it is emptied: a commit with one vote would reveal
who cast it.
"""

import asyncio
from dataclasses import dataclass, field

from bot.domain.small_groups import FEWEST

GROUP_SIZE = FEWEST
"""A group is written as soon as it has so many people, or after `MAX_WAIT`, however small it is then."""

MAX_WAIT = 1.0
"""Seconds that a secret vote waits at most. Discord's limit for the whole answer is three."""

MARGIN = 0.2
"""Seconds before a poll's deadline by which all its votes are written."""


@dataclass
class _Group:
    people: set[str] = field(default_factory=set)
    released: asyncio.Event = field(default_factory=asyncio.Event)


class VoteGroups:
    """Holds each poll's votes until enough people have voted, or the first vote has waited `window` seconds."""

    def __init__(self, window: float) -> None:
        self._window = window
        self._groups: dict[int, _Group] = {}

    async def join(self, poll_id: int, participant: str, seconds_left: float | None) -> None:
        """Return when the vote is to be written, which is the same moment for all of its group."""
        window = self._window if seconds_left is None else min(self._window, seconds_left - MARGIN)
        if window <= 0:
            return
        group = self._groups.get(poll_id)
        if group is None:
            group = self._groups[poll_id] = _Group()
            asyncio.get_running_loop().call_later(window, self._release, poll_id, group)
        group.people.add(participant)
        if len(group.people) >= GROUP_SIZE:
            self._release(poll_id, group)
        await group.released.wait()

    async def release(self) -> None:
        """Release all votes; when this returns, each is queued for the database."""
        for poll_id, group in list(self._groups.items()):
            self._release(poll_id, group)
        await asyncio.sleep(0)  # the waiting votes ask for a commit
        await asyncio.sleep(0)  # the commit queues for the database

    def _release(self, poll_id: int, group: _Group) -> None:
        group.released.set()
        if self._groups.get(poll_id) is group:
            del self._groups[poll_id]
