"""How turnout grew while a vote went on, from what everybody could see; it is kept in memory alone."""

from collections.abc import Sequence
from datetime import datetime

MOST_POINTS = 120

Point = tuple[datetime, int]


class Trail:
    """The turnout of one poll over time. Of many points every second one goes, so the line keeps its shape."""

    def __init__(self) -> None:
        self._points: list[Point] = []

    def add(self, at: datetime, turnout: int) -> None:
        """Note how many have voted."""
        if self._points and self._points[-1][1] == turnout:
            return
        self._points.append((at, turnout))
        if len(self._points) > MOST_POINTS:
            self._points = self._points[:-1:2] + self._points[-1:]

    @property
    def points(self) -> Sequence[Point]:
        """The points, the oldest first."""
        return tuple(self._points)
