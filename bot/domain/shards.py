"""Which of all servers a process serves, where there are several processes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shards:
    """Some of the `count` parts into which Discord divides all servers, by their numbers from 0."""

    count: int
    ids: tuple[int, ...]

    @property
    def all(self) -> bool:
        """Whether no other process is needed."""
        return len(self.ids) == self.count

    def has(self, guild_id: int) -> bool:
        """Whether a server lies in these parts, by Discord's own formula."""
        return (guild_id >> 22) % self.count in self.ids


ALL = Shards(1, (0,))
"""Everything in one part."""
