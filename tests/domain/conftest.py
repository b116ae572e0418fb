"""A poll to vary."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.polls import Poll, PollState, Release, Round, Secrecy

POLL = Poll(
    id=1,
    debate_id=1,
    guild_id=1,
    question="a",
    title="What?",
    round=Round.MAIN,
    state=PollState.OPEN,
    release=Release.CLOSED,
    secrecy=Secrecy.PSEUDONYMOUS,
    participant_role=None,
    electorate=None,
    channel_id=1,
    message_id=None,
    opened_at=datetime(2025, 7, 10, 18, 0, tzinfo=UTC),
    closes_at=None,
    closed_at=None,
    published_at=None,
    items=(),
)


@pytest.fixture(scope="session")
def poll_with():
    """Return what makes an open poll without a deadline, but for what is given."""
    return lambda **given: replace(POLL, **given)
