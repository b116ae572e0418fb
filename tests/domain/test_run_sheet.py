"""What the run sheet offers next."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.polls import Poll, PollState, Release, Round, Secrecy
from bot.domain.run_sheet import Move, Outline, Stage, next_steps, outline, stage_of

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def poll(round_, state, *, published=False):
    published_at = NOON if published else None
    return Poll(
        1, 1, 1, "a", "A", round_, state, Release.MANUAL, Secrecy.PSEUDONYMOUS, None, None, 1, 1, NOON, None, None,
        published_at, (),
    )  # fmt: skip


BEFORE, MAIN, AFTER = Round.BEFORE, Round.MAIN, Round.AFTER
OPEN, CLOSED = PollState.OPEN, PollState.CLOSED

OFFERED = {
    "nothing polled yet": ([], [(Move.OPEN, MAIN), (Move.OPEN, BEFORE)]),
    "open": ([poll(MAIN, OPEN)], [(Move.EXTEND, MAIN), (Move.CLOSE, MAIN)]),
    "being counted": ([poll(MAIN, PollState.COUNTING)], []),
    "closed, to be published": ([poll(MAIN, CLOSED)], [(Move.PUBLISH, MAIN)]),
    "published": ([poll(MAIN, CLOSED, published=True)], []),
    "open before": ([poll(BEFORE, OPEN)], [(Move.EXTEND, BEFORE), (Move.CLOSE, BEFORE)]),
    "closed before": ([poll(BEFORE, CLOSED)], [(Move.PUBLISH, BEFORE), (Move.OPEN, MAIN), (Move.OPEN, AFTER)]),
    "before and main": (
        [poll(BEFORE, CLOSED, published=True), poll(MAIN, CLOSED, published=True)],
        [(Move.OPEN, AFTER)],
    ),
    "before and after": (
        [poll(BEFORE, CLOSED, published=True), poll(AFTER, CLOSED, published=True)],
        [(Move.SHIFT, AFTER)],
    ),
    "before, and an after that is not published": (
        [poll(BEFORE, CLOSED, published=True), poll(AFTER, CLOSED)],
        [(Move.PUBLISH, AFTER)],
    ),
    "after, and a before that is not published": (
        [poll(BEFORE, CLOSED), poll(AFTER, CLOSED, published=True)],
        [(Move.PUBLISH, BEFORE)],
    ),
    "before, and an after that is open": (
        [poll(BEFORE, CLOSED, published=True), poll(AFTER, OPEN)],
        [(Move.EXTEND, AFTER), (Move.CLOSE, AFTER)],
    ),
    "before and after in secret": (
        [replace(poll(round_, CLOSED, published=True), secrecy=Secrecy.SECRET) for round_ in (BEFORE, AFTER)],
        [],
    ),
    "two rounds at once": (
        [poll(AFTER, OPEN), poll(BEFORE, OPEN)],
        [(Move.EXTEND, BEFORE), (Move.CLOSE, BEFORE), (Move.EXTEND, AFTER), (Move.CLOSE, AFTER)],
    ),
}


@pytest.mark.parametrize("what", OFFERED)
def test_what_makes_sense_next_is_offered_in_the_order_of_the_rounds(what):
    polls, offered = OFFERED[what]
    assert [(step.move, step.round) for step in next_steps(polls)] == offered


def closed(minutes, *, published=True, round_=Round.MAIN):
    return replace(poll(round_, CLOSED, published=published), closed_at=NOON + timedelta(minutes=minutes))


def order(**polls):
    """Return the outline of a debate that is on."""
    return outline(polls, is_on=True)


def test_before_anything_is_opened_the_first_question_is_next():
    assert order(a=[], b=[]) == Outline((), "a", (), ("b",))


def test_an_open_question_comes_first_and_then_nothing_is_next():
    assert order(a=[closed(1)], b=[poll(MAIN, OPEN)], c=[]) == Outline(("b",), None, (), ("a", "c"))


def test_votes_that_are_being_counted_are_what_goes_on_now():
    assert order(a=[poll(MAIN, PollState.COUNTING)], b=[]).now == ("a",)


def test_once_a_result_is_public_the_next_question_comes_first():
    assert order(a=[closed(1)], b=[], c=[]) == Outline((), "b", (), ("a", "c"))


def test_what_has_just_closed_comes_first_until_it_is_published():
    assert order(a=[closed(1, published=False)], b=[]) == Outline(("a",), "b", (), ())


def test_results_that_moderators_keep_back_do_not_stay_in_front():
    kept, later = closed(1, published=False), closed(2)
    assert order(a=[kept], b=[later], c=[]) == Outline((), "c", ("a",), ("b",))


def test_the_second_rounds_come_once_every_question_has_had_its_first():
    halves = [closed(minute, round_=BEFORE) for minute in (1, 2)]
    assert order(a=[halves[0]], b=[]).next == "b"
    assert order(a=[halves[0]], b=[halves[1]]) == Outline((), "a", (), ("b",))


def test_the_question_that_has_just_closed_is_not_there_twice():
    assert order(a=[closed(1, round_=BEFORE, published=False)]) == Outline(("a",), None, (), ())


def test_a_debate_that_is_over_opens_nothing():
    assert outline({"a": [], "b": [closed(1, published=False)]}, is_on=False) == Outline(("b",), None, (), ("a",))


polls_of_a_question = st.dictionaries(
    st.sampled_from(Round),
    st.tuples(st.sampled_from([OPEN, PollState.COUNTING, CLOSED]), st.booleans(), st.integers(0, 99)),
).map(
    lambda rounds: [
        closed(minute, published=is_public, round_=round_) if state is CLOSED else poll(round_, state)
        for round_, (state, is_public, minute) in rounds.items()
    ]
)
debates = st.dictionaries(st.sampled_from("abcdefg"), polls_of_a_question)


@given(debates, st.booleans())
def test_every_question_has_one_place_and_what_is_open_comes_first(polls, is_on):
    found = outline(polls, is_on=is_on)
    places = [*found.now, *filter(None, [found.next]), *found.waiting, *found.others]
    assert sorted(places) == sorted(polls)
    stages = {question: stage_of(held, is_on=is_on) for question, held in polls.items()}
    is_open = [question for question in polls if stages[question] is Stage.OPEN]
    if is_open:
        assert (list(found.now), found.next) == (is_open, None)
    assert Stage.WAITING not in {stages[question] for question in found.others}
    if found.next:
        assert any(step.move is Move.OPEN for step in next_steps(polls[found.next]))
