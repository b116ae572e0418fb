"""Who speaks and for how long: calling, giving, pausing, extending and ending turns."""

import asyncio
import json

import pytest

from bot.domain.floor import Order, Side, Speaker, TurnEnd
from bot.domain.refusals import BadAnswer, NotAllowed, NotNow
from bot.services.debates import debates
from bot.services.floor import asking, due, opening, reading, turns
from bot.services.floor.due import What
from bot.storage.actions import actions_of
from bot.storage.engine import Database

CHANNEL = 42


@pytest.fixture
async def elsewhere(context_on, database_url, clock):
    """Return another process's context, with connections of its own."""
    database = Database.at(database_url)
    yield context_on(database, clock)
    await database.close()


@pytest.mark.both_databases
async def test_those_who_ask_are_called_in_turn_and_the_time_of_each_is_kept(
    context, open_floor, ask, moderator, clock, person
):
    floor = (await open_floor(question="a", order=Order.QUEUE)).floor
    assert (floor.title, floor.seconds, floor.is_named) == ("Should it be built?", 120, True)
    for name in ("ann", "bob"):
        state = await ask(name)
    assert [each.name for each in state.waiting] == ["ann", "bob"]
    with pytest.raises(NotNow):
        await ask("ann")

    state = await turns.call_next(context, moderator(), floor.id, 0)
    assert (state.turn.name, state.turn.user_id, state.next.name) == ("ann", person("ann").user_id, "bob")
    clock.advance(30)
    state = await turns.pause(context, moderator(), floor.id, 1)
    clock.advance(600)
    assert state.turn.left(clock.now()).total_seconds() == 90
    assert await due.due_turns(context) == []
    state = await turns.resume(context, moderator(), floor.id, 1)
    state = await turns.add_time(context, moderator(), floor.id, 30, 1)
    clock.advance(10)
    assert (state.turn.left(clock.now()).total_seconds(), state.turn.spoken(clock.now()).total_seconds()) == (110, 40)

    state = await turns.call_next(context, moderator(), floor.id, 1)
    (first,) = state.turns
    assert (first.ending, first.user_id, first.name, first.spoken(clock.now()).seconds) == (
        TurnEnd.NEXT, None, "ann", 40,
    )  # fmt: skip
    assert (state.turn.name, state.waiting, state.stepped_down) == ("bob", (), person("ann").user_id)
    clock.advance(5)
    state = await turns.end(context, moderator(), floor.id, 2)
    assert (state.turn, state.turns[-1].ending, state.shown) == (None, TurnEnd.ENDED, 2)
    with pytest.raises(NotNow):
        await turns.call_next(context, moderator(), floor.id, 2)
    state = await opening.close_floor(context, moderator(), None)
    times = await reading.speaking_times(context, moderator())
    assert (times.total.seconds, times.total.people, times.total.sides) == (45, 2, {None: 45})
    assert await reading.open_floor_of(context, floor.guild_id) is None


@pytest.mark.both_databases
async def test_two_moderators_who_press_next_at_once_call_one_speaker(context, elsewhere, open_floor, ask, moderator):
    floor = (await open_floor()).floor
    await ask("ann")
    await ask("bob")
    pressed = (turns.call_next(each, moderator(), floor.id, 0) for each in (context, elsewhere))
    states = await asyncio.gather(*pressed, return_exceptions=True)
    assert sum(isinstance(state, NotNow) for state in states) == 1
    state = await reading.floor_state(context, floor.id)
    assert (state.turn.name, [each.name for each in state.waiting]) == ("ann", ["bob"])


@pytest.mark.both_databases
async def test_a_warning_and_an_overdue_end_are_acted_on_once_by_whichever_process_comes(
    context, elsewhere, open_floor, ask, moderator, clock, person
):
    floor = (await open_floor(seconds=60)).floor
    await ask("ann")
    await ask("bob")
    state = await turns.call_next(context, moderator(), floor.id, 0)
    ends_at = state.turn.ends_at
    processes = [context, elsewhere]
    clock.advance(39)
    assert await due.due_turns(context) == []
    for seconds, what in ((1, What.WARNING), (300, What.END)):
        clock.advance(seconds)
        found = [await due.due_turns(each) for each in processes]
        assert [[each.what for each in at_once] for at_once in found] == [[what], [what]]
        claims = await asyncio.gather(*(due.claim(each, at[0]) for each, at in zip(processes, found, strict=True)))
        (claimed,) = [state for state in claims if state]
        assert await due.due_turns(context) == []
    assert (claimed.turn, claimed.stepped_down) == (None, person("ann").user_id)
    assert (claimed.turns[-1].ended_at, claimed.turns[-1].ending) == (ends_at, TurnEnd.TIME)
    assert claimed.next.name == "bob"


