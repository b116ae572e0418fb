"""When a poll takes votes, and when everybody may see its counts."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.kind import Option
from bot.domain.polls import Item, PollState, Release
from bot.domain.texts import say, say_many

OPENED = datetime(2025, 7, 10, 18, 0, tzinfo=UTC)
ITEM = Item(1, "build", "single", "Should it?", (Option("yes", "Yes"), Option("no", "No")))
DEADLINE = OPENED + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("microseconds", "accepted"), [(-1, True), (0, False), (1, False)], ids=["before", "at the deadline", "after"]
)
def test_votes_are_taken_until_the_deadline_and_not_at_it(poll_with, microseconds, accepted):
    assert poll_with(closes_at=DEADLINE).accepts_votes(DEADLINE + timedelta(microseconds=microseconds)) is accepted


def test_without_a_deadline_votes_are_taken_until_somebody_closes(poll_with):
    assert poll_with().accepts_votes(OPENED + timedelta(days=3650))
    assert not poll_with(state=PollState.CLOSED).accepts_votes(OPENED)


@pytest.mark.parametrize("state", [PollState.CLOSED, PollState.CANCELLED])
def test_a_poll_that_is_over_takes_no_votes_even_before_its_deadline(poll_with, state):
    assert not poll_with(closes_at=DEADLINE, state=state).accepts_votes(OPENED)


@pytest.mark.parametrize("release", Release)
def test_open_counts_are_public_only_where_they_are_live(poll_with, release):
    assert poll_with(release=release).shows_counts is (release is Release.LIVE)


@pytest.mark.parametrize("release", Release)
def test_closed_counts_are_public_once_published(poll_with, release):
    assert not poll_with(release=release, state=PollState.CLOSED).shows_counts
    assert poll_with(release=release, state=PollState.CLOSED, published_at=OPENED).shows_counts
    assert not poll_with(release=release, state=PollState.CANCELLED, published_at=OPENED).shows_counts


def test_items_and_options_are_found_by_their_keys(poll_with):
    assert poll_with(items=(ITEM,)).item("build") is ITEM
    assert poll_with(items=(ITEM,)).item("burn") is None
    assert ITEM.option("no").label == "No"
    with pytest.raises(KeyError):
        ITEM.option("maybe")


def test_a_sentence_may_use_any_name_for_its_values():
    assert say("Hello {msgid}", msgid="there").values == {"msgid": "there"}
    assert say_many("{count} vote", "{count} votes", count=2).values == {"count": 2}
