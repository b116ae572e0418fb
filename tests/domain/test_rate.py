"""How often somebody may do something."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.rate import RateLimit, TapLimit

NOON = datetime(2025, 7, 10, 12, tzinfo=UTC)
TRIES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6)))


@given(TRIES, st.integers(1, 3))
def test_nobody_does_it_more_often_than_that_and_nobody_waits_for_another(tries, most):
    limit, within, now = RateLimit(most, timedelta(seconds=10)), timedelta(seconds=10), NOON
    done = {}
    for who, pause in tries:
        now += timedelta(seconds=pause)
        recent = [time for time in done.setdefault(who, []) if now - time < within]
        allowed = limit.allows(who, now)
        assert allowed == (len(recent) < most)
        if allowed:
            done[who].append(now)


def test_who_has_been_quiet_is_forgotten():
    limit = RateLimit(3, timedelta(seconds=10))
    for user in range(1000):
        limit.allows(user, NOON)
    limit.allows(1, NOON + timedelta(seconds=10))
    assert set(limit._times) == {1}


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3))), st.integers(1, 5))
def test_taps_beyond_the_limit_are_refused_until_the_next_second_and_only_theirs(tries, most):
    limit, tapped, quarters = TapLimit(most), {}, 0
    for who, pause in tries:
        quarters += pause
        taps = tapped[who, quarters // 4] = tapped.get((who, quarters // 4), 0) + 1
        assert limit.allows(who, quarters / 4) == (taps <= most)
    assert set(limit._taps) <= {who for who, _ in tries}
