"""The shift between before and after: the moves of the paired voters, as far as they may be published."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.answers import ABSTAINED
from bot.domain.disclosure import disclose
from bot.domain.findings import Scale
from bot.domain.kind import Answer, Profile
from bot.domain.moved_range import Told, moved_range, worth_range
from bot.domain.polls import Item, Poll, PollState, Round, Secrecy
from bot.domain.small_groups import FEWEST
from bot.domain.tally import ItemTally, PollTally

Pairs = Mapping[tuple[Answer, Answer], int]
"""The number of paired voters for each answer before and each after."""

Way = tuple[str, str]
"""From one state to another, or to the same; a state is an option's id or ABSTAINED."""

Both = tuple[ItemTally, ItemTally]
"""The counts of an item before and after, of all who voted."""

_LINKED = {Secrecy.PSEUDONYMOUS, Secrecy.NAMED}


@dataclass(frozen=True)
class Moves:
    """The number of people who went each way.

    `flows` has the published ways. If `few` is true, every hidden number is below five. If not, larger ones are hidden
    too, as a small one could be worked out from them.
    """

    states: tuple[str, ...]
    flows: Mapping[Way, int]
    few: bool

    @property
    def are_complete(self) -> bool:
        """True if every way is published."""
        return len(self.flows) == len(self.states) ** 2


@dataclass(frozen=True)
class ItemShift:
    """The shift of one item. In a ranking it follows first choices.

    `moves` is None if several options may be chosen: the two results show that shift already.

    `paired` is how many people answered both times; like turnout, it is always published. `sums` are their votes for
    each option, and `medians` their medians on a scale, both before and after. These are left out if, together with
    both results, they would reveal the votes of fewer than five people.
    """

    item: Item
    paired: int
    moves: Moves | None
    sums: Mapping[str, tuple[int, int]]
    medians: tuple[tuple[str, ...], tuple[str, ...]] | None

    def moved(self, both: Both) -> tuple[int, int] | None:
        """Return the fewest and the most who changed their answer; None without moves.

        It is the narrowest range that follows from what is told: the moves, the sums of the paired voters or, where
        these are not told, the results of `both` polls. So it tells nothing new.
        """
        return None if self.moves is None else self._fitting(moved_range(self._told(self.moves, both)))

    def worth(self, both: Both, worth: Mapping[Way, int]) -> tuple[int, int] | None:
        """Return the least and the most that the moves may be worth, each way so much; None without moves.

        Like `moved`, it follows from what is told.
        """
        if self.moves is None:
            return None
        place = {state: number for number, state in enumerate(self.moves.states)}
        values = {(place[before], place[after]): value for (before, after), value in worth.items()}
        return self._fitting(worth_range(self._told(self.moves, both), values))

    def _told(self, moves: Moves, both: Both) -> Told:
        place = {state: number for number, state in enumerate(moves.states)}
        published = {(place[before], place[after]): people for (before, after), people in moves.flows.items()}
        before, after = ([self._bounds(state, both, time) for state in moves.states] for time in (0, 1))
        return Told(self.paired, before, after, published, FEWEST - 1 if moves.few else None)

    def _fitting(self, found: tuple[int, int] | None) -> tuple[int, int]:
        if found is None:
            raise ValueError(f"no answers fit the shift of {self.item.key}")
        return found

    def _bounds(self, state: str, both: Both, time: int) -> tuple[int, int]:
        """Return between what numbers readers know the paired voters to lie who were in a state before (0) or after."""
        if self.sums:
            told = {option: votes[time] for option, votes in self.sums.items()}
            exact = told[state] if state in told else self.paired - sum(told.values())
            return exact, exact
        counts = {count.option.id: count.votes for count in both[time].counts}
        everybody = both[time].abstentions if state == ABSTAINED else counts.get(state, 0)
        return 0, min(everybody, self.paired)

    def moves_worth_drawing(self, both: Both) -> bool:
        """Whether what is told of the moves makes a picture: most who may have moved are seen to."""
        found = self.moved(both)
        if self.moves is None or found is None:
            return False
        seen = sum(people for (before, after), people in self.moves.flows.items() if before != after)
        return 2 * seen > found[1]


@dataclass(frozen=True)
class PollShift:
    """The shift of a whole ballot paper between two polls, and the full results of both."""

    results: tuple[PollTally, PollTally]
    items: tuple[ItemShift, ...]

    @property
    def before(self) -> Poll:
        """The earlier poll."""
        return self.results[0].poll

    @property
    def after(self) -> Poll:
        """The later poll."""
        return self.results[1].poll

    def of_all(self, item: ItemShift) -> Both:
        """Return an item's tallies before and after, of all who voted."""
        before, after = ({one.item.key: one for one in tally.items}[item.item.key] for tally in self.results)
        return before, after


