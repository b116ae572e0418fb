"""Has several people's secret votes wait for each other, so that they share a commit.

The database's log keeps commits apart until it is emptied: of a commit with one vote, it tells who cast it.
"""

import asyncio
from dataclasses import dataclass, field

ENOUGH = 5
"""People whose votes need not wait for more: as many as hide each other elsewhere in the bot."""

WINDOW = 1.0
"""Seconds for which a secret vote waits at most. Discord allows three for the whole answer."""

MARGIN = 0.2
"""Seconds before a poll's deadline at which its votes have stopped waiting."""


@dataclass
class _Group:
    people: set[str] = field(default_factory=set)
    released: asyncio.Event = field(default_factory=asyncio.Event)


class VoteGroups:
    """Holds the votes of each poll until enough people's are there, or the first has waited for `window` seconds."""

    def __init__(self, window: float) -> None:
        self._window = window
        self._groups: dict[int, _Group] = {}

    async def join(self, poll_id: int, participant: str, seconds_left: float | None) -> None:
        """Return once a vote is to be written, which for all of a group is the same moment."""
        window = self._window if seconds_left is None else min(self._window, seconds_left - MARGIN)
        if window <= 0:
            return
        group = self._groups.get(poll_id)
        if group is None:
            group = self._groups[poll_id] = _Group()
            asyncio.get_running_loop().call_later(window, self._release, poll_id, group)
        group.people.add(participant)
        if len(group.people) >= ENOUGH:
            self._release(poll_id, group)
        await group.released.wait()

    async def release(self) -> None:
        """Have no vote wait any longer; when this returns, each is on its way to the database."""
        for poll_id, group in list(self._groups.items()):
            self._release(poll_id, group)
        await asyncio.sleep(0)  # whoever waited asks for a commit
        await asyncio.sleep(0)  # the commit gets in line for the database

    def _release(self, poll_id: int, group: _Group) -> None:
        group.released.set()
        if self._groups.get(poll_id) is group:
            del self._groups[poll_id]
