"""In which order those who wait for the floor are called. Replies come first, as they were asked for."""

from collections.abc import Iterable, Mapping, Sequence

from bot.domain.floor import Asking, Order, Side, Turn

Place = tuple[int, int]


def call_order(
    order: Order, waiting: Iterable[Asking], spoken: Mapping[str, int], last_side: Side | None = None
) -> tuple[Asking, ...]:
    """Return who waits in the order in which they will be called.

    `spoken` are the seconds that each participant has spoken in this debate, and `last_side` is the side, for or
    against, that spoke last.
    """
    as_asked = sorted(waiting, key=lambda asking: asking.number)
    replies = [asking for asking in as_asked if asking.is_reply]
    others = [asking for asking in as_asked if not asking.is_reply]
    if order is Order.QUEUE:
        return (*replies, *others)
    fair = sorted(others, key=lambda asking: _place(asking, spoken))
    return (*replies, *(fair if order is Order.FAIR else _alternating(fair, spoken, last_side)))


def _place(asking: Asking, spoken: Mapping[str, int]) -> Place:
    """Return a person's place by fairness: who has spoken least is first, then who asked first."""
    return spoken.get(asking.participant, 0), asking.number


def _alternating(fair: Sequence[Asking], spoken: Mapping[str, int], last_side: Side | None) -> list[Asking]:
    """Alternate for and against. Neutral people come where fairness puts them, and do not change whose turn it is."""
    queues = {side: [asking for asking in reversed(fair) if _side(asking) is side] for side in Side}
    called: list[Asking] = []
    while any(queues.values()):
        left = [side for side in Side if queues[side]]
        due = [side for side in left if side is not last_side]
        queue = min((queues[side] for side in due or left), key=lambda queue: _place(queue[-1], spoken))
        called.append(queue.pop())
        if (side := _side(called[-1])) is not Side.NEUTRAL:
            last_side = side
    return called


def _side(asking: Asking) -> Side:
    return asking.side or Side.NEUTRAL


def last_side(turns: Iterable[Turn]) -> Side | None:
    """Return which of for and against spoke last in a floor, without replies, given its turns in order."""
    sides = [turn.side for turn in turns if not turn.is_reply and turn.side in {Side.FOR, Side.AGAINST}]
    return sides[-1] if sides else None
