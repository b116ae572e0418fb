"""What the run sheet offers next."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.polls import Poll, PollState, Release, Round, Secrecy
from bot.domain.run_sheet import Move, next_steps

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