async def test_a_turn_that_gets_more_time_is_warned_of_its_new_end_and_not_acted_on_at_the_old(
    context, open_floor, ask, moderator, clock
):
    floor = (await open_floor(seconds=60)).floor
    await ask("ann")
    await turns.call_next(context, moderator(), floor.id, 0)
    clock.advance(50)
    (warning,) = await due.due_turns(context)
    assert await due.claim(context, warning)
    await turns.pause(context, moderator(), floor.id, 1)
    clock.advance(5)
    await turns.resume(context, moderator(), floor.id, 1)
    assert await due.due_turns(context) == []
    clock.advance(10)
    (end,) = await due.due_turns(context)
    clock.advance(-1)
    await turns.add_time(context, moderator(), floor.id, 30, 1)
    assert await due.claim(context, end) is None
    clock.advance(11)
    (again,) = await due.due_turns(context)
    assert again.what is What.WARNING
    assert (await due.claim(context, again)).turn.left(clock.now()).seconds == 20


async def test_next_after_the_time_was_up_keeps_the_end_that_the_clock_had(context, open_floor, ask, moderator, clock):
    floor = (await open_floor(seconds=60)).floor
    await ask("ann")
    state = await turns.call_next(context, moderator(), floor.id, 0)
    clock.advance(100)
    with pytest.raises(NotNow):
        await turns.add_time(context, moderator(), floor.id, 30, 1)
    over = (await turns.call_next(context, moderator(), floor.id, 1)).turns[-1]
    assert (over.ending, over.ended_at, over.spoken(clock.now()).seconds) == (TurnEnd.TIME, state.turn.ends_at, 60)


async def test_replies_are_short_and_first_and_at_most_three_to_a_turn(context, open_floor, ask, moderator, clock):
    floor = (await open_floor()).floor
    with pytest.raises(NotNow):
        await ask("eve", is_reply=True)
    for name in ("ann", "bob"):
        await ask(name)
    await turns.call_next(context, moderator(), floor.id, 0)
    with pytest.raises(NotNow):
        await ask("ann", is_reply=True)
    await ask("eve", is_reply=True, shown=1)
    state = await turns.call_next(context, moderator(), floor.id, 1)
    assert (state.turn.name, state.turn.is_reply, state.turn.left(clock.now()).seconds) == ("eve", True, 45)
    with pytest.raises(NotNow):
        await ask("dan", is_reply=True, shown=1)
    with pytest.raises(NotNow):
        await ask("eve", is_reply=True)
    for name in ("dan", "bob"):
        state = await ask(name, is_reply=True)
    assert [(each.name, each.is_reply) for each in state.waiting] == [("dan", True), ("bob", True), ("bob", False)]
    with pytest.raises(NotNow):
        await ask("fay", is_reply=True)


async def test_a_floor_with_sides_alternates_and_one_may_change_side_without_losing_the_place(
    context, open_floor, ask, moderator
):
    floor = (await open_floor(order=Order.SIDES)).floor
    for name, side in (("ann", Side.FOR), ("bob", Side.FOR), ("cat", Side.AGAINST), ("dan", None)):
        state = await ask(name, side)
    assert [each.name for each in state.waiting] == ["ann", "cat", "bob", "dan"]
    assert state.waiting[-1].side is Side.NEUTRAL
    state = await ask("bob", Side.AGAINST)
    assert [each.name for each in state.waiting] == ["ann", "bob", "dan", "cat"]
    state = await turns.give(context, moderator(), floor.id, Speaker(state.waiting[-1].user_id, "cat"), 0)
    assert (state.turn.name, state.turn.side) == ("cat", Side.AGAINST)
    assert [each.name for each in state.waiting] == ["ann", "bob", "dan"]


async def test_only_moderators_lead_and_only_participants_ask(context, open_floor, ask, person, administrator):
    with pytest.raises(NotAllowed):
        await opening.open_floor(context, person("ann"), channel_id=CHANNEL)
    with pytest.raises(BadAnswer):
        await open_floor(seconds=14)
    floor = (await open_floor()).floor
    with pytest.raises(NotNow):
        await open_floor()
    for leading in (
        turns.call_next(context, person("ann"), floor.id, 0),
        turns.set_list_closed(context, person("ann"), floor.id, closed=True),
        opening.close_floor(context, person("ann"), floor.id),
        reading.speaking_times(context, person("ann")),
    ):
        with pytest.raises(NotAllowed):
            await leading

    await debates.change_settings(context, administrator(), participant_role=77)
    for asked in (ask("ann"), asking.move_on(context, person("ann"), floor.id)):
        with pytest.raises(NotAllowed):
            await asked
    assert (await asking.ask(context, person("bob", 77), floor.id, None)).present == 1


