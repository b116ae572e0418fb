"""Rate limit with exponential back-off: a steady pace while something works, and ever slower while it fails."""

from datetime import datetime, timedelta


class KeyedBackoff:
    """Keeps, for each of several things, the moment before which it is left alone.

    After a failure that is `first` away, then twice as long each time, up to `longest`; a success starts over.
    """

    def __init__(self, first: timedelta, longest: timedelta) -> None:
        self._first = first
        self._longest = longest
        self._not_before: dict[int, datetime] = {}
        self._failures: dict[int, int] = {}

    def ready(self, key: int, now: datetime) -> bool:
        """Whether it may be tried now."""
        return key not in self._not_before or now >= self._not_before[key]

    def waiting(self, now: datetime) -> set[int]:
        """Return everything that may not be tried yet."""
        return {key for key in self._not_before if not self.ready(key, now)}

    def worked(self, key: int, now: datetime, pause: timedelta = timedelta()) -> None:
        """Record a success, after which there is a pause."""
        self._failures.pop(key, None)
        self._not_before[key] = now + pause

    def failed(self, key: int, now: datetime, told: timedelta = timedelta()) -> timedelta:
        """Record a failure; returns how long to wait, at least `told`."""
        failures = self._failures[key] = self._failures.get(key, 0) + 1
        # Past some twenty doublings it is the longest anyway, and the product would become too large for a timedelta.
        wait = max(told, min(self._longest, self._first * (1 << min(failures - 1, 20))))
        self._not_before[key] = now + wait
        return wait

    def forget(self, key: int) -> None:
        """Let it be tried at once."""
        self._not_before.pop(key, None)
        self._failures.pop(key, None)
