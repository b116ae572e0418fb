"""The room is reminded of a poll that is about to close."""

HALF, END = "half of the time is over", "last call"


def reminded(room, said):
    return [mark for message in room.channel.history() for mark in (HALF, END) if mark in said(message)]


async def test_the_room_is_reminded_at_half_time_and_before_the_end_once_each(room, said):
    paper = await room.open_poll("d", minutes=4)
    await room.env.advance_time(125)
    assert reminded(room, said) == [HALF]
    note = next(message for message in room.channel.history() if HALF in said(message))
    assert f"/{room.channel.id}/{paper.id}" in said(note)
    await room.restart()
    await room.env.advance_time(3)
    assert reminded(room, said) == [HALF]
    await room.env.advance_time(95)
    await room.restart()
    await room.env.advance_time(60)
    assert sorted(reminded(room, said)) == sorted([HALF, END])


async def test_what_passed_while_the_bot_was_away_is_left_out(room, said):
    await room.open_poll("d", minutes=10)
    await room.client.close()
    await room.env.advance_time(360)
    await room.restart()
    await room.env.advance_time(5)
    assert reminded(room, said) == []


async def test_a_server_may_turn_them_off(room, said):
    assert "Reminders: off" in said(await room.marta.slash(room.channel, "debate settings", reminders="off"))
    await room.open_poll("d", minutes=4)
    await room.env.advance_time(260)
    assert reminded(room, said) == []
    assert "Reminders before a poll closes: on" in said(
        await room.marta.slash(room.channel, "debate settings", reminders="on")
    )


async def test_a_channel_that_takes_no_reminder_holds_nothing_up(room, said):
    await room.open_poll("d", minutes=4)
    room.env.inject_error("POST", f"/channels/{room.channel.id}/messages", status=403, code=50001, times=1)
    await room.env.advance_time(125)
    assert reminded(room, said) == []
    await room.env.advance_time(105)
    assert reminded(room, said) == [END]
