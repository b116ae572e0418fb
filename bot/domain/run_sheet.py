"""The run sheet's next steps: what a moderator can sensibly do with a question, given its polls so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.polls import Poll, PollState, Round
from bot.domain.shift import can_be_paired

ROUND_ORDER = (Round.BEFORE, Round.MAIN, Round.AFTER)
"""The rounds in the order in which a debate has them."""


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
