"""How long each side spoke and how many different people did. Nobody is ranked by it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.floor import Side


@dataclass(frozen=True)
class Spoken:
    """What one turn that is over adds to the speaking time."""

    participant: str
    side: Side | None
    seconds: int


@dataclass(frozen=True)
class SpeakingTime:
    """The seconds spoken on each side that spoke, and how many different people spoke in how many turns.

    The side is None where speakers named none.
    """

    sides: Mapping[Side | None, int]
    people: int
    turns: int

    @property
    def seconds(self) -> int:
        """The seconds of all sides together."""
        return sum(self.sides.values())

    @property
    def has_sides(self) -> bool:
        """Whether anybody spoke for a side."""
        return any(side is not None for side in self.sides)


def speaking_time(turns: Iterable[Spoken]) -> SpeakingTime:
    """Add up turns that are over. A turn without a second of speech is none, and its person has not spoken."""
    spoken = [turn for turn in turns if turn.seconds > 0]
    order = (Side.FOR, Side.AGAINST, Side.NEUTRAL, None)
    sides = {side: sum(turn.seconds for turn in spoken if turn.side is side) for side in order}
    return SpeakingTime(
        {side: seconds for side, seconds in sides.items() if seconds},
        len({turn.participant for turn in spoken}),
        len(spoken),
    )
