"""The shards that a process serves, if there are several processes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shards:
    """Some of the `count` shards into which Discord divides all servers, by their numbers from 0."""

    count: int
    ids: tuple[int, ...]

    @property
    def all(self) -> bool:
        """True if this process serves every shard."""
        return len(self.ids) == self.count

    def has(self, guild_id: int) -> bool:
        """True if a server is in one of these shards, by Discord's formula."""
        return (guild_id >> 22) % self.count in self.ids


ALL = Shards(1, (0,))
"""One shard for all servers."""
