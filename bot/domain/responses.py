"""Free text that people give to a question."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MOST_CHARACTERS = 2000


class Status(StrEnum):
    """Who sees a response: everybody, or nobody but its author and those who review."""

    PENDING = "pending"
    PUBLISHED = "published"
    DECLINED = "declined"


@dataclass(frozen=True)
class Response:
    """What a participant wrote; `name` is given where the debate was declared named."""

    id: int
    question: str
    participant: str
    text: str
    created_at: datetime
    status: str
    name: str | None = None
