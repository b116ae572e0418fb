"""Where people speak: on a stage, in a voice channel, and in writing."""

from datetime import UTC, datetime

import discord
import pytest
from floors import found, page_of
from sentences import INVITE_SPEAKERS_YOURSELF, IS_NOT_IN_THE_STAGE

from bot.domain.floor import TurnEnd
from bot.services.floor import reading


@pytest.fixture
def stage(room):
    """Return a Stage channel with Mod, Amina and Jonas in it, all of whom listen."""
    channel = room.guild.create_stage_channel("stage")
    for who in (room.mod, room.amina, room.jonas):
        listen(room, who, channel)
    return channel


def listen(room, who, channel, *, hand=None):
    """Have somebody listen on a stage, perhaps with a raised hand."""
    flags = {"suppress": True, "request_to_speak_timestamp": hand}
    room.env.backend.set_voice_state(room.guild.id, who.id, channel.id, **flags)


def raised():
    return datetime(2026, 1, 1, tzinfo=UTC).isoformat()


def is_up(room, who):
    return not room.guild.voice_states()[who.id].suppress


async def test_on_a_stage_the_next_speaker_moves_up_and_the_last_one_down(room, said, stage, floor_in):
    floor = await floor_in()
    for who in (room.amina, room.jonas, room.sofia):
        await floor.tap(who, "floor-ask")
    await floor.lead("floor-next")
    assert (is_up(room, room.amina), is_up(room, room.jonas)) == (True, False)
    await floor.lead("floor-next")
    assert (is_up(room, room.amina), is_up(room, room.jonas)) == (False, True)
    await floor.lead("floor-next")
    assert not is_up(room, room.jonas)
    assert IS_NOT_IN_THE_STAGE.within(said(floor.controls), name=f"<@{room.sofia.id}>", channel=f"<#{stage.id}>")
    assert len(floor.calls()) == 1, "calls in a voice channel go when the turn is over"


async def test_when_the_time_is_up_the_speaker_listens_again(room, stage, floor_in):
    floor = await floor_in(seconds=30)
    await floor.tap(room.amina, "floor-ask")
    await floor.lead("floor-next")
    await room.env.advance_time(35)
    assert not is_up(room, room.amina)
    assert (await floor.state()).turns[-1].ending is TurnEnd.TIME
    assert stage


async def test_a_raised_hand_asks_to_speak_and_taken_down_it_withdraws(room, stage, floor_in):
    listen(room, room.amina, stage, hand=raised())
    floor = await floor_in()
    await room.env.advance_time(3)
    assert await floor.waiting() == ["amina"]
    listen(room, room.jonas, stage, hand=raised())
    await room.env.advance_time(3)
    listen(room, room.amina, stage)
    await room.env.advance_time(3)
    assert await floor.waiting() == ["jonas"]
    await floor.lead("floor-next")
    await room.env.advance_time(3)
    assert await floor.speaker() == "jonas"
    assert is_up(room, room.jonas)
    await room.restart()
    await room.env.advance_time(3)
    assert await floor.speaker() == "jonas"
    assert await floor.waiting() == []


async def test_a_raised_hand_without_the_participants_role_changes_nothing(room, stage, floor_in):
    role = room.guild.create_role("Delegates")
    await room.marta.slash(room.channel, "debate settings", participants=role)
    floor = await floor_in()
    listen(room, room.amina, stage, hand=raised())
    await room.env.advance_time(5)
    assert await floor.waiting() == []


async def test_without_mute_members_it_says_so_in_one_sentence_and_all_else_works(room, said, stage, floor_in):
    may_not_mute(room)
    floor = await floor_in()
    told = said(floor.controls)
    assert INVITE_SPEAKERS_YOURSELF.within(told, channel=f"<#{stage.id}>")
    await floor.tap(room.amina, "floor-ask")
    await floor.lead("floor-next")
    assert await floor.speaker() == "amina"
    assert not is_up(room, room.amina)
    assert said(floor.controls).count("Mute Members") == 1
    assert len(floor.calls()) == 1


def may_not_mute(room):
    """Take Mute Members from the bot's role."""
    (role,) = (one for one in room.guild.roles.values() if one.name == room.client.user.name)
    less = discord.Permissions(int(room.env.backend.get_role(room.guild.id, role.id).permissions))
    less.update(mute_members=False, administrator=False)
    room.env.backend.edit_role(room.guild.id, role.id, {"permissions": less.value})


async def test_in_a_voice_channel_it_only_announces(room, floor_in):
    channel = room.guild.create_voice_channel("lounge")
    await room.mod.join_voice(channel)
    await room.amina.join_voice(channel)
    floor = await floor_in()
    await floor.tap(room.amina, "floor-ask")
    await floor.lead("floor-next")
    assert (await floor.state()).floor.voice_channel_id == channel.id
    assert len(floor.calls()) == 1
    paths = [entry.path for entry in room.env.backend.http_requests]
    assert not [path for path in paths if "voice-states" in path]
    await floor.lead("floor-end-turn")
    assert floor.calls() == []


async def test_in_writing_the_turn_is_announced_in_the_cards_thread(room, floor_in):
    await room.marta.slash(room.channel, "debate settings", threads="on")
    floor = await floor_in(question="d")
    await floor.tap(room.amina, "floor-ask")
    await floor.lead("floor-next")
    state = await floor.state()
    assert state.floor.thread_id == floor.card.id
    written = room.env.backend.messages[state.floor.thread_id].values()
    (call,) = (one.content for one in written if f"<@{room.amina.id}>" in one.content)
    assert floor.card.jump_url in call, "speeches push the card out of sight"
    assert floor.calls() == []


async def test_opened_from_the_run_sheet_of_a_channel_it_is_held_where_the_debate_is(room, said):
    backstage = room.guild.create_text_channel("backstage")
    await room.marta.slash(room.channel, "debate settings", console=backstage)
    await room.env.advance_time(10)
    (sheet,) = (one for one in backstage.history() if one.components)
    told = await room.mod.click(sheet, custom_id="floor-open")
    assert told.acknowledged
    await room.env.advance_time(10)
    (sheet,) = (one for one in backstage.history() if one.components)
    controls = page_of(await room.mod.click(sheet, custom_id=found(sheet, "floor-controls")))
    assert controls.flags.ephemeral
    state = await reading.open_floor_of(room.context, room.guild.id)
    assert state.floor.channel_id == room.channel.id
    await room.amina.slash(room.channel, "speak")
    await room.mod.click(controls, custom_id=found(controls, "floor-next"))
    await room.env.advance_time(10)
    (sheet,) = (one for one in backstage.history() if one.components)
    assert "amina** speaks" in said(sheet)
    await room.env.advance_time(115)
    (sheet,) = (one for one in backstage.history() if one.components)
    assert "amina** speaks" not in said(sheet), "the run sheet follows the clock"
