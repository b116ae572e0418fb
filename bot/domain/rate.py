"""Rate limits for each person."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass
class RateLimit:
    """Allows each person `most` uses in a period; forgets people who have had none for that long."""

    most: int
    within: timedelta
    _times: dict[int, deque[datetime]] = field(default_factory=dict)

    def allows(self, user_id: int, now: datetime) -> bool:
        """True if this person is within the limit; the use is then recorded."""
        self._forget(now - self.within)
        times = self._times.setdefault(user_id, deque(maxlen=self.most))
        if len(times) == self.most and now - times[0] < self.within:
            return False
        times.append(now)
        return True

    def _forget(self, before: datetime) -> None:
        for user_id in [user_id for user_id, times in self._times.items() if times[-1] <= before]:
            del self._times[user_id]


@dataclass
class TapLimit:
    """Allows each person `most` taps in any second of the clock. Costs the same however many people tap."""

    most: int
    _second: int = 0
    _taps: dict[int, int] = field(default_factory=dict)

    def allows(self, user_id: int, seconds: float) -> bool:
        """True if this tap, at a time in seconds, is within the limit."""
        if int(seconds) != self._second:
            self._second, self._taps = int(seconds), {}
        taps = self._taps[user_id] = self._taps.get(user_id, 0) + 1
        return taps <= self.most
