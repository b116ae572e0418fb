"""The count: from the number of ballots for each answer to votes, shares and ties."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from bot.domain.elections import Runoff
from bot.domain.findings import Findings
from bot.domain.kind import ABSTAIN, Option, Profile
from bot.domain.polls import Item, Poll
from bot.domain.turnout import raised_electorate


@dataclass(frozen=True)
class OptionCount:
    """Votes for an option; `share` is votes over the ballots that did not abstain, None if all did."""

    option: Option
    votes: int
    share: Fraction | None


@dataclass(frozen=True)
class ItemTally:
    """The count of one item, and the profile it was counted from. `ballots` includes the abstentions.

    If it is `withheld`, nothing of the count may be shown yet, and it is empty.
    """

    item: Item
    ballots: int
    abstentions: int
    counts: tuple[OptionCount, ...]
    profile: Profile
    withheld: bool = False

    @property
    def leaders(self) -> tuple[OptionCount, ...]:
        """The options with the most votes: several in a tie, none without votes."""
        most = max((count.votes for count in self.counts), default=0)
        return tuple(count for count in self.counts if most and count.votes == most)

    @property
    def ranked(self) -> tuple[OptionCount, ...]:
        """The counts in the order of charts and tables: most votes first, and the steps of a scale as they are.

        In a run-off the winner comes first, then who stayed longest. Ties stay in the order of the paper.
        """
        if self.item.rules.entry.is_scale:
            return self.counts
        shape = self.findings.shape
        if not isinstance(shape, Runoff):
            return tuple(sorted(self.counts, key=lambda count: -count.votes))
        place = {option: number for number, option in enumerate(shape.in_order)}
        return tuple(sorted(self.counts, key=lambda count: place[count.option.id]))

    @cached_property
    def findings(self) -> Findings:
        """What its kind finds beyond the votes; cached, because computing it may take half a second."""
        return self.item.rules.findings(self.profile)


@dataclass(frozen=True)
class PollTally:
    """The count of a whole ballot paper. `turnout` is how many participants cast a ballot for any of its items."""

    poll: Poll
    turnout: int
    items: tuple[ItemTally, ...]

    @property
    def electorate(self) -> int | None:
        """How many may vote; None if unknown. Polls sealed by earlier versions may have fewer than voted in them."""
        return raised_electorate(self.poll.electorate, self.turnout)

    @property
    def turnout_share(self) -> Fraction | None:
        """Turnout over the electorate; None if the electorate is unknown."""
        return Fraction(self.turnout, self.electorate) if self.electorate else None


def count_item(item: Item, profile: Profile) -> ItemTally:
    """Count one item from its profile."""
    ballots = sum(profile.values())
    abstentions = profile.get(ABSTAIN, 0)
    valid = ballots - abstentions
    votes = item.rules.votes(profile)
    counts = (
        OptionCount(option, votes[option.id], Fraction(votes[option.id], valid) if valid else None)
        for option in item.options
    )
    return ItemTally(item, ballots, abstentions, tuple(counts), dict(profile))


def count_poll(poll: Poll, profiles: Mapping[int, Profile], turnout: int) -> PollTally:
    """Count a ballot paper from the profiles of its items, by item id."""
    return PollTally(poll, turnout, tuple(count_item(item, profiles.get(item.id, {})) for item in poll.items))


def count_visible(poll: Poll, profiles: Mapping[int, Profile | None], turnout: int) -> PollTally:
    """Count a ballot paper, withholding the items whose profile is None."""
    known = {item_id: profile for item_id, profile in profiles.items() if profile is not None}
    tally = count_poll(poll, known, turnout)
    items = tuple(replace(item, withheld=profiles.get(item.item.id) is None) for item in tally.items)
    return replace(tally, items=items)


def raise_electorate(tally: PollTally) -> PollTally:
    """Give the poll of a count an electorate of at least those who voted; a sealed one keeps what its seal covers."""
    if tally.poll.seal is not None or tally.electorate == tally.poll.electorate:
        return tally
    return replace(tally, poll=replace(tally.poll, electorate=tally.electorate))
