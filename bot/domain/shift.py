"""Before and after: where those went who answered both times, as far as it may be told."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bot.domain.answers import ABSTAINED
from bot.domain.disclosure import disclose
from bot.domain.findings import Scale
from bot.domain.kind import Answer, Profile
from bot.domain.polls import Item, Poll, PollState, Round, Secrecy
from bot.domain.small_groups import FEWEST
from bot.domain.tally import ItemTally, PollTally

Pairs = Mapping[tuple[Answer, Answer], int]
"""How many people gave each answer before and each after."""

Way = tuple[str, str]
"""From one state to another, or to the same; a state is an option's id or ABSTAINED."""

_LINKED = {Secrecy.PSEUDONYMOUS, Secrecy.NAMED}


@dataclass(frozen=True)
class Moves:
    """How many people went each way.

    `flows` has the ways that are told. On each other way went fewer than five people, or, unless that `few` did, the
    number is left out because a smaller one would follow from it.
    """

    states: tuple[str, ...]
    flows: Mapping[Way, int]
    few: bool

    @property
    def are_whole(self) -> bool:
        """Whether every way is told."""
        return len(self.flows) == len(self.states) ** 2


@dataclass(frozen=True)
class ItemShift:
    """What became of one item. Of a ranking, first choices are followed.

    Where several options may be chosen, nobody is followed and `moves` is None: the two results say it all.

    `sums` are the votes for each option, before and after, of those who answered both times, and `medians` those of a
    scale, before and after. Both are left out where, with the results of both polls, they would tell what fewer than
    five people did. `paired`, how many answered both times, is told always, as turnout is.
    """

    item: Item
    paired: int
    moves: Moves | None
    sums: Mapping[str, tuple[int, int]]
    medians: tuple[tuple[str, ...], tuple[str, ...]] | None

    @cached_property
    def moved(self) -> tuple[int, int] | None:
        """How many gave another answer, at least and at most by what is told; None where nobody is followed."""
        if self.moves is None:
            return None
        states, flows, few = self.moves.states, self.moves.flows, self.moves.few
        moved = sum(people for (before, after), people in flows.items() if before != after)
        unseen = self.paired - sum(flows.values())
        most_a_way = FEWEST - 1 if few else unseen
        ways_to_stay = sum((state, state) not in flows for state in states)
        ways_to_move = len(states) ** 2 - len(flows) - ways_to_stay
        return moved + max(unseen - ways_to_stay * most_a_way, 0), moved + min(unseen, ways_to_move * most_a_way)


@dataclass(frozen=True)
class PollShift:
    """The shift of a whole ballot paper between two polls, and what all who voted in each of them came to."""

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

    def of_all(self, item: ItemShift) -> tuple[ItemTally, ItemTally]:
        """Return both counts of an item, of all who voted."""
        before, after = ({one.item.key: one for one in tally.items}[item.item.key] for tally in self.results)
        return before, after


def can_be_paired(before: Poll, after: Poll) -> bool:
    """Whether ballots say which of them are the same person's: a named and a pseudonymous one carry nothing in common.

    Secret ones carry nothing at all.
    """
    return before.secrecy == after.secrecy and before.secrecy in _LINKED


def comparable(found: Iterable[Poll]) -> list[tuple[Poll, Poll]]:
    """Return the pairs of closed polls, before and after, whose ballots can be paired."""
    closed = [poll for poll in found if poll.state is PollState.CLOSED]
    before = {poll.question: poll for poll in closed if poll.round is Round.BEFORE}
    after = {poll.question: poll for poll in closed if poll.round is Round.AFTER}
    both = [(before[question], after[question]) for question in before if question in after]
    return [pair for pair in both if can_be_paired(*pair)]


def shift_between(before: PollTally, after: PollTally, pairs: Mapping[str, Pairs]) -> PollShift:
    """Compare the items that both papers have, by key, from the pairs of answers to each."""
    earlier = {item.item.key: item for item in before.items}
    items = [
        _shift_of(earlier[item.item.key], item, pairs.get(item.item.key, {}))
        for item in after.items
        if item.item.key in earlier and earlier[item.item.key].item.kind_name == item.item.kind_name
    ]
    return PollShift((before, after), tuple(items))


def _shift_of(before: ItemTally, after: ItemTally, pairs: Pairs) -> ItemShift:
    item = on_both_papers(before.item, after.item)
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


def on_both_papers(before: Item, after: Item) -> Item:
    """Return an item of the later paper with the options of both."""
    return replace(after, options=tuple({option.id: option for option in (*before.options, *after.options)}.values()))


Profiles = tuple[Profile, Profile]
Pair = tuple[Answer | None, Answer | None]
"""What somebody answered before and after; None where they did not."""


def _profile(pairs: Pairs, position: int) -> Counter[Answer]:
    profile: Counter[Answer] = Counter()
    for answers, people in pairs.items():
        profile[answers[position]] += people
    return profile


def _everybody(before: Profile, after: Profile, pairs: Pairs) -> Counter[Pair]:
    """Add to those who answered both times those who answered once."""
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
    """Return the medians before and after, by ids of steps; None of what is no scale."""
    if not item.rules.entry.is_scale:
        return None
    before, after = (item.rules.findings(profile).shape for profile in profiles)
    return (before.medians, after.medians) if isinstance(before, Scale) and isinstance(after, Scale) else None
