"""The verdict of an Oxford debate: who swung more people, among those who voted twice.

It is worked out from what a shift tells, and from nothing else, so it tells nothing new. People who had abstained, or
had not voted, before are no converts: they are told apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.answers import ABSTAINED
from bot.domain.shift import Both, ItemShift, Way

Range = tuple[int, int]
"""The fewest and the most it may be."""


class Outcome(StrEnum):
    """What became of it."""

    SWING = "swing"
    TIE = "tie"
    NOBODY = "nobody"
    """Nobody who voted twice changed their answer."""
    UNTOLD = "untold"
    """It does not follow from what may be told."""


@dataclass(frozen=True)
class Swing:
    """What an option won and lost, each a range as far as it is told."""

    option: str
    gained: Range
    """Converts: they had chosen another option before."""
    lost: Range
    """They chose another option after."""
    net: Range
    undecided: Range
    """They had abstained before."""
    newcomers: int | None
    """They had not voted before; None if that is not told."""


@dataclass(frozen=True)
class Verdict:
    """The outcome of an item, with the swings of the options that it names: one that won, or all that tied."""

    outcome: Outcome
    swings: tuple[Swing, ...] = ()


def verdict(item: ItemShift, both: Both) -> Verdict | None:
    """Return who swung more people; None if nobody's moves are followed, as where several options may be chosen."""
    if item.moves is None:
        return None
    swings = [_swing(item, both, option.id) for option in item.item.options]
    if all(swing.gained == (0, 0) for swing in swings):
        return Verdict(Outcome.NOBODY)
    best = max(swings, key=lambda swing: swing.net)
    rivals = [swing for swing in swings if swing is not best and swing.net[1] >= best.net[0]]
    if not rivals:
        return Verdict(Outcome.SWING, (best,))
    tied = [swing for swing in swings if swing.net == best.net]
    if best.net[0] == best.net[1] and len(tied) == len(rivals) + 1:
        return Verdict(Outcome.TIE, tuple(tied))
    return Verdict(Outcome.UNTOLD)


def _swing(item: ItemShift, both: Both, option: str) -> Swing:
    others = [other.id for other in item.item.options if other.id != option]
    to, away = dict.fromkeys(((other, option) for other in others), 1), {(option, other): -1 for other in others}
    left = _range(item, both, away)
    abstained = item.moves is not None and ABSTAINED in item.moves.states
    return Swing(
        option,
        gained=_range(item, both, to),
        lost=(-left[1], -left[0]),
        net=_range(item, both, to | away),
        undecided=_range(item, both, {(ABSTAINED, option): 1}) if abstained else (0, 0),
        newcomers=_newcomers(item, both, option),
    )


def _range(item: ItemShift, both: Both, worth: Mapping[Way, int]) -> Range:
    found = item.worth(both, worth)
    if found is None:
        raise ValueError(f"nobody's moves are followed in {item.item.key}")
    return found


def _newcomers(item: ItemShift, both: Both, option: str) -> int | None:
    """Return what is left of an option's votes after, where those of the people who voted twice are told."""
    if option not in item.sums:
        return None
    votes = next((count.votes for count in both[1].counts if count.option.id == option), 0)
    return votes - item.sums[option][1]
