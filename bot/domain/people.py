"""The person who makes a request."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """A member of a server, with the roles they have at the moment of the request."""

    guild_id: int
    user_id: int
    name: str
    roles: frozenset[int] = frozenset()
    is_administrator: bool = False