async def test_a_person_withdraws_or_ends_the_own_turn_and_a_closed_list_takes_nobody(
    context, open_floor, ask, person, moderator
):
    floor = (await open_floor()).floor
    for name in ("ann", "bob", "cat"):
        state = await ask(name)
    await turns.set_list_closed(context, moderator(), floor.id, closed=True)
    with pytest.raises(NotNow):
        await ask("dan")
    state = await turns.remove(context, moderator(), floor.id, state.waiting[-1].participant)
    assert [each.name for each in state.waiting] == ["ann", "bob"]
    await turns.call_next(context, moderator(), floor.id, 0)
    state = await asking.withdraw(context, person("ann"), floor.id)
    assert (state.turn, state.turns[-1].ending, state.stepped_down) == (None, TurnEnd.ENDED, person("ann").user_id)
    state = await asking.withdraw(context, person("bob"), floor.id)
    assert state.waiting == ()
    with pytest.raises(NotNow):
        await asking.withdraw(context, person("bob"), floor.id)


async def test_a_speaker_who_has_left_is_passed_over_once(context, open_floor, ask, moderator):
    floor = (await open_floor()).floor
    for name in ("ann", "bob"):
        await ask(name)
    await turns.call_next(context, moderator(), floor.id, 0)
    state = await turns.pass_over(context, floor.id, 1)
    assert (state.turns[-1].ending, state.turn.name) == (TurnEnd.LEFT, "bob")
    assert await turns.pass_over(context, floor.id, 1) is None


async def test_who_wants_to_move_on_is_a_share_from_five_on_and_can_be_taken_back(context, open_floor, ask, person):
    floor = (await open_floor()).floor
    for name in ("ann", "bob", "cat", "dan"):
        await ask(name)
    state = await asking.move_on(context, person("ann"), floor.id)
    assert (state.moving_on, state.present, state.move_on_share) == (1, 4, None)
    state = await asking.move_on(context, person("eve"), floor.id)
    assert state.move_on_share == 2 / 5
    state = await asking.move_on(context, person("eve"), floor.id)
    assert (state.moving_on, state.move_on_share) == (1, 1 / 5)


async def test_closing_the_debate_closes_its_floor_and_erases_who_waited(
    context, open_floor, ask, moderator, person, database, clock
):
    floor = (await open_floor()).floor
    for name in ("ann", "bob"):
        await ask(name)
    await turns.call_next(context, moderator(), floor.id, 0)
    clock.advance(7)
    await debates.finish(context, moderator(), {})
    state = await reading.floor_state(context, floor.id)
    assert (state.floor.closed_at, state.turn, state.waiting, state.present) == (clock.now(), None, (), 0)
    assert (state.turns[-1].ending, state.turns[-1].spoken(clock.now()).seconds) == (TurnEnd.CLOSED, 7)
    with pytest.raises(NotNow):
        await turns.call_next(context, moderator(), floor.id, 1)
    async with database.reading() as connection:
        entries = [json.loads(entry.content) async for entry in actions_of(connection, floor.debate_id)]
    assert [entry["action"] for entry in entries] == [
        "debate started", "floor opened", "turn given", "turn ended", "floor closed", "debate closed",
    ]  # fmt: skip
    assert not any(str(person(name).user_id) in str(entries) for name in ("ann", "bob"))


async def test_speakers_are_stored_under_a_pseudonym_that_is_on_no_ballot_where_the_server_says_so(
    context, open_floor, ask, moderator, administrator, person
):
    await debates.change_settings(context, administrator(), named_speakers=False)
    floor = (await open_floor()).floor
    await ask("ann")
    state = await turns.call_next(context, moderator(), floor.id, 0)
    assert (floor.is_named, state.turn.name, state.turn.user_id) == (False, None, person("ann").user_id)
    assert state.turn.participant not in context.pseudonyms.all_of(floor.debate_id, person("ann").user_id)
    (over,) = (await turns.end(context, moderator(), floor.id, 1)).turns
    assert (over.participant, over.user_id, over.name) == (state.turn.participant, None, None)
