"""Turnout over time, coarse enough that nobody is told apart by when they voted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
MOST_SPANS = 120


@dataclass(frozen=True)
class Arrivals:
    """How many people voted first in each span of so many `minutes` since a poll opened."""

    minutes: int
    people: tuple[int, ...]


def minute_of(time: datetime, opened_at: datetime) -> int:
    """Return the minute since a poll opened, from 0."""
    return (time - opened_at) // MINUTE


def arrivals_in(minutes: Mapping[int, int], opened_at: datetime, closed_at: datetime) -> Arrivals:
    """Gather how many people came in each minute into spans of whole minutes, at most 120 of them."""
    length = max(-(-(closed_at - opened_at) // MINUTE), 1)
    span = -(-length // MOST_SPANS)
    people = [0] * -(-length // span)
    for minute, came in minutes.items():
        people[min(max(minute // span, 0), len(people) - 1)] += came
    return Arrivals(span, tuple(people))
