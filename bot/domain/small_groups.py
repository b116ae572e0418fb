"""Small groups: nothing that is shown may tell how fewer than five people voted."""

from dataclasses import dataclass, field

from bot.domain.kind import Answer, Profile

FEWEST = 5
"""People whom a number that is shown has to stand for."""

STEP = FEWEST + FEWEST - 1
"""People in whose ballots two views of a live count differ, and ballots that a view has, at least.

Four of them may work together and subtract their own ballots; five are left.
"""


@dataclass
class LiveCountGuard:
    """What may be seen of one item while voting goes on. It starts anew with nothing to be seen."""

    _visible: Profile | None = None
    _changed: dict[str, Answer | None] = field(default_factory=dict)
    """The ballots as they were at the last view, of those people who have another one now."""

    def record_change(self, participant: str, before: Answer | None, after: Answer | None) -> None:
        """Note that a ballot is new, changed or withdrawn. Whoever goes back to what was seen has changed nothing."""
        if self._changed.setdefault(participant, before) == after:
            del self._changed[participant]

    def snapshot(self, profile: Profile) -> Profile | None:
        """Return the count that may be seen now: the newest, an older one, or None."""
        if len(self._changed) >= STEP:
            self._visible = None
            if sum(profile.values()) >= STEP:
                self._visible = dict(profile)
                self._changed.clear()
        return self._visible
