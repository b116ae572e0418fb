"""Counting rankings: instant run-off, and pairwise comparison. Nothing is ever decided by chance.

Rankings may be partial: the options that a ballot leaves out are tied, after all that it names.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Rankings = Mapping[tuple[str, ...], int]
"""The number of ballots for each order of options, first choice first."""

Pairs = Mapping[tuple[str, str], int]
"""The number of ballots that prefer the first option to the second."""


@dataclass(frozen=True)
class Stage:
    """One round of a run-off: the votes of each remaining option, and in `out` those eliminated at its end.

    Each ballot counts for its highest remaining option; `exhausted` ballots name none.
    """

    votes: Mapping[str, int]
    exhausted: int
    out: tuple[str, ...] = ()

    @property
    def last(self) -> tuple[str, ...]:
        """The options with the fewest votes."""
        fewest = min(self.votes.values())
        return tuple(option for option, votes in self.votes.items() if votes == fewest)

    @property
    def majority(self) -> str | None:
        """The option that has more than half of the votes of this round."""
        option, most = max(self.votes.items(), key=lambda entry: entry[1])
        return option if 2 * most > sum(self.votes.values()) else None


@dataclass(frozen=True)
class Runoff:
    """The stages of an instant run-off. Several winners are a tie; without votes there are none.

    If no option has a majority in the last stage, counting stopped there because of a tie for last place.
    """

    stages: tuple[Stage, ...]
    winners: tuple[str, ...]

    @property
    def in_order(self) -> tuple[str, ...]:
        """The options: winners first, then who stayed longest, with most votes at the end."""
        ends = {
            option: (number, votes) for number, stage in enumerate(self.stages) for option, votes in stage.votes.items()
        }
        return tuple(
            sorted(self.stages[0].votes, key=lambda option: (option in self.winners, ends[option]), reverse=True)
        )


def instant_runoff(options: Sequence[str], rankings: Rankings) -> Runoff:
    """Eliminate the last option, round by round, until one has more than half of the remaining votes.

    Options tied for last are eliminated together if that leaves the same winners as eliminating them one by one, in any
    order. If not, counting stops, and every option that wins in some order wins: several are a tie. Following every
    order is parallel-universes tie-breaking (Conitzer, Rognlie and Xia, Preference Functions That Score Rankings and
    Maximum Likelihood Estimation, IJCAI 2009), which treats all options alike.
    """
    race = _Race(rankings)
    left = tuple(options)
    stages: list[Stage] = []
    while True:
        stage = race.stage(left)
        if not any(stage.votes.values()):
            return Runoff((stage,), ())
        winners = race.winners(left)
        rest = tuple(option for option in left if option not in stage.last)
        if stage.majority or not rest or race.winners(rest) != winners:
            return Runoff((*stages, stage), winners)
        stages.append(Stage(stage.votes, stage.exhausted, stage.last))
        left = rest


class _Race:
    """The same ballots with ever fewer options; stages and winners are cached by set of options."""

    def __init__(self, rankings: Rankings) -> None:
        self._rankings = rankings
        self._stages: dict[tuple[str, ...], Stage] = {}
        self._winners: dict[tuple[str, ...], tuple[str, ...]] = {}

    def stage(self, left: tuple[str, ...]) -> Stage:
        """Count the ballots for the remaining options."""
        if left not in self._stages:
            votes = dict.fromkeys(left, 0)
            exhausted = 0
            for ranking, ballots in self._rankings.items():
                for option in ranking:
                    if option in votes:
                        votes[option] += ballots
                        break
                else:
                    exhausted += ballots
            self._stages[left] = Stage(votes, exhausted)
        return self._stages[left]

    def winners(self, left: tuple[str, ...]) -> tuple[str, ...]:
        """Return the options that win in some order of eliminating those tied for last."""
        if left not in self._winners:
            self._winners[left] = self._follow(left)
        return self._winners[left]

    def _follow(self, left: tuple[str, ...]) -> tuple[str, ...]:
        stage = self.stage(left)
        if stage.majority:
            return (stage.majority,)
        above = [votes for option, votes in stage.votes.items() if option not in stage.last]
        # Together they have fewer votes than any other option, so in any order all of them are the next to go.
        if above and sum(stage.votes[option] for option in stage.last) < min(above):
            return self.winners(tuple(option for option in left if option not in stage.last))
        won = {winner for gone in stage.last for winner in self.winners(tuple(o for o in left if o != gone))}
        return tuple(option for option in left if option in won)


def pairs(options: Sequence[str], rankings: Rankings) -> dict[tuple[str, str], int]:
    """Compare every option with every other."""
    counts = {(one, other): 0 for one in options for other in options if one != other}
    for ranking, ballots in rankings.items():
        worse = set(options)
        for option in ranking:
            worse.discard(option)
            for other in worse:
                counts[option, other] += ballots
    return counts


def smith_set(options: Sequence[str], against: Pairs) -> tuple[str, ...]:
    """Return the smallest set whose members beat every option outside it; a single member is the Condorcet winner.

    Smith, Aggregation of Preferences with Variable Electorate, Econometrica 41 (1973).
    """
    return min((_undefeated_by_others(option, options, against) for option in options), key=len)


def _undefeated_by_others(option: str, options: Sequence[str], against: Pairs) -> tuple[str, ...]:
    """Return the smallest set that contains this option and whose members beat every option outside it."""
    inside = {option}
    while joining := {
        other
        for other in options
        if other not in inside and any(against[member, other] <= against[other, member] for member in inside)
    }:
        inside |= joining
    return tuple(option for option in options if option in inside)


def goes_in_a_circle(options: Sequence[str], against: Pairs) -> bool:
    """True if some of these options beat one another in a cycle, rather than being only tied."""
    left = set(options)
    while unbeaten := {
        one for one in left if not any(against[other, one] > against[one, other] for other in left - {one})
    }:
        left -= unbeaten
    return bool(left)
