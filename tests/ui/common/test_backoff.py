"""The pace of tries: steady while they work, ever slower while they fail, and never stopped for good."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.ui.common.backoff import KeyedBackoff

NOW = datetime(2025, 7, 10, tzinfo=UTC)
FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=1)


@given(st.integers(min_value=1, max_value=200))
def test_waits_double_up_to_the_longest_and_a_success_starts_over(failures):
    pace = KeyedBackoff(FIRST, LONGEST)
    waits = [pace.failed(7, NOW) for _ in range(failures)]
    assert waits == [min(FIRST * 2 ** min(number, 9), LONGEST) for number in range(failures)]
    assert pace.waiting(NOW) == {7}
    assert not pace.ready(7, NOW + waits[-1] - timedelta(seconds=1))
    assert pace.ready(7, NOW + waits[-1])
    pace.worked(7, NOW)
    assert pace.ready(7, NOW)
    assert pace.failed(7, NOW) == FIRST


def test_what_discord_asks_for_is_the_least():
    pace = KeyedBackoff(FIRST, LONGEST)
    assert pace.failed(7, NOW, timedelta(hours=2)) == timedelta(hours=2)
    assert pace.failed(7, NOW, timedelta(seconds=1)) == 2 * FIRST


def test_one_thing_waits_for_no_other():
    pace = KeyedBackoff(FIRST, LONGEST)
    pace.failed(7, NOW)
    assert pace.ready(8, NOW)
    pace.forget(7)
    assert pace.ready(7, NOW)
