"""Free-text responses to a question."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MOST_CHARACTERS = 2000


class Status(StrEnum):
    """The state of a response: everybody sees published ones; only the author and reviewers see the others."""

    PENDING = "pending"
    PUBLISHED = "published"
    DECLINED = "declined"


@dataclass(frozen=True)
class Response:
    """A participant's text; `name` is given if the debate is named."""

    id: int
    question: str
    participant: str
    text: str
    created_at: datetime
    status: str
    name: str | None = None