def can_be_paired(before: Poll, after: Poll) -> bool:
    """True if ballots of the same person can be linked: both polls are named, or both are pseudonymous."""
    return before.secrecy == after.secrecy and before.secrecy in _LINKED


def comparable(found: Iterable[Poll]) -> list[tuple[Poll, Poll]]:
    """Return the pairs of closed polls, before and after, whose ballots can be linked."""
    closed = [poll for poll in found if poll.state is PollState.CLOSED]
    before = {poll.question: poll for poll in closed if poll.round is Round.BEFORE}
    after = {poll.question: poll for poll in closed if poll.round is Round.AFTER}
    both = [(before[question], after[question]) for question in before if question in after]
    return [pair for pair in both if can_be_paired(*pair)]


def shift_between(before: PollTally, after: PollTally, pairs: Mapping[str, Pairs]) -> PollShift:
    """Return the shift of the items that both polls have, given the paired answers by item key."""
    earlier = {item.item.key: item for item in before.items}
    items = [
        _shift_of(earlier[item.item.key], item, pairs.get(item.item.key, {}))
        for item in after.items
        if item.item.key in earlier and earlier[item.item.key].item.kind_name == item.item.kind_name
    ]
    return PollShift((before, after), tuple(items))


def _shift_of(before: ItemTally, after: ItemTally, pairs: Pairs) -> ItemShift:
    item = with_options_of_both(before.item, after.item)
    paired = sum(pairs.values())
    if not item.rules.entry.has_first_option:
        return ItemShift(item, paired, None, {}, None)
    ids = [option.id for option in item.options]
    states = [*ids, ABSTAINED] if before.abstentions or after.abstentions else ids
    moves, may_tell_sums = _moves(states, _everybody(before.profile, after.profile, pairs))
    tells_sums = may_tell_sums and paired >= FEWEST
    profiles = _profile(pairs, 0), _profile(pairs, 1)
    return ItemShift(
        item,
        paired,
        moves,
        _sums(item, profiles) if tells_sums else {},
        medians_of(item, profiles) if tells_sums else None,
    )


def with_options_of_both(before: Item, after: Item) -> Item:
    """Return the later item with the options of both."""
    return replace(after, options=tuple({option.id: option for option in (*before.options, *after.options)}.values()))


Profiles = tuple[Profile, Profile]
Pair = tuple[Answer | None, Answer | None]
"""A person's answers before and after; None if they did not answer."""


def _profile(pairs: Pairs, position: int) -> Counter[Answer]:
    profile: Counter[Answer] = Counter()
    for answers, people in pairs.items():
        profile[answers[position]] += people
    return profile


def _everybody(before: Profile, after: Profile, pairs: Pairs) -> Counter[Pair]:
    """Return the paired voters together with those who answered only once."""
    people: Counter[Pair] = Counter(pairs)
    people.update({(answer, None): number for answer, number in (Counter(before) - _profile(pairs, 0)).items()})
    people.update({(None, answer): number for answer, number in (Counter(after) - _profile(pairs, 1)).items()})
    return people


def _moves(states: Sequence[str], people: Mapping[Pair, int]) -> tuple[Moves, bool]:
    ways: Counter[tuple[str | None, str | None]] = Counter()
    for (before, after), number in people.items():
        ways[_state(before), _state(after)] += number
    lines = [*states, None]
    table = [[ways[before, after] for after in lines] for before in lines]
    disclosure = disclose(table)
    flows = {(states[row], states[column]): table[row][column] for row, column in sorted(disclosure.published)}
    return Moves(tuple(states), flows, disclosure.few), disclosure.sums


def _state(answer: Answer | None) -> str | None:
    return answer[0] if answer else None if answer is None else ABSTAINED


def _sums(item: Item, profiles: Profiles) -> dict[str, tuple[int, int]]:
    before, after = (item.rules.votes(profile) for profile in profiles)
    return {option.id: (before[option.id], after[option.id]) for option in item.options}


def medians_of(item: Item, profiles: Profiles) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the medians before and after, by ids of steps; None if the item is not a scale."""
    if not item.rules.entry.is_scale:
        return None
    before, after = (item.rules.findings(profile).shape for profile in profiles)
    return (before.medians, after.medians) if isinstance(before, Scale) and isinstance(after, Scale) else None
