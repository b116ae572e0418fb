"""Small groups: the limit of five people, and the guard that live counts pass.

What of a before and after table may be published is in `bot.domain.disclosure`.
"""

from dataclasses import dataclass, field

from bot.domain.kind import Answer, Profile

FEWEST = 5
"""The fewest people that a published number may stand for."""

LIVE_STEP = FEWEST + FEWEST - 1
"""A live count appears at nine ballots, and changes only once nine people's ballots have changed.

Even if four of the nine compare notes, the other five stay hidden.
"""


@dataclass
class LiveCountGuard:
    """Decides which live count of one item may be shown. After a restart nothing is shown at first."""

    _visible: Profile | None = None
    _changed: dict[str, Answer | None] = field(default_factory=dict)
    """For each participant whose ballot has changed since the visible count was taken: their ballot then."""
    base: Profile = field(default_factory=dict)
    """The count that was shown last; after a restart, the one it began with."""

    def record_change(self, participant: str, before: Answer | None, after: Answer | None) -> None:
        """Record a new, changed or withdrawn ballot. Going back to that of the visible count undoes the change."""
        if self._changed.setdefault(participant, before) == after:
            del self._changed[participant]

    def visible_count(self, profile: Profile) -> Profile | None:
        """Return the count that may be shown now: the newest, an older one, or None."""
        if len(self._changed) >= LIVE_STEP:
            self._visible = None
            if sum(profile.values()) >= LIVE_STEP:
                self._visible = self.base = dict(profile)
                self._changed.clear()
        return self._visible

    def visible_by_counts(self, profile: Profile) -> Profile | None:
        """Return the same where other processes take votes too, so that only the counts tell how many have changed.

        It waits for at least as many people, and longer where their changes cancel each other out.
        """
        self._changed.clear()
        if fewest_changed(self.base, profile) >= LIVE_STEP:
            self._visible = None
            if sum(profile.values()) >= LIVE_STEP:
                self._visible = self.base = dict(profile)
        return self._visible


def fewest_changed(before: Profile, after: Profile) -> int:
    """Return how many people at least have changed their ballots between two counts.

    One person adds at most one to the counts that grew, and takes at most one from those that shrank.
    """
    moved = [after.get(answer, 0) - before.get(answer, 0) for answer in before.keys() | after.keys()]
    return max(sum(step for step in moved if step > 0), -sum(step for step in moved if step < 0))
