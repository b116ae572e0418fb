"""When a poll that was closed by mistake can be opened again, and until when it then takes votes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from conftest import POLL
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.polls import PollState, Release, Secrecy
from bot.domain.reopening import deadline_after_reopening, may_be_reopened, never_reopened

NOW = POLL.opened_at + timedelta(hours=1)
CLOSED = replace(POLL, state=PollState.CLOSED, release=Release.MANUAL, closed_at=NOW)


def test_a_poll_whose_result_nobody_has_seen_can_be_opened_again_for_two_minutes():
    assert may_be_reopened(CLOSED, NOW)
    assert may_be_reopened(CLOSED, NOW + timedelta(seconds=119))
    assert not may_be_reopened(CLOSED, NOW + timedelta(minutes=2))


@pytest.mark.parametrize(
    "given",
    [
        {"release": Release.CLOSED, "published_at": NOW},
        {"release": Release.LIVE, "published_at": NOW},
        {"published_at": NOW},
        {"secrecy": Secrecy.SECRET},
        {"closes_at": NOW},
        {"state": PollState.OPEN, "closed_at": None},
        {"state": PollState.COUNTING},
        {"state": PollState.CANCELLED},
    ],
)
def test_what_is_public_secret_or_over_by_its_deadline_is_not_opened_again(given):
    assert not may_be_reopened(replace(CLOSED, **given), NOW)


@pytest.mark.parametrize("secrecy", Secrecy)
@pytest.mark.parametrize("release", Release)
def test_what_is_said_before_closing_is_true_afterwards(secrecy, release):
    poll = replace(POLL, secrecy=secrecy, release=release)
    published_at = None if release is Release.MANUAL else NOW
    over = replace(poll, state=PollState.CLOSED, closed_at=NOW, published_at=published_at)
    assert (never_reopened(poll) is None) is may_be_reopened(over, NOW)


@given(st.none() | st.integers(-3600, 3600).map(lambda seconds: timedelta(seconds=seconds)))
def test_an_opened_poll_keeps_its_deadline_or_gets_five_minutes(left):
    closes_at = None if left is None else NOW + left
    deadline = deadline_after_reopening(replace(CLOSED, closes_at=closes_at), NOW)
    if left is None:
        assert deadline is None
    elif left >= timedelta(minutes=1):
        assert deadline == closes_at
    else:
        assert deadline == NOW + timedelta(minutes=5)
