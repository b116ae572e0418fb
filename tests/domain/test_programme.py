"""Where a programme is, how far behind its plan, and what re-timing does to the rest of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.floor import Floor, FloorState, Order
from bot.domain.polls import Poll, PollState, Release, Round, Secrecy
from bot.domain.programme import (
    MINUTE,
    Happened,
    Progress,
    StepEnd,
    begun,
    ended,
    ending_of,
    entered,
    facts_for,
    following,
    moves_now,
    next_step,
    retimed,
    with_more_time,
)
from bot.domain.step import Act, Facts, all_step_kinds, step_from

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
EVENING = tuple(
    map(
        step_from,
        [
            {"kind": "welcome"},
            {"kind": "vote", "question": "a", "round": "before", "minutes": 2},
            {"kind": "floor", "question": "a", "minutes": 10},
            {"kind": "vote", "question": "a", "round": "after", "minutes": 2},
            {"kind": "shift", "question": "a"},
            {"kind": "vote", "question": "b", "results": "manual"},
            {"kind": "result", "question": "b"},
            {"kind": "pause", "minutes": 5},
            {"kind": "close"},
        ],
    )
)


def poll(question, round_=Round.MAIN, state=PollState.OPEN, *, at=0, published=True):
    opened = NOON + at * MINUTE
    closed = opened + MINUTE if state is PollState.CLOSED else None
    return Poll(
        ord(question) * 10 + list(Round).index(round_), 1, 1, question, question, round_, state, Release.CLOSED,
        Secrecy.PSEUDONYMOUS, None, None, 1, 1, opened, None, closed, closed if published else None, (),
    )  # fmt: skip


def floor(question="a", *, at=0, closed=False):
    opened = NOON + at * MINUTE
    over = opened + MINUTE if closed else None
    return Floor(7, 1, 1, 1, 1, None, None, False, question, "A", 60, Order.FAIR, True, opened, over)


def acts(progress, happened, *, at=0):
    return [move.act for move in moves_now(EVENING, progress, happened, NOON + at * MINUTE)]


@st.composite
def progresses(draw):
    """A programme somewhere on its way: steps entered one after the other, with more time now and then."""
    steps = [
        step_from({"kind": "pause", "minutes": minutes})
        for minutes in draw(st.lists(st.integers(1, 240), min_size=1, max_size=12))
    ]
    progress, now = begun(steps), NOON
    for number in range(1, draw(st.integers(1, len(steps))) + 1):
        progress = entered(progress, number, now)
        for _ in range(draw(st.integers(0, 2))):
            progress = with_more_time(progress, now)
        now += timedelta(seconds=draw(st.integers(0, 10_000)))
    return progress, now


@given(progresses())
def test_a_programme_never_catches_up_by_waiting_and_falls_behind_once_its_step_is_overdue(found):
    progress, now = found
    later = now + timedelta(minutes=7)
    assert progress.lateness(later) >= progress.lateness(now)
    if now >= progress.ends_at:
        assert progress.lateness(later) - progress.lateness(now) == timedelta(minutes=7)
    more = with_more_time(progress, now)
    assert 0 <= (more.ends_at - max(now, progress.ends_at) - timedelta(minutes=5)) / MINUTE < 1


@given(progresses())
def test_re_timing_takes_the_lateness_from_the_steps_to_come_by_half_of_each_at_most(found):
    progress, now = found
    again = retimed(progress, now)
    rest, shorter = progress.lengths[progress.present :], again.lengths[progress.present :]
    assert again.lengths[: progress.present] == progress.lengths[: progress.present]
    assert again.lateness(now) == timedelta()
    for before, after in zip(rest, shorter, strict=True):
        assert max(MINUTE, before / 2) <= after <= before
        assert after % MINUTE == timedelta()
    if again.planned_end > progress.planned_end:  # there was too little to take
        assert shorter == tuple(max(MINUTE, -(-before // (2 * MINUTE)) * MINUTE) for before in rest)
    elif shorter != rest:
        assert progress.planned_end - again.planned_end < MINUTE
    assert retimed(again, now).lengths == again.lengths


def test_a_programme_is_behind_by_what_its_steps_took_too_long():
    progress = entered(begun(EVENING), 1, NOON)
    assert progress.lateness(NOON) == timedelta()
    assert progress.planned_end - NOON == 29 * MINUTE
    progress = entered(progress, 2, NOON + 8 * MINUTE)
    assert progress.lateness(NOON + 8 * MINUTE) == 5 * MINUTE
    assert progress.expected_start(3, NOON + 8 * MINUTE) == NOON + 10 * MINUTE
    assert entered(progress, 3, NOON + 9 * MINUTE).lateness(NOON) == 4 * MINUTE
    again = retimed(progress, NOON + 8 * MINUTE)
    assert [length // MINUTE for length in again.lengths] == [3, 2, 8, 2, 1, 2, 1, 4, 1]
    assert again.planned_end == progress.planned_end


def test_no_later_step_is_expected_before_the_open_vote_ends():
    voting = replace(poll("a", Round.BEFORE, at=3), closes_at=NOON + 7 * MINUTE)
    there = entered(entered(begun(EVENING), 1, NOON), 2, NOON + 3 * MINUTE)
    there = following(EVENING, there, Happened([voting]))
    assert there.ends_at == NOON + 5 * MINUTE
    assert there.expected_start(3, NOON + 3 * MINUTE) == voting.closes_at
    again = retimed(there, NOON + 3 * MINUTE)
    assert (again.planned_start(3), again.planned_end) == (voting.closes_at, there.planned_end)
    assert entered(there, 3, NOON + 4 * MINUTE).vote_ends_at is None


def test_what_commands_open_moves_the_programme_there_and_cancelling_it_takes_that_back():
    welcome = entered(begun(EVENING), 1, NOON)
    opened = poll("a", Round.AFTER, at=4)
    moved = following(EVENING, welcome, Happened([opened]))
    assert (moved.present, moved.visit.started_at) == (4, opened.opened_at)
    assert moved.visits[1].ending is StepEnd.SKIPPED
    assert acts(moved, Happened([opened])) == [Act.CLOSE_POLL]
    over = Happened([poll("a", Round.AFTER, PollState.CLOSED, at=4)])
    assert acts(following(EVENING, welcome, over), over)[0] is Act.GO_ON
    assert following(EVENING, welcome, Happened()) == welcome
    spoken = Happened([opened], [floor(at=9)], FloorState(floor(at=9)))
    assert following(EVENING, welcome, spoken).present == 3
    assert following(EVENING, welcome, Happened([poll("c", at=9)])) == welcome
    assert following(EVENING, begun(EVENING), over).present == 4


@given(st.permutations(["a before", "a after", "b main"]), st.integers(0, 3), st.integers(1, 9))
def test_the_last_vote_that_was_opened_is_where_it_is_and_older_ones_do_not_call_it_back(order, number, left_at):
    stored = entered(begun(EVENING), left_at, NOON + 5 * MINUTE)
    polls = [
        poll(one[0], Round(one[2:]), PollState.CLOSED, at=at)
        for one, at in zip(order, (1, 2, *(6 + number,)), strict=True)
    ]
    step = {"a before": 2, "a after": 4, "b main": 6}[order[-1]]
    assert following(EVENING, stored, Happened(polls)).present == step
    assert following(EVENING, stored, Happened(polls[:2])) == stored


def test_what_has_happened_already_is_passed_over():
    progress = entered(begun(EVENING), 1, NOON)
    early = Happened([poll("a", Round.BEFORE, PollState.CLOSED, at=-5)])
    assert next_step(EVENING, progress, early, NOON) == 3
    assert ending_of(2, EVENING, entered(progress, 3, NOON), early) is StepEnd.DONE
    assert ending_of(2, EVENING, entered(progress, 3, NOON), Happened()) is StepEnd.SKIPPED
    over = ended(entered(progress, 9, NOON), NOON, StepEnd.SKIPPED)
    assert acts(over, Happened()) == [Act.CLOSE_DEBATE]
    assert acts(over, Happened(is_closed=True)) == []


EXAMPLES = [(kind, example) for kind in all_step_kinds().values() for example in kind.examples]


@pytest.mark.parametrize(("kind", "example"), EXAMPLES, ids=[kind.name for kind, _ in EXAMPLES])
def test_every_kind_of_step_keeps_its_contract(kind, example):
    step = step_from({"kind": kind.name, **example.settings})
    assert type(step) is kind
    assert step_from(step.model_dump(mode="json", exclude_none=True)) == step
    before, after = ([step_from(one) for one in some] for some in (example.before, example.after))
    assert step.problem(before, after) is None
    assert step.planned >= MINUTE
    assert step.heading.msgid
    progress = entered(begun([step]), 1, NOON)
    for facts in (Facts(NOON), facts_for(progress, Happened(), NOON)):
        moves = step.moves(facts)
        assert step.is_done(facts) or moves
        assert len({move.key for move in moves}) == len(moves)
        assert Act.GO_ON not in {move.act for move in moves}
    assert isinstance(progress, Progress)
