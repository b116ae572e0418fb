"""Free-text responses to a question."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.small_groups import FEWEST

MOST_CHARACTERS = 2000


class Status(StrEnum):
    """The state of a response: everybody sees published ones; only the author and reviewers see the others."""

    PENDING = "pending"
    PUBLISHED = "published"
    DECLINED = "declined"


@dataclass(frozen=True)
class Response:
    """A participant's text; `name` is given if the debate is named.

    `agreed` is the number of people who agree that may be shown, 0 if it may not.
    """

    id: int
    question: str
    participant: str
    text: str
    created_at: datetime
    status: str
    name: str | None = None
    agreed: int = 0
    edited_at: datetime | None = None


class Order(StrEnum):
    """How a list of responses is sorted."""

    NEWEST = "newest"
    AGREED = "agreed"


def is_step(changed: int) -> bool:
    """Whether a shown number of agreements is counted anew, after so many people have agreed or withdrawn.

    A step stands for five different people, so nobody's tap can be read off it. Who takes a tap back before the step
    is not one of them.
    """
    return changed >= FEWEST


def shown_number(agreeing: int) -> int:
    """Return the number to show for so many people who agree, 0 for none."""
    return agreeing if agreeing >= FEWEST else 0
