"""When people came, in spans of time."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.turnout import arrivals_in, step_of

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(("seconds", "step"), [(-0.1, -1), (0, 0), (9.9, 0), (10, 1), (599.9, 59), (600, 60)])
def test_a_step_is_ten_seconds_since_the_opening(seconds, step):
    assert step_of(NOON + timedelta(seconds=seconds), NOON) == step


def test_each_person_counts_in_the_span_that_they_came_in_and_nobody_falls_off_the_ends():
    """A clock may be a little behind the one by which the poll opened or closed."""
    steps = {-3: 1, 0: 2, 1: 4, 58: 8, 59: 16, 60: 32, 75: 64}
    found = arrivals_in(steps, NOON, NOON + timedelta(minutes=10))
    assert (found.seconds, len(found.people)) == (10, 60)
    assert {place: people for place, people in enumerate(found.people) if people} == {0: 3, 1: 4, 58: 8, 59: 112}


def test_a_span_of_minutes_has_all_of_its_steps():
    """Of four hours and a second, which are 241 minutes, a span is three."""
    found = arrivals_in({17: 1, 18: 2, 35: 4, 36: 8}, NOON, NOON + timedelta(hours=4, seconds=1))
    assert (found.seconds, found.minutes, found.people[:4]) == (180, 243, (1, 6, 8, 0))


def test_a_poll_that_closed_as_it_opened_has_a_minute():
    assert arrivals_in({0: 1}, NOON, NOON).minutes == 1


@pytest.mark.parametrize(
    ("minutes", "seconds"), [(20, 10), (21, 20), (40, 20), (41, 30), (60, 30), (61, 60), (120, 60), (121, 120)]
)
def test_a_poll_has_a_hundred_and_twenty_spans_at_most(minutes, seconds):
    found = arrivals_in({}, NOON, NOON + timedelta(minutes=minutes))
    assert (found.seconds, len(found.people)) == (seconds, -(-minutes * 60 // seconds))
