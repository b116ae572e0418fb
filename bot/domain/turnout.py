"""Turnout over time: when people came, and nothing of who they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

STEP = timedelta(seconds=10)
MINUTE = 60
"""Seconds."""
SPANS = (10, 20, 30, MINUTE)
MOST_SPANS = 120


@dataclass(frozen=True)
class Arrivals:
    """How many people voted first in each span of so many `seconds` since a poll opened; together whole minutes."""

    seconds: int
    people: tuple[int, ...]

    @property
    def minutes(self) -> int:
        """How long all spans take together."""
        return self.seconds * len(self.people) // MINUTE


def step_of(time: datetime, opened_at: datetime) -> int:
    """Return in which ten seconds since a poll opened a moment lies, from 0."""
    return (time - opened_at) // STEP


def arrivals_in(steps: Mapping[int, int], opened_at: datetime, closed_at: datetime) -> Arrivals:
    """Gather how many people came in each ten seconds into at most 120 spans, of whole minutes in a long poll."""
    length = max(-(-(closed_at - opened_at) // timedelta(seconds=MINUTE)), 1)
    whole_minutes = MINUTE * -(-length // MOST_SPANS)
    span = next((span for span in SPANS if length * MINUTE <= span * MOST_SPANS), whole_minutes)
    people = [0] * -(-length * MINUTE // span)
    for step, came in steps.items():
        people[min(max(step * STEP.seconds // span, 0), len(people) - 1)] += came
    return Arrivals(span, tuple(people))
