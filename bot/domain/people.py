"""The person who makes a request."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Person:
    """A member of a server, with the roles they have at the moment of the request."""

    guild_id: int
    user_id: int
    name: str
    roles: frozenset[int] = frozenset()
    is_administrator: bool = False
    joined_at: datetime | None = None
    """When they joined the server; None for guests."""
