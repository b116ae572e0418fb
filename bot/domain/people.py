"""Who is asking, as far as the rules care."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """A member of a server at the moment of asking."""

    guild_id: int
    user_id: int
    name: str
    roles: frozenset[int] = frozenset()
    is_administrator: bool = False
