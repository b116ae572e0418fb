"""Who is called next: as asked, fairly, or for and against in turn."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.floor import Asking, Order, Side
from bot.domain.speaking_order import call_order

AT = datetime(2025, 7, 10, 18, 0, tzinfo=UTC)
SIDES = st.sampled_from([*Side, None])


@st.composite
def lists(draw):
    """Draw who waits, in any order, and how long some of them have spoken."""
    people = draw(st.lists(st.tuples(SIDES, st.booleans(), st.integers(0, 3)), max_size=12))
    waiting = [
        Asking(f"p{number}", number, None, side, AT, number, is_reply)
        for number, (side, is_reply, _) in enumerate(people)
    ]
    spoken = {f"p{number}": seconds for number, (_, _, seconds) in enumerate(people) if seconds}
    return draw(st.permutations(waiting)), spoken


def order_of(order, drawn, last=None):
    called = call_order(order, *drawn, last)
    replies = [asking for asking in called if asking.is_reply]
    assert list(called[: len(replies)]) == sorted(replies, key=lambda asking: asking.number), "replies first, as asked"
    return list(called[len(replies) :])


def fairness(spoken):
    return lambda asking: (spoken.get(asking.participant, 0), asking.number)


@given(lists(), st.sampled_from(Order), st.sampled_from([Side.FOR, Side.AGAINST, None]))
def test_everybody_who_waits_is_called_once_and_however_they_are_listed(drawn, order, last):
    waiting, spoken = drawn
    called = call_order(order, waiting, spoken, last)
    assert sorted(called, key=lambda asking: asking.number) == sorted(waiting, key=lambda asking: asking.number)
    assert call_order(order, waiting[::-1], spoken, last) == called


@given(lists())
def test_a_queue_is_as_asked_however_long_anybody_has_spoken(drawn):
    numbers = [asking.number for asking in order_of(Order.QUEUE, drawn)]
    assert numbers == sorted(numbers)


@given(lists())
def test_fair_calls_who_has_spoken_least_and_then_who_asked_first(drawn):
    called = order_of(Order.FAIR, drawn)
    assert called == sorted(called, key=fairness(drawn[1]))


@given(lists(), st.sampled_from([Side.FOR, Side.AGAINST, None]))
def test_sides_alternate_as_long_as_both_wait_and_are_fair_within_each(drawn, last):
    called = order_of(Order.SIDES, drawn, last)
    taken = [asking for asking in called if asking.side in {Side.FOR, Side.AGAINST}]
    before = last
    for place, asking in enumerate(taken):
        if asking.side is before:
            assert {later.side for later in taken[place:]} == {before}, "the other side still waits"
        before = asking.side
    for side in Side:
        on_it = [asking for asking in called if (asking.side or Side.NEUTRAL) is side]
        assert on_it == sorted(on_it, key=fairness(drawn[1]))


@given(lists(), st.sampled_from([Side.FOR, Side.AGAINST, None]))
def test_nobody_neutral_is_passed_over_by_somebody_less_entitled(drawn, last):
    waiting, spoken = drawn
    place = fairness(spoken)
    called = order_of(Order.SIDES, (waiting, spoken), last)
    for at, asking in enumerate(called):
        if asking.side in {Side.NEUTRAL, None}:
            assert all(place(earlier) < place(asking) for earlier in called[:at])
