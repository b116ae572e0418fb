"""`/debate start event:True`: the server's event begins and ends with the debate, and never stands in its way."""

from datetime import timedelta

import pytest
from sentences import NO_EVENT_WAS_MADE

from bot.services.common.debate_lookup import all_debates
from bot.services.debates.events import note_event

SCHEDULED, ACTIVE, COMPLETED, CANCELED = 1, 2, 3, 4
STAGE, VOICE, EXTERNAL = 1, 2, 3
MISSING_PERMISSIONS = {"status": 403, "code": 50013}


def events_of(room):
    return list(room.env.backend.get_guild(room.guild.id).scheduled_events.values())


@pytest.fixture
async def event(empty_room):
    """Return the event of a debate that has started in a text channel."""
    await empty_room.marta.slash(empty_room.channel, "debate start", title="CERN for AI?", event=True)
    (event,) = events_of(empty_room)
    return event


async def test_it_begins_with_the_debate_and_says_what_and_where(empty_room, event):
    assert (event.name, event.status, event.entity_type) == ("CERN for AI?", ACTIVE, EXTERNAL)
    assert event.entity_metadata == {"location": "#debate"}
    assert event.description.endswith(f"/{empty_room.guild.id}/{empty_room.channel.id}")


async def test_it_ends_with_the_debate_also_after_a_restart(empty_room, event):
    await empty_room.restart()
    await empty_room.close_debate(empty_room.marta)
    await empty_room.env.advance_time(5)
    assert event.status == COMPLETED
    asked = len(empty_room.env.http_requests)
    await empty_room.env.advance_time(90)
    assert not [entry for entry in empty_room.env.http_requests[asked:] if "scheduled-events" in entry.path]


async def test_what_discord_does_not_take_at_once_is_tried_again(empty_room, event):
    path = f"/guilds/{empty_room.guild.id}/scheduled-events/{event.id}"
    empty_room.env.inject_error("PATCH", path, status=503, times=2)
    await empty_room.close_debate(empty_room.marta)
    await empty_room.env.advance_time(40)
    assert event.status == ACTIVE
    await empty_room.restart()
    for _ in range(4):
        await empty_room.env.advance_time(60)
    assert event.status == COMPLETED


async def test_it_goes_on_while_the_debate_takes_longer_than_planned(empty_room, event):
    context, now = empty_room.context, empty_room.now()
    (debate,) = await all_debates(context)
    await note_event(context, debate, event.id, now + timedelta(minutes=3))
    await empty_room.env.advance_time(40)
    assert event.scheduled_end_time >= (now + timedelta(minutes=30)).isoformat()
    assert event.status == ACTIVE


@pytest.mark.parametrize("by_hand", ["deleted", "ended"])
async def test_somebody_who_ends_or_deletes_it_harms_nothing(empty_room, event, by_hand, said):
    room = empty_room
    if by_hand == "deleted":
        room.env.backend.delete_scheduled_event(room.guild.id, event.id)
    else:
        room.env.backend.edit_scheduled_event(room.guild.id, event.id, {"status": CANCELED})
    assert said(await room.close_debate(room.marta))
    await room.env.advance_time(40)
    asked = len(room.env.http_requests)
    await room.env.advance_time(90)
    assert not [entry for entry in room.env.http_requests[asked:] if "scheduled-events" in entry.path]


async def test_without_the_permission_the_debate_starts_and_the_administrator_is_told(empty_room, said):
    room = empty_room
    room.env.inject_error("POST", f"/guilds/{room.guild.id}/scheduled-events", **MISSING_PERMISSIONS)
    started = await room.marta.slash(room.channel, "debate start", event=True)
    (told,) = started.followups
    assert told.flags.ephemeral
    assert NO_EVENT_WAS_MADE.within(said(told))
    assert (await room.marta.slash(room.channel, "poll open", question="d")).response
    assert events_of(room) == []


async def test_one_that_cannot_be_started_is_called_off_when_the_debate_closes(empty_room):
    room = empty_room
    room.env.inject_error("PATCH", f"/guilds/{room.guild.id}/scheduled-events/*", **MISSING_PERMISSIONS, times=1)
    await room.marta.slash(room.channel, "debate start", event=True)
    (event,) = events_of(room)
    assert event.status == SCHEDULED
    await room.close_debate(room.marta)
    await room.env.advance_time(5)
    assert event.status == CANCELED


@pytest.mark.parametrize(("kind", "entity_type"), [("voice", VOICE), ("stage", STAGE)])
async def test_in_a_voice_or_stage_channel_it_is_held_there(empty_room, kind, entity_type):
    room = empty_room
    channel = getattr(room.guild, f"create_{kind}_channel")("hall")
    await room.marta.slash(channel, "debate start", event=True)
    (event,) = events_of(room)
    assert (event.entity_type, event.channel_id, event.status) == (entity_type, channel.id, ACTIVE)


async def test_where_the_bot_may_not_hold_it_in_the_voice_channel_it_names_the_channel(empty_room):
    room = empty_room
    channel = room.guild.create_voice_channel("hall")
    room.env.inject_error("POST", f"/guilds/{room.guild.id}/scheduled-events", **MISSING_PERMISSIONS, times=1)
    await room.marta.slash(channel, "debate start", event=True)
    (event,) = events_of(room)
    assert event.entity_metadata == {"location": "#hall"}


async def test_no_event_is_made_unless_it_is_asked_for(empty_room):
    await empty_room.start_debate()
    assert events_of(empty_room) == []
