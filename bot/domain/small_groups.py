"""Small groups: nothing that is shown may reveal the votes of fewer than five people."""

from dataclasses import dataclass, field

from bot.domain.kind import Answer, Profile

FEWEST = 5
"""The fewest people that a published number may stand for."""

STEP = FEWEST + FEWEST - 1
"""The fewest ballots in a live count, and the fewest people whose ballots differ between two live counts.

Four of these people may work together and subtract their own ballots; five remain.
"""


@dataclass
class LiveCountGuard:
    """Decides which live count of one item may be shown. After a restart nothing is shown at first."""

    _visible: Profile | None = None
    _changed: dict[str, Answer | None] = field(default_factory=dict)
    """The ballots at the last snapshot of the participants whose ballots have changed since."""

    def record_change(self, participant: str, before: Answer | None, after: Answer | None) -> None:
        """Record a new, changed or withdrawn ballot. Going back to the last snapshot's ballot undoes the change."""
        if self._changed.setdefault(participant, before) == after:
            del self._changed[participant]

    def snapshot(self, profile: Profile) -> Profile | None:
        """Return the count that may be shown now: the newest, an older one, or None."""
        if len(self._changed) >= STEP:
            self._visible = None
            if sum(profile.values()) >= STEP:
                self._visible = dict(profile)
                self._changed.clear()
        return self._visible
