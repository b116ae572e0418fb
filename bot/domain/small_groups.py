"""Small groups: nothing that is shown may tell how fewer than five people voted."""

from dataclasses import dataclass, field

from bot.domain.kind import Profile

FEWEST = 5
"""People that a number has to stand for, or by whom two views of a live count have to differ, to be shown."""


@dataclass
class Veil:
    """What may be seen of one item while voting goes on. It starts anew with nothing to be seen."""

    _seen: Profile | None = None
    _changed: set[str] = field(default_factory=set)

    def moved(self, participant: str) -> None:
        """Note that a participant's ballot is new, changed or withdrawn. One person counts once, however often."""
        if len(self._changed) < FEWEST:
            self._changed.add(participant)

    def look(self, profile: Profile) -> Profile | None:
        """Return the count that may be seen now: the newest, an older one, or None."""
        if len(self._changed) >= FEWEST:
            self._seen = None
            if sum(profile.values()) >= FEWEST:
                self._seen = dict(profile)
                self._changed.clear()
        return self._seen
