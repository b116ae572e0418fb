"""The floor as moderators lead it."""

from datetime import timedelta

import pytest
from ballots import custom_ids
from floors import edits, found, many_ask, options, page_of
from sentences import (
    A_FLOOR_IS_OPEN_ALREADY,
    HAS_LEFT_AND_WAS_PASSED_OVER,
    ONLY_MODERATORS_CAN_DO_THIS_YOU,
    ONLY_PEOPLE_OF_THIS_SERVER,
    PEOPLE_SPOKE,
    SOMEBODY_ELSE_HAS_CALLED,
    THE_CARD_IS_POSTED_LATER,
    WILL_NOT_BE_CALLED,
)

from bot.domain.floor import TurnEnd
from bot.services.floor import reading


async def test_two_moderators_who_press_next_at_once_call_one_speaker(room, said, floor):
    for who in (room.amina, room.jonas):
        await floor.tap(who, "floor-ask")
    nina = room.join("nina", room.moderators)
    sheet = page_of(await nina.slash(room.channel, "poll status"))
    pressed = found(sheet, "floor-next")
    await floor.lead("floor-next")
    told = await nina.click(sheet, custom_id=pressed)
    assert SOMEBODY_ELSE_HAS_CALLED.within(said(told))
    assert await floor.speaker() == "amina"
    assert "**amina** speaks" in said(sheet), "the outdated page shows how things stand"
    await nina.click(sheet, custom_id=found(sheet, "floor-next"))
    assert await floor.speaker() == "jonas"
    assert await floor.waiting() == []


async def test_pausing_stops_the_clock_and_more_time_moves_it(room, said, floor):
    await floor.tap(room.amina, "floor-ask")
    await floor.lead("floor-next")
    ends = (await floor.state()).turn.ends_at
    await room.env.advance_time(20)
    await floor.lead("floor-pause")
    await room.env.advance_time(200)
    assert "[Resume]" in said(floor.controls)
    assert "<t:" not in said(floor.card)
    await floor.lead("floor-resume")
    await floor.lead("floor-more-time")
    moved = (await floor.state()).turn.ends_at - ends
    assert timedelta(seconds=225) < moved < timedelta(seconds=240)
    await floor.lead("floor-end-turn")
    state = await floor.state()
    assert (state.turn, state.turns[-1].ending) == (None, TurnEnd.ENDED)


async def test_a_speaker_who_has_left_the_server_is_passed_over_with_a_word(room, said, floor):
    for who in (room.amina, room.jonas, room.sofia):
        await floor.tap(who, "floor-ask")
    room.env.backend.remove_member(room.guild.id, room.amina.id)
    room.env.backend.remove_member(room.guild.id, room.jonas.id)
    await floor.lead("floor-next")
    assert await floor.speaker() == "sofia"
    assert HAS_LEFT_AND_WAS_PASSED_OVER.within(said(floor.controls), name="**amina**")
    assert HAS_LEFT_AND_WAS_PASSED_OVER.within(said(floor.controls), name="**jonas**")


async def test_the_floor_can_be_given_to_anybody_and_taken_from_the_list(room, said, floor):
    for who in (room.amina, room.jonas):
        await floor.tap(who, "floor-ask")
    await floor.lead("floor-controls")
    await room.mod.select(floor.controls, [room.sofia], custom_id=found(floor.controls, "floor-give"))
    assert await floor.speaker() == "sofia"
    assert await floor.waiting() == ["amina", "jonas"]
    menu = found(floor.controls, "floor-remove")
    choice = options(floor.controls, menu)["amina"]
    await room.mod.select(floor.controls, [choice], custom_id=menu)
    assert await floor.waiting() == ["jonas"]
    robot = room.guild.add_member(room.env.create_user("robot", bot=True))
    told = await room.mod.select(floor.controls, [robot], custom_id=found(floor.controls, "floor-give"))
    assert ONLY_PEOPLE_OF_THIS_SERVER.within(said(told))


