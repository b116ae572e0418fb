"""Turnout: out of how many, and over time, without who voted when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

STEP = timedelta(seconds=10)
MINUTE = 60
"""Seconds."""
SPANS = (10, 20, 30, MINUTE)
MOST_SPANS = 120


def raised_electorate(electorate: int | None, turnout: int) -> int | None:
    """Return how many may vote: never fewer than have voted, as people leave after they voted. None if not known."""
    return None if electorate is None else max(electorate, turnout)


@dataclass(frozen=True)
class Arrivals:
    """The number of people who first voted in each span of `seconds` since a poll opened. Spans fill whole minutes."""

    seconds: int
    people: tuple[int, ...]

    @property
    def minutes(self) -> int:
        """The length of all spans together."""
        return self.seconds * len(self.people) // MINUTE


def step_of(time: datetime, opened_at: datetime) -> int:
    """Return the index of the ten-second step since a poll opened that contains this time."""
    return (time - opened_at) // STEP


def arrivals_in(steps: Mapping[int, int], opened_at: datetime, closed_at: datetime) -> Arrivals:
    """Gather arrivals by ten-second step into at most 120 spans; in a long poll these are whole minutes."""
    length = max(-(-(closed_at - opened_at) // timedelta(seconds=MINUTE)), 1)
    whole_minutes = MINUTE * -(-length // MOST_SPANS)
    span = next((span for span in SPANS if length * MINUTE <= span * MOST_SPANS), whole_minutes)
    people = [0] * -(-length * MINUTE // span)
    for step, came in steps.items():
        people[min(max(step * STEP.seconds // span, 0), len(people) - 1)] += came
    return Arrivals(span, tuple(people))
