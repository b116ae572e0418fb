"""Who may vote beside the participants' role: rules that keep out those who come for one poll alone.

They say something of an account, not of a person: one person may have several accounts.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.domain.people import Person

FIRST_ACCOUNT = datetime(2015, 1, 1, tzinfo=UTC)
"""From when Discord counts the milliseconds in its ids."""

MOST_DAYS = 3650
"""Longest time that a rule may ask for."""


class Barrier(StrEnum):
    """Why somebody may not vote."""

    ROLE = "role"
    JOINED_AFTER = "joined_after"
    MEMBER_DAYS = "member_days"
    ACCOUNT_DAYS = "account_days"


@dataclass(frozen=True)
class VoterRules:
    """What is asked of those who vote; fixed when a poll opens. The default asks for nothing."""

    member_days: int = 0
    """Since how many days somebody has to be in the server."""
    joined_before: bool = False
    """Whether they must have joined before the poll opened."""
    account_days: int = 0
    """How many days old their account has to be."""

    def __bool__(self) -> bool:
        return bool(self.member_days or self.joined_before or self.account_days)

    def barrier(self, person: Person, opened_at: datetime, now: datetime) -> tuple[Barrier, datetime | None] | None:
        """Return what keeps a person from voting, and until when; None for what does not pass."""
        if self.joined_before and (person.joined_at is None or person.joined_at >= opened_at):
            return Barrier.JOINED_AFTER, None
        if self.member_days and person.joined_at is None:
            return Barrier.MEMBER_DAYS, None
        until = []
        if self.member_days and person.joined_at is not None:
            until.append((person.joined_at + timedelta(days=self.member_days), Barrier.MEMBER_DAYS))
        if self.account_days:
            until.append((account_made_at(person.user_id) + timedelta(days=self.account_days), Barrier.ACCOUNT_DAYS))
        latest = max(until, default=None)
        return (latest[1], latest[0]) if latest and latest[0] > now else None


ANYBODY = VoterRules()


def account_made_at(user_id: int) -> datetime:
    """Return when an account was made, which its id says."""
    return FIRST_ACCOUNT + timedelta(milliseconds=user_id >> 22)
