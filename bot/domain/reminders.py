"""The reminders of a poll with a deadline: at half time, and shortly before the end."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.polls import Posting

LAST_CALL = timedelta(minutes=1)
SHORT_POLL_PART = 10
"""A poll of less than ten minutes has its last call when a tenth of its time is left."""

STILL_IN_TIME = timedelta(seconds=10)
"""The most that a reminder may be late; a later one is skipped."""


class Mark(StrEnum):
    """Which reminder."""

    HALF = "half"
    END = "end"


@dataclass(frozen=True)
class Note:
    """A message on a poll's deadline: that it was extended, or a reminder."""

    posting: Posting
    extension: bool


def moment_of(mark: Mark, opened_at: datetime, closes_at: datetime) -> datetime:
    """Return when a reminder is due."""
    whole = closes_at - opened_at
    if mark is Mark.HALF:
        return opened_at + whole / 2
    return closes_at - min(LAST_CALL, whole / SHORT_POLL_PART)


def due_mark(opened_at: datetime, closes_at: datetime, now: datetime) -> Mark | None:
    """Return the reminder to send now, if any; the later one if both are due."""
    for mark in (Mark.END, Mark.HALF):
        moment = moment_of(mark, opened_at, closes_at)
        if moment <= now < min(moment + STILL_IN_TIME, closes_at):
            return mark
    return None
