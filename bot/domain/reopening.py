"""Opening a poll again that was closed by mistake: when that is possible, and until when it then takes votes."""

from datetime import datetime, timedelta

from bot.domain.polls import Poll, PollState, Release, Secrecy
from bot.domain.texts import Text, say

REOPENING_TIME = timedelta(minutes=2)
"""How long after its closing a poll can be opened again."""

LEAST_TIME_LEFT = timedelta(minutes=1)
NEW_TIME = timedelta(minutes=5)
"""What a poll gets whose deadline has passed meanwhile, or has less than `LEAST_TIME_LEFT` to go."""


def never_reopened(poll: Poll) -> Text | None:
    """Say why a poll can never be opened again once a moderator closes it; None if it can.

    A secret poll's answers are mixed when it closes. Moderators can also see its count then: a second count would tell
    them what the few people voted who came in between.
    """
    if poll.secrecy is Secrecy.SECRET:
        return say("A secret poll cannot be opened again: comparing two counts could reveal single votes.")
    if poll.release is not Release.MANUAL:
        return say("Its result is public as soon as it closes, so it cannot be opened again.")
    return None


def why_not_reopened(poll: Poll, now: datetime) -> Text | None:
    """Say why a poll that is over cannot be opened again now; None if it can."""
    if never := never_reopened(poll):
        return never
    if poll.published_at is not None:
        return say("Its result is public, so it cannot be opened again.")
    if poll.closed_at is None or (poll.closes_at is not None and poll.closed_at >= poll.closes_at):
        return say("It ended at its deadline, so it cannot be opened again.")
    if now >= poll.closed_at + REOPENING_TIME:
        return say("It closed more than two minutes ago, so it cannot be opened again.")
    return None


def may_be_reopened(poll: Poll, now: datetime) -> bool:
    """True if a closed poll can be opened again now, as far as the poll itself tells."""
    return poll.state is PollState.CLOSED and why_not_reopened(poll, now) is None


def deadline_after_reopening(poll: Poll, now: datetime) -> datetime | None:
    """Return the old deadline where enough time is left until then, or else a new one; None stays none."""
    if poll.closes_at is None or poll.closes_at >= now + LEAST_TIME_LEFT:
        return poll.closes_at
    return now + NEW_TIME
