"""What a room's votes on statements have in common: agreed by most, most divided, passed over.

Shares come with the interval of Wilson (Probable Inference, the Law of Succession, and Statistical Inference, Journal
of the American Statistical Association 22, 1927) at 95 %. Lists are ordered by its lower bound, as Evan Miller
proposes (How Not To Sort By Average Rating, 2009): 2 of 2 never come before 180 of 200.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from bot.domain.shares import PERCENT, rounded
from bot.domain.statements import Counts, Stance

FEWEST_VOTERS = 10
"""The fewest voters from which on a statement has a result."""

MOST = 0.5
"""Agreed by most: even the lower bound of those who agree is above this share."""

MANY = 0.2
"""Divided or passed over: even the lower bound of the smaller camp, or of those who pass, is above this share."""

Z = 1.959963984540054
"""The quantile of the normal distribution for an interval of 95 %."""


@dataclass(frozen=True)
class Interval:
    """Between which shares the share of all people lies, as far as those who voted tell."""

    low: float
    high: float


@dataclass(frozen=True)
class Standing:
    """Where a statement stands: its counts, and the interval of the share that it is listed for."""

    statement_id: int
    counts: Counts
    interval: Interval


@dataclass(frozen=True)
class CommonGround:
    """The lists, each with the clearest statement first. A statement is in one of them at most.

    `waiting` statements have too few voters yet.
    """

    agreed: tuple[Standing, ...]
    divided: tuple[Standing, ...]
    passed: tuple[Standing, ...]
    waiting: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.agreed or self.divided or self.passed)


def wilson(some: int, all_: int) -> Interval:
    """Return the interval of a share of people."""
    if not all_:
        return Interval(0.0, 1.0)
    share, square = some / all_, Z * Z / all_
    centre = (share + square / 2) / (1 + square)
    half = Z / (1 + square) * (share * (1 - share) / all_ + square / (4 * all_)) ** 0.5
    return Interval(max(0.0, centre - half), min(1.0, centre + half))


def share_of(counts: Counts, stance: Stance) -> Interval:
    """Return the interval of those who took a stance, among all who voted on the statement."""
    return wilson(counts.of(stance), counts.voters)


def common_ground(counts: Iterable[tuple[int, Counts]]) -> CommonGround:
    """Sort statements into the lists. One with two large camps is divided, even if most agree."""
    agreed, divided, passed, waiting = list[Standing](), list[Standing](), list[Standing](), 0
    for statement_id, votes in counts:
        if votes.voters < FEWEST_VOTERS:
            waiting += 1
            continue
        smaller = wilson(min(votes.agree, votes.disagree), votes.voters)
        agreeing, passing = share_of(votes, Stance.AGREE), share_of(votes, Stance.PASS)
        if smaller.low > MANY:
            divided.append(Standing(statement_id, votes, smaller))
        elif agreeing.low > MOST:
            agreed.append(Standing(statement_id, votes, agreeing))
        elif passing.low > MANY:
            passed.append(Standing(statement_id, votes, passing))
    return CommonGround(_clearest_first(agreed), _clearest_first(divided), _clearest_first(passed), waiting)


@dataclass(frozen=True)
class Change:
    """How many agreed with a statement of all who voted on it, before the debate and after."""

    statement_id: int
    before: Fraction
    after: Fraction

    @property
    def points(self) -> int:
        """The difference of the percentages that are shown."""
        return rounded(self.after, PERCENT) - rounded(self.before, PERCENT)


def changes(before: Mapping[int, Counts], after: Mapping[int, Counts]) -> tuple[Change, ...]:
    """Return how agreement changed on statements that have a result in both rounds, the largest change first."""
    found = [
        Change(number, Fraction(was.agree, was.voters), Fraction(now.agree, now.voters))
        for number, now in after.items()
        if (was := before.get(number)) is not None and min(was.voters, now.voters) >= FEWEST_VOTERS
    ]
    return tuple(sorted(found, key=lambda one: (-abs(one.points), one.statement_id)))


def _clearest_first(standings: Iterable[Standing]) -> tuple[Standing, ...]:
    return tuple(sorted(standings, key=lambda one: (-one.interval.low, -one.counts.voters, one.statement_id)))
