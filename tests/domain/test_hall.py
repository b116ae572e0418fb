"""What the page on the wall may show, for every state that a debate can be in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.floor import Floor, FloorState, Order, Turn
from bot.domain.hall import (
    LAST_RESULT_TIME,
    PART_TIME,
    QUESTION_TIME,
    RESPONSE_TIME,
    Hall,
    Held,
    Scene,
    Wall,
    is_public_ground,
    on_view,
    parse_held,
    scene_at,
)
from bot.domain.kind import Option
from bot.domain.polls import Debate, DebateFormat, Item, PollState, Release, Round, Secrecy
from bot.domain.programme import begun, entered
from bot.domain.responses import Response, Status
from bot.domain.statements import Counts, SetState, Statement, StatementSet, StatementStatus
from bot.domain.step import step_from

START = datetime(2025, 7, 10, 18, 0, tzinfo=UTC)
DEBATE = Debate(1, 1, "pack", "A debate", START)
HALL = Hall(1, 1, "token")
ITEM = Item(1, "build", "single", "Build it?", (Option("yes", "Yes"), Option("no", "No")))

times = st.integers(0, 4000).map(lambda seconds: START + timedelta(seconds=seconds))
scenes = st.builds(Held, st.sampled_from(Scene), st.none() | st.integers(1, 5), st.none() | st.integers(0, 3))


@pytest.fixture(scope="module")
def polls(poll_with):
    """Return a strategy of the polls of a debate: every state, release, round and secrecy, public or hidden or not."""
    one = st.builds(
        poll_with,
        question=st.sampled_from("ab"),
        state=st.sampled_from(PollState),
        release=st.sampled_from(Release),
        secrecy=st.sampled_from(Secrecy),
        round=st.sampled_from(Round),
        format=st.sampled_from(DebateFormat),
        opened_at=times,
        closed_at=st.none() | times,
        published_at=st.none() | times,
        is_hidden=st.booleans(),
        items=st.just((ITEM, replace(ITEM, id=2, key="pay"))),
    )
    return st.lists(one, max_size=5).map(
        lambda found: tuple(replace(poll, id=number) for number, poll in enumerate(found, 1))
    )


responses = st.builds(
    Response,
    st.integers(1, 2),
    st.just("a"),
    st.just("somebody"),
    st.just("Words"),
    st.just(START),
    st.sampled_from(Status),
)


sets = st.lists(
    st.builds(
        StatementSet,
        id=st.none(),
        debate_id=st.just(1),
        guild_id=st.just(1),
        question=st.sampled_from("ab"),
        title=st.just("Title"),
        round=st.sampled_from(Round),
        state=st.sampled_from(SetState),
        release=st.sampled_from(Release),
        secrecy=st.sampled_from(Secrecy),
        small_groups=st.booleans(),
        groups_wanted=st.booleans(),
        participant_role=st.none(),
        opened_at=times,
        closed_at=st.none() | times,
        announced_at=st.none() | times,
        channel_id=st.sampled_from([None, 42]),
        counts=st.none() | st.just({1: Counts(9, 1, 0)}),
    ),
    max_size=3,
).map(lambda found: tuple(replace(one, id=number) for number, one in enumerate(found, 1)))


@given(data=st.data())
def test_no_state_of_a_debate_brings_more_to_the_wall_than_the_channel_has_been_shown(polls, data):
    """Whatever moderators choose: results are public, shifts too, a cancelled poll is gone, a response is approved.

    What statements have come to is public only once they are closed, counted and shown in their channel.
    """
    hall = replace(
        HALL,
        held=data.draw(st.none() | scenes),
        held_at=data.draw(st.none() | times),
        response_id=data.draw(st.none() | st.integers(1, 2)),
        response_until=data.draw(st.none() | times),
    )
    debate = replace(DEBATE, closed_at=data.draw(st.none() | times))
    now = data.draw(times)
    floor = data.draw(st.sampled_from([None, floor_at(None), floor_at(700)]))
    wall = Wall(debate, data.draw(polls), hall, data.draw(st.none() | responses), floor, sets=data.draw(sets))
    shown = scene_at(wall, now)
    assert (shown.floor is not None) == (shown.scene is Scene.FLOOR)
    assert all(poll.state is not PollState.CANCELLED for poll in shown.polls)
    assert (shown.set in wall.sets) == (shown.scene is Scene.STATEMENTS)
    for one in wall.sets:
        if is_public_ground(one):
            assert one.state is SetState.CLOSED
            assert one.counts is not None
            assert one.announced_at is not None or one.channel_id is None
    if shown.scene in {Scene.RESULT, Scene.SHIFT}:
        for poll in shown.polls:
            assert poll.state is PollState.CLOSED
            assert poll.published_at is not None
            assert not poll.is_hidden
    assert len(shown.polls) == {Scene.QUESTION: 1, Scene.VOTE: 1, Scene.RESULT: 1, Scene.SHIFT: 2}.get(shown.scene, 0)
    if shown.scene is Scene.SHIFT:
        before, after = shown.polls
        assert (before.round, after.round) == (Round.BEFORE, Round.AFTER)
        assert before.secrecy is after.secrecy is not Secrecy.SECRET
    if shown.scene is Scene.RESPONSE:
        assert shown.response is not None
        assert shown.response.status == Status.PUBLISHED
        assert now < hall.response_until
    else:
        assert shown.response is None
    if hall.held == Held(Scene.BLANK):
        assert shown.scene is Scene.BLANK


def floor_at(seconds, **given):
    """Return an open floor whose turn began so many seconds after the debate; None is no turn yet."""
    turn = Turn(1, "p", 7, "Ann", None, False, START + timedelta(seconds=seconds or 0), START + timedelta(hours=1))
    floor = Floor(1, 1, 1, 42, None, None, None, False, "a", "A topic", 120, Order.FAIR, True, START)
    return FloorState(floor, None if seconds is None else turn, **given)


def set_of(**given):
    fields = {"id": 1, "debate_id": 1, "guild_id": 1, "question": "a", "title": "Title", "round": Round.MAIN}
    rules = {"release": Release.CLOSED, "secrecy": Secrecy.PSEUDONYMOUS, "small_groups": True, "groups_wanted": True}
    return StatementSet(**fields, **rules, **{"state": SetState.OPEN, "participant_role": None, **given})


def on_wall(seconds, *polls, **given):
    return scene_at(Wall(DEBATE, polls, HALL, **given), START + timedelta(seconds=seconds)).scene


def test_the_floor_is_on_unless_a_vote_opens_after_its_newest_turn(poll_with):
    """A result that comes out while people speak is shown once, and then they are on again."""
    voting = poll_with(opened_at=START + timedelta(seconds=50), items=(ITEM, ITEM))
    over = replace(voting, state=PollState.CLOSED, closed_at=START + timedelta(seconds=200))
    public = replace(over, published_at=over.closed_at)
    assert on_wall(10, floor=floor_at(None)) is Scene.FLOOR
    assert on_wall(60, voting, floor=floor_at(40)) is Scene.QUESTION
    assert on_wall(100, voting, floor=floor_at(90)) is Scene.FLOOR
    assert on_wall(201, public, floor=floor_at(90)) is Scene.RESULT
    assert on_wall(200 + 2 * PART_TIME.seconds, public, floor=floor_at(90)) is Scene.FLOOR
    assert on_wall(999, public) is Scene.RESULT


def test_a_step_of_the_programme_is_on_where_it_has_a_scene_and_nothing_came_later(poll_with):
    kinds = {"welcome": {}, "read": {"question": "a"}, "pause": {"minutes": 5}, "vote": {"question": "a"}}
    steps = tuple(step_from({"kind": kind, **settings}) for kind, settings in kinds.items())
    over = poll_with(state=PollState.CLOSED, closed_at=START, published_at=START, items=(ITEM,))
    for number, scene in enumerate([Scene.WELCOME, Scene.PROGRAMME, Scene.PAUSE, Scene.RESULT], 1):
        progress = entered(begun(steps), number, START + timedelta(seconds=60))
        assert on_wall(61, over, steps=steps, progress=progress) is scene
        voting = replace(over, id=2, state=PollState.OPEN, opened_at=START + timedelta(seconds=61))
        assert on_wall(62, over, voting, steps=steps, progress=progress) is Scene.QUESTION
    assert on_wall(1, steps=steps, progress=begun(steps)) is Scene.WELCOME


@given(data=st.data())
def test_what_is_kept_is_what_was_on_for_as_long_as_it_may_be(polls, data):
    wall, now = Wall(DEBATE, data.draw(polls), HALL, sets=data.draw(sets)), data.draw(times)
    shown = scene_at(wall, now)
    held = shown.held(0)
    kept = scene_at(replace(wall, hall=replace(HALL, held=parse_held(str(held)), held_at=now)), now + timedelta(days=1))
    assert (kept.scene, kept.polls, kept.set) == (shown.scene, shown.polls, shown.set)


statements = st.builds(
    Statement,
    id=st.integers(1, 6),
    debate_id=st.just(1),
    question=st.just("a"),
    number=st.integers(1, 6),
    text=st.sampled_from(["Words", ""]),
    is_seed=st.booleans(),
    status=st.sampled_from(StatementStatus),
    created_at=st.just(START),
)


@given(st.lists(statements), st.sets(st.integers(1, 6)))
def test_no_statement_is_on_the_wall_that_no_moderator_has_approved_unless_it_is_the_packs(found, approved):
    """Nor one that waits, was declined or merged, or whose author has deleted it."""
    for one in on_view(found, approved):
        assert one.status is StatementStatus.SHOWN
        assert one.text
        assert one.is_seed or one.id in approved


def test_statements_are_on_while_people_vote_on_them_and_then_what_they_share(poll_with):
    """Unless something newer goes on; and people who speak are interrupted by it once."""
    at = START + timedelta(seconds=100)
    opened = set_of(opened_at=START + timedelta(seconds=10))
    closed = replace(opened, state=SetState.CLOSED, closed_at=at, counts={})
    voting = poll_with(opened_at=START + timedelta(seconds=50), items=(ITEM,))
    over = replace(voting, state=PollState.CLOSED, closed_at=START + timedelta(seconds=60), published_at=START)
    assert on_wall(20, sets=(opened,)) is Scene.STATEMENTS
    assert on_wall(55, voting, sets=(opened,)) is Scene.QUESTION
    assert on_wall(65, over, sets=(opened,)) is Scene.STATEMENTS
    assert on_wall(101, over, sets=(closed,)) is Scene.STATEMENTS
    assert on_wall(101, sets=(closed,), floor=floor_at(90)) is Scene.STATEMENTS
    assert on_wall(900, sets=(closed,), floor=floor_at(90)) is Scene.FLOOR


def follow(debate, *polls):
    """Return what the wall shows so many seconds after the debate began."""
    return lambda seconds: scene_at(Wall(debate, polls, HALL), START + timedelta(seconds=seconds)).scene


def test_the_wall_follows_a_vote_from_its_question_to_its_result(poll_with):
    assert follow(DEBATE)(5) is Scene.WELCOME
    voting = poll_with(opened_at=START, items=(ITEM,))
    assert follow(DEBATE, voting)(QUESTION_TIME.seconds - 1) is Scene.QUESTION
    assert follow(DEBATE, voting)(QUESTION_TIME.seconds) is Scene.VOTE
    assert follow(DEBATE, replace(voting, state=PollState.COUNTING))(90) is Scene.VOTE
    closed = replace(voting, state=PollState.CLOSED, closed_at=START + timedelta(seconds=60))
    assert follow(DEBATE, closed)(61) is Scene.VOTE
    assert follow(DEBATE, replace(closed, published_at=closed.closed_at))(9999) is Scene.RESULT


def test_after_the_second_vote_comes_its_result_and_then_the_shift(poll_with):
    """Also in an Oxford debate, whose first result is published last."""
    at = START + timedelta(seconds=100)
    before, after = (
        poll_with(id=number, round=round_, state=PollState.CLOSED, closed_at=at, published_at=at, items=(ITEM,))
        for number, round_ in enumerate((Round.BEFORE, Round.AFTER), 1)
    )
    late = replace(before, published_at=at + timedelta(seconds=1))
    for first in (before, late):
        now = follow(DEBATE, first, after)
        assert now(102) is Scene.RESULT
        assert now(102 + PART_TIME.seconds) is Scene.SHIFT
    on = scene_at(Wall(DEBATE, (late, after), HALL), START + timedelta(seconds=102))
    assert on.polls == (after,)


def test_the_end_of_a_debate_leaves_the_last_result_on_for_a_while(poll_with):
    at = START + timedelta(seconds=100)
    poll = poll_with(state=PollState.CLOSED, closed_at=at, published_at=at, items=(ITEM,))
    over = follow(replace(DEBATE, closed_at=at), poll)
    assert over(100 + LAST_RESULT_TIME.seconds - 1) is Scene.RESULT
    assert over(100 + LAST_RESULT_TIME.seconds) is Scene.PAUSE


def test_the_parts_of_a_result_take_turns_and_are_new_once(poll_with):
    poll = poll_with(state=PollState.CLOSED, closed_at=START, published_at=START, items=(ITEM, ITEM, ITEM))
    shown = scene_at(Wall(DEBATE, (poll,), HALL), START)
    turns = [shown.part_at(START + turn * PART_TIME, 3) for turn in range(5)]
    assert turns == [(0, True), (1, True), (2, True), (0, False), (1, False)]
    kept = replace(shown, part=1)
    assert kept.part_at(START + 9 * PART_TIME, 3) == (1, False)


def test_a_response_is_on_the_wall_for_half_a_minute(poll_with):
    response = Response(7, "a", "somebody", "Words", START, Status.PUBLISHED)
    hall = replace(HALL, response_id=7, response_until=START + RESPONSE_TIME)
    wall = Wall(DEBATE, (poll_with(opened_at=START, items=(ITEM,)),), hall, response)
    assert [scene_at(wall, START + timedelta(seconds=seconds)).scene for seconds in (0, 29, 30)] == [
        Scene.RESPONSE,
        Scene.RESPONSE,
        Scene.VOTE,
    ]


@pytest.mark.parametrize("text", ["", "nonsense", "vote:x", "vote:1:2:3", "vote:"])
def test_what_no_moderator_can_have_chosen_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        parse_held(text)
