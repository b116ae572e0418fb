"""How often somebody may do something."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass
class RateLimit:
    """Allows each person `most` times `within` a while; who has been quiet for that long is forgotten."""

    most: int
    within: timedelta
    _times: dict[int, deque[datetime]] = field(default_factory=dict)

    def allows(self, user_id: int, now: datetime) -> bool:
        """Whether this person may do it once more now, which then counts; what is not allowed does not."""
        self._forget(now - self.within)
        times = self._times.setdefault(user_id, deque(maxlen=self.most))
        if len(times) == self.most and now - times[0] < self.within:
            return False
        times.append(now)
        return True

    def _forget(self, before: datetime) -> None:
        for user_id in [user_id for user_id, times in self._times.items() if times[-1] <= before]:
            del self._times[user_id]
