"""Who taps what when."""

from datetime import timedelta
from random import Random

from crowd import person

RUSH, END = 2.0, 60.0
"""Seconds within which everybody in the channel taps, and until the last ballot is cast."""
LONG, SHORT = timedelta(days=30), timedelta(days=1)
"""How long people have been in the server who may vote, and who may not vote yet."""


class Plan:
    """The taps of everybody, for a crowd that stands before the card."""

    def __init__(self, crowd, scale, seed):
        self._crowd, self._scale = crowd, scale
        self._chance = Random(seed)  # noqa: S311  nothing secret
        self._numbers = iter(range(1, scale.members))
        self.voters = self._people(scale.ballots, LONG)
        self.newcomers = self._people(scale.joined_late, timedelta(0)) + self._people(scale.newly_joined, SHORT)
        self._chance.shuffle(self.newcomers)
        self._first = self.voters[: scale.at_once], self.newcomers[: scale.newcomers // 2]
        self._then = self.voters[scale.at_once :] + self.newcomers[scale.newcomers // 2 :]

    def _people(self, how_many, member_for):
        people = [person(next(self._numbers), member_for) for _ in range(how_many)]
        for one in people:
            self._crowd.choose(one)
        return people

    def rush(self):
        """Return when each of those present taps, and the tap: half of those who do not vote yet read, half look."""
        first = [one for group in self._first for one in group]
        reading = self.voters[self._scale.at_once :]
        reading += self._people(self._scale.present - len(first) - len(reading), LONG)
        taps = [self._crowd.vote(one) for one in first]
        looks = [self._crowd.button(beginning) for beginning in ("question-page:", "own:")]
        taps += [self._crowd.tap(one, looks[number % 2]) for number, one in enumerate(reading)]
        self._chance.shuffle(taps)
        return [(RUSH * number / len(taps), tap) for number, tap in enumerate(taps)]

    def minute(self):
        """Return when each of the others votes, or changes their vote, and who."""
        changing = self._chance.sample(self._first[0], self._scale.minds_changed)
        return sorted(
            ((self._chance.uniform(RUSH, END), one) for one in [*self._then, *changing]), key=lambda entry: entry[0]
        )

    def speakers(self):
        """Return when each of those who say why begins, and who."""
        chosen = self._chance.sample(self.voters, self._scale.responses)
        return [(RUSH + (END - RUSH) * number / len(chosen), one) for number, one in enumerate(chosen)]
