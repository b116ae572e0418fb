"""The clock of a rehearsal, which may run faster than the wall's."""

from datetime import UTC, datetime

FASTEST = 20


class Clock:
    """Tells the time: the wall's where it is made, and from then on `pace` times as fast."""

    def __init__(self, pace: int = 1) -> None:
        self.pace = pace
        self._made = datetime.now(UTC)

    def __call__(self) -> datetime:
        """Return the present."""
        return self._made + (datetime.now(UTC) - self._made) * self.pace
