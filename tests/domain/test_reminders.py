"""When a room is reminded."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.reminders import STILL_IN_TIME, Mark, due_mark, moment_of

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
LENGTHS = st.integers(1, 30 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


def test_an_hour_is_reminded_of_at_half_time_and_a_minute_before_its_end():
    closes_at = NOON + timedelta(hours=1)
    assert moment_of(Mark.HALF, NOON, closes_at) == NOON + timedelta(minutes=30)
    assert moment_of(Mark.END, NOON, closes_at) == closes_at - timedelta(minutes=1)


def test_five_minutes_have_their_last_call_half_a_minute_before_the_end():
    closes_at = NOON + timedelta(minutes=5)
    assert moment_of(Mark.END, NOON, closes_at) == closes_at - timedelta(seconds=30)


@given(LENGTHS)
def test_half_time_comes_first_and_all_before_the_deadline(length):
    closes_at = NOON + length
    assert NOON < moment_of(Mark.HALF, NOON, closes_at) < moment_of(Mark.END, NOON, closes_at) < closes_at


@given(LENGTHS, st.floats(0, 1.2))
def test_a_reminder_is_due_for_seconds_only_and_never_late(length, part):
    closes_at, now = NOON + length, NOON + length * part
    mark = due_mark(NOON, closes_at, now)
    if mark is not None:
        assert timedelta() <= now - moment_of(mark, NOON, closes_at) < STILL_IN_TIME
        assert now < closes_at


A_MOMENT = timedelta(microseconds=1)


def test_a_reminder_is_due_from_its_moment_on_for_ten_seconds():
    closes_at = NOON + timedelta(hours=1)
    for mark, moment in ((Mark.HALF, NOON + timedelta(minutes=30)), (Mark.END, closes_at - timedelta(minutes=1))):
        assert due_mark(NOON, closes_at, moment - A_MOMENT) is None
        assert due_mark(NOON, closes_at, moment) is mark
        assert due_mark(NOON, closes_at, moment + STILL_IN_TIME - A_MOMENT) is mark
        assert due_mark(NOON, closes_at, moment + STILL_IN_TIME) is None


def test_a_last_call_is_due_until_the_deadline_and_not_at_it():
    closes_at = NOON + timedelta(minutes=1)
    assert due_mark(NOON, closes_at, closes_at - A_MOMENT) is Mark.END
    assert due_mark(NOON, closes_at, closes_at) is None


def test_from_ten_minutes_on_the_last_call_is_a_minute_before_the_end():
    for minutes, seconds in ((9, 54), (10, 60), (11, 60)):
        closes_at = NOON + timedelta(minutes=minutes)
        assert moment_of(Mark.END, NOON, closes_at) == closes_at - timedelta(seconds=seconds)
