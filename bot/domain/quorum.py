"""The quorum: how many people have to vote for a poll to carry weight. It never changes the count."""

import re
from dataclasses import dataclass

MOST_VOTERS = 1_000_000
WHOLE = 100


@dataclass(frozen=True)
class Quorum:
    """A number of voters, or a percentage of the electorate."""

    value: int
    of_electorate: bool = False

    def __str__(self) -> str:
        return f"{self.value}%" if self.of_electorate else str(self.value)

    def needed(self, electorate: int | None) -> int | None:
        """Return how many voters it takes; None for a percentage of an unknown electorate."""
        if not self.of_electorate:
            return self.value
        return None if electorate is None else -(-electorate * self.value // WHOLE)


def parse_quorum(text: str) -> Quorum:
    """Read `20` or `10%`. Raises ValueError."""
    found = re.fullmatch(r"([1-9][0-9]{0,6})\s*(%?)", text.strip(), re.ASCII)
    if found is None:
        raise ValueError("a quorum is a whole number of voters, such as 20, or a percentage, such as 10%")
    quorum = Quorum(int(found[1]), bool(found[2]))
    if quorum.value > (WHOLE if quorum.of_electorate else MOST_VOTERS):
        raise ValueError("a quorum is at most 100% or 1000000 voters")
    return quorum