async def test_closing_asks_first_and_the_card_says_what_became_of_it(room, said, floor):
    for who in (room.amina, room.jonas):
        await floor.tap(who, "floor-ask")
    await floor.lead("floor-next")
    await room.env.advance_time(65)
    asked = await floor.lead("floor-close")
    assert WILL_NOT_BE_CALLED.within(said(floor.controls), count="1")
    await floor.lead("floor-close-now")
    assert await floor.state() is not None, "a double tap closes nothing"
    await room.env.advance_time(3)
    await floor.lead("floor-close-now")
    assert asked.acknowledged
    assert await floor.state() is None
    assert PEOPLE_SPOKE.within(said(floor.card), count="1", length="1 min 8 s")
    assert custom_ids(floor.card) == []
    times = said(await room.mod.slash(room.channel, "floor status"))
    assert PEOPLE_SPOKE.within(times, count="1", length="1 min 8 s")
    assert "amina" not in times


@pytest.mark.usefixtures("floor")
async def test_only_moderators_lead_the_floor(room, said):
    for command in ("floor open", "floor close", "floor status"):
        assert ONLY_MODERATORS_CAN_DO_THIS_YOU.within(said(await room.amina.slash(room.channel, command)))
    assert A_FLOOR_IS_OPEN_ALREADY.within(said(await room.mod.slash(room.channel, "floor open")))


async def test_the_run_sheet_opens_a_floor_and_calls_the_next_speaker(room):
    sheet = page_of(await room.mod.slash(room.channel, "poll status"))
    await room.mod.click(sheet, custom_id="floor-open")
    state = await reading.open_floor_of(room.context, room.guild.id)
    assert state.floor.channel_id == room.channel.id
    await many_ask(room, state.floor.id, 1)
    await room.mod.click(sheet, custom_id="run-sheet")
    assert found(sheet, "floor-controls")
    controls = await room.mod.click(sheet, custom_id=found(sheet, "floor-controls"))
    assert controls.acknowledged


async def test_a_turn_goes_on_after_a_restart_and_its_end_is_acted_on_once(room, said, floor):
    await floor.tap(room.amina, "floor-ask")
    await floor.tap(room.jonas, "floor-ask")
    await floor.lead("floor-next")
    await room.env.advance_time(30)
    ends = (await floor.state()).turn.ends_at
    await room.restart()
    await room.env.advance_time(5)
    assert (await floor.state()).turn.ends_at == ends
    await room.client.close()
    await room.env.advance_time(300)
    await room.restart()
    await room.env.advance_time(10)
    state = await floor.state()
    assert (state.turn, len(state.turns)) == (None, 1)
    assert (state.turns[0].ending, state.turns[0].ended_at) == (TurnEnd.TIME, ends)
    assert "[Ask to speak]" in said(floor.card)
    assert "<t:" not in said(floor.card)
    assert len([call for call in floor.calls() if "Thank you" in said(call)]) == 1
    await room.mod.slash(room.channel, "poll status")
    await floor.lead("floor-next")
    assert await floor.speaker() == "jonas"


async def test_a_card_that_discord_does_not_take_is_posted_later_and_the_moderator_is_told(room, said, floor_in):
    room.env.inject_error("POST", f"/channels/{room.channel.id}/messages", status=503, times=1)
    floor = await floor_in(question="d")
    assert THE_CARD_IS_POSTED_LATER.within(said(floor.controls))
    await room.env.advance_time(10)
    assert "[Ask to speak]" in said(floor.card)


async def test_a_card_that_was_deleted_is_posted_again(room, said, floor):
    room.env.backend.delete_message(room.channel.id, floor.card.id)
    await room.amina.slash(room.channel, "speak")
    await room.env.advance_time(5)
    assert "amina" in said(floor.card)
    card, before = floor.card, edits(room, floor.card)
    await room.jonas.slash(room.channel, "speak")
    await room.env.advance_time(5)
    assert edits(room, card) == before + 1
