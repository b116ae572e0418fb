"""Before and after: where those went who answered both times, as far as it may be told."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bot.domain.answers import ABSTAINED
from bot.domain.disclosure import FEWEST, disclose
from bot.domain.findings import Scale
from bot.domain.kind import Answer, Menu, Option
from bot.domain.polls import Item, Poll, Round, Secrecy
from bot.domain.tally import ItemTally, PollTally

Pairs = Mapping[tuple[Answer, Answer], int]
"""How many people gave each answer before and each after."""

Way = tuple[str, str]
"""From one state to another, or to the same; a state is an option's id or ABSTAINED."""

CHOSEN, NOT_CHOSEN = "chosen", "not"
"""The states of one option where several may be chosen; who abstains has not chosen it."""
GAINED: Way = (NOT_CHOSEN, CHOSEN)
LOST: Way = (CHOSEN, NOT_CHOSEN)

_LINKED = {Secrecy.PSEUDONYMOUS, Secrecy.NAMED}


@dataclass(frozen=True)
class Moves:
    """How many people went each way. `option` is what they chose or not; None where they chose one of the states.

    `flows` has the ways that are told. On each other way went fewer than five people, or, unless that `few` did, the
    number is left out because a smaller one would follow from it.
    """

    states: tuple[str, ...]
    flows: Mapping[Way, int]
    few: bool
    option: Option | None = None

    @property
    def are_whole(self) -> bool:
        """Whether every way is told."""
        return len(self.flows) == len(self.states) ** 2


@dataclass(frozen=True)
class ItemShift:
    """What became of one item. Of a ranking, first choices are followed.

    `sums` are the votes for each option, before and after, of those who answered both times, and `medians` those of a
    scale, before and after. Both are left out where, with the results of both polls, they would tell what fewer than
    five people voted who answered once.
    """

    item: Item
    paired: int
    moves: tuple[Moves, ...]
    sums: Mapping[str, tuple[int, int]]
    medians: tuple[tuple[str, ...], tuple[str, ...]] | None

    @cached_property
    def moved(self) -> tuple[int, int] | None:
        """How many gave another answer, at least and at most by what is told; None where several may be chosen."""
        if self.moves[0].option:
            return None
        flows = self.moves[0].flows
        stayed = sum(people for (before, after), people in flows.items() if before == after)
        return sum(flows.values()) - stayed, self.paired - stayed


@dataclass(frozen=True)
class PollShift:
    """The shift of a whole ballot paper between two polls."""

    before: Poll
    after: Poll
    items: tuple[ItemShift, ...]


def can_be_paired(before: Poll, after: Poll) -> bool:
    """Whether ballots say which of them are the same person's: a named and a pseudonymous one carry nothing in common.

    Secret ones carry nothing at all.
    """
    return before.secrecy == after.secrecy and before.secrecy in _LINKED


def pairs_among(tallies: Iterable[PollTally]) -> list[tuple[PollTally, PollTally]]:
    """Return the polls before and after the debate that are on the same question and can be paired."""
    found = list(tallies)
    earlier = {tally.poll.question: tally for tally in found if tally.poll.round is Round.BEFORE}
    later = [tally for tally in found if tally.poll.round is Round.AFTER and tally.poll.question in earlier]
    pairs = [(earlier[tally.poll.question], tally) for tally in later]
    return [(before, after) for before, after in pairs if can_be_paired(before.poll, after.poll)]


def shift_between(before: PollTally, after: PollTally, pairs: Mapping[str, Pairs]) -> PollShift:
    """Compare the items that both papers have, by key, from the pairs of answers to each."""
    earlier = {item.item.key: item for item in before.items}
    items = [
        _shift_of(earlier[item.item.key], item, pairs.get(item.item.key, {}))
        for item in after.items
        if item.item.key in earlier and earlier[item.item.key].item.kind_name == item.item.kind_name
    ]
    return PollShift(before.poll, after.poll, tuple(items))


def _shift_of(before: ItemTally, after: ItemTally, pairs: Pairs) -> ItemShift:
    options = tuple({option.id: option for option in (*before.item.options, *after.item.options)}.values())
    item = replace(after.item, options=options)
    paired = sum(pairs.values())
    once = (before.ballots - paired, after.ballots - paired)
    tells_sums = paired >= FEWEST and all(count == 0 or count >= FEWEST for count in once)
    profiles = _profile(pairs, 0), _profile(pairs, 1)
    if isinstance(item.kind.entry(item.options, item.settings), Menu):
        moves = tuple(_moves_of_option(option, pairs) for option in options)
    else:
        ids = [option.id for option in options]
        states = [*ids, ABSTAINED] if before.abstentions or after.abstentions else ids
        moves = (_moves(states, _ways(pairs)),)
    return ItemShift(
        item,
        paired,
        moves,
        _sums(item, profiles) if tells_sums else {},
        _medians(item, profiles) if tells_sums else None,
    )


Profiles = tuple[Counter[Answer], Counter[Answer]]


def _profile(pairs: Pairs, place: int) -> Counter[Answer]:
    profile: Counter[Answer] = Counter()
    for answers, people in pairs.items():
        profile[answers[place]] += people
    return profile


def _ways(pairs: Pairs) -> Counter[Way]:
    ways: Counter[Way] = Counter()
    for (before, after), people in pairs.items():
        ways[_state(before), _state(after)] += people
    return ways


def _state(answer: Answer) -> str:
    return answer[0] if answer else ABSTAINED


def _moves_of_option(option: Option, pairs: Pairs) -> Moves:
    ways: Counter[Way] = Counter()
    for (before, after), people in pairs.items():
        ways[_choice(option, before), _choice(option, after)] += people
    return replace(_moves((CHOSEN, NOT_CHOSEN), ways), option=option)


def _choice(option: Option, answer: Answer) -> str:
    return CHOSEN if option.id in answer else NOT_CHOSEN


def _moves(states: Sequence[str], ways: Counter[Way]) -> Moves:
    told = disclose([[ways[before, after] for after in states] for before in states])
    listed = {(states[row], states[column]) for row, column in told.cells}
    flows = {(before, after): ways[before, after] for before in states for after in states if (before, after) in listed}
    return Moves(tuple(states), flows, told.few)


def _sums(item: Item, profiles: Profiles) -> dict[str, tuple[int, int]]:
    before, after = (item.kind.votes(item.options, profile) for profile in profiles)
    return {option.id: (before[option.id], after[option.id]) for option in item.options}


def _medians(item: Item, profiles: Profiles) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    if not isinstance(item.kind.findings(item.options, item.settings, Counter()).shape, Scale):
        return None
    before, after = (item.kind.findings(item.options, item.settings, profile).shape for profile in profiles)
    return (before.medians, after.medians) if isinstance(before, Scale) and isinstance(after, Scale) else None
