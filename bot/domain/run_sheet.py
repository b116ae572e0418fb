"""The run sheet: which question comes first on it, and what a moderator can sensibly do with each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.polls import Poll, PollState, Round
from bot.domain.shift import can_be_paired

ROUND_ORDER = (Round.BEFORE, Round.MAIN, Round.AFTER)
"""The rounds in the order in which a debate has them."""


class Stage(StrEnum):
    """How far a question has come in a debate."""

    UNTOUCHED = "untouched"
    OPEN = "open"
    """People vote on it, or their votes are being counted."""
    WAITING = "waiting"
    """It has a result that waits to be published."""
    BEGUN = "begun"
    """One round is over, and another can be opened."""
    OVER = "over"


@dataclass(frozen=True)
class Outline:
    """The questions of a debate in the order in which a moderator needs them; each is in one of these."""

    now: tuple[str, ...]
    """The open ones; if none is, the one that closed last, as long as its result waits to be published."""
    next: str | None
    """The one to open next, while none is open."""
    waiting: tuple[str, ...]
    """Others whose results wait to be published."""
    others: tuple[str, ...]


class Move(StrEnum):
    """What a moderator can do with a question's poll."""

    EXTEND = "extend"
    CLOSE = "close"
    PUBLISH = "publish"
    OPEN = "open"
    SHIFT = "shift"
    """Show the room the shift between before and after."""


@dataclass(frozen=True)
class Step:
    """A move in one round, with its poll; None if the move opens one."""

    move: Move
    round: Round
    poll: Poll | None = None


def stage_of(polls: Sequence[Poll], *, is_on: bool) -> Stage:
    """Say how far a question has come, given its polls without cancelled ones, and whether its debate is on."""
    if not polls:
        return Stage.UNTOUCHED
    if any(poll.state in {PollState.OPEN, PollState.COUNTING} for poll in polls):
        return Stage.OPEN
    if any(poll.awaits_publication for poll in polls):
        return Stage.WAITING
    return Stage.BEGUN if is_on and _to_open(frozenset(poll.round for poll in polls)) else Stage.OVER


def outline(polls: Mapping[str, Sequence[Poll]], *, is_on: bool) -> Outline:
    """Sort questions, given the polls of each, in the order of the debate."""
    stages = {question: stage_of(held, is_on=is_on) for question, held in polls.items()}
    now = [question for question, stage in stages.items() if stage is Stage.OPEN]
    following = None
    if not now:
        now = [question for question in _closed_last(polls) if stages[question] is Stage.WAITING]
        following = _next_to_open(stages, polls) if is_on else None
    shown = {*now, following}
    waiting = [question for question, stage in stages.items() if stage is Stage.WAITING and question not in shown]
    others = [question for question in stages if question not in {*shown, *waiting}]
    return Outline(tuple(now), None if following in now else following, tuple(waiting), tuple(others))


def _closed_last(polls: Mapping[str, Sequence[Poll]]) -> list[str]:
    closed = [(poll.closed_at, question) for question, held in polls.items() for poll in held if poll.closed_at]
    return [max(closed)[1]] if closed else []


def _next_to_open(stages: Mapping[str, Stage], polls: Mapping[str, Sequence[Poll]]) -> str | None:
    """Return the first question that has not been opened; if all have been, the first with a round left."""
    untouched = (question for question, stage in stages.items() if stage is Stage.UNTOUCHED)
    begun = (question for question, held in polls.items() if _to_open(frozenset(poll.round for poll in held)))
    return next(untouched, next(begun, None))


def next_steps(polls: Sequence[Poll]) -> list[Step]:
    """Return the moves that make sense now, given a question's polls without cancelled ones.

    While a round is open, no other is offered; `/poll open` is there for unusual cases.
    """
    by_round = {poll.round: poll for poll in polls}
    held = [by_round[round_] for round_ in ROUND_ORDER if round_ in by_round]
    steps = []
    for poll in held:
        if poll.state is PollState.OPEN:
            steps += [Step(Move.EXTEND, poll.round, poll), Step(Move.CLOSE, poll.round, poll)]
        elif poll.awaits_publication:
            steps.append(Step(Move.PUBLISH, poll.round, poll))
    if not any(poll.state is PollState.OPEN for poll in held):
        steps += [Step(Move.OPEN, round_) for round_ in _to_open(frozenset(by_round))]
    before, after = by_round.get(Round.BEFORE), by_round.get(Round.AFTER)
    if before and after and _is_over(before) and _is_over(after) and can_be_paired(before, after):
        steps.append(Step(Move.SHIFT, Round.AFTER, after))
    return steps


def _is_over(poll: Poll) -> bool:
    return poll.state is PollState.CLOSED and poll.shows_counts


def _to_open(held: frozenset[Round]) -> list[Round]:
    if not held:
        return [Round.MAIN, Round.BEFORE]
    if Round.BEFORE not in held:
        return []
    return [round_ for round_ in (Round.MAIN, Round.AFTER) if round_ not in held and Round.AFTER not in held]
