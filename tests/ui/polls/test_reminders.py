"""The room is reminded of a poll that is about to close."""

from sentences import REMINDERS_BEFORE_A_POLL_CLOSES_ON, REMINDERS_OFF

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


async def test_a_reminder_names_the_question_the_turnout_and_the_quorum_and_pings_nobody(room, said):
    paper = await room.open_poll("d", minutes=4, round="before", quorum="2")
    await room.vote(room.amina, paper, "A central hub")
    closes = int(room.context.open_polls.poll(1).closes_at.timestamp())
    await room.env.advance_time(125)
    half = next(message for message in room.channel.history() if HALF in said(message))
    await room.vote(room.jonas, paper, "A central hub")
    await room.env.advance_time(95)
    end = next(message for message in room.channel.history() if END in said(message))
    link = f"https://discord.com/channels/{room.guild.id}/{room.channel.id}/{paper.id}"
    title = "Do we need a single centralized hub vs. a decentralized network?"
    for note, mark in (
        (half, f"⏳ Question D, before the debate: {HALF}"),
        (end, f"⏰ Question D, before the debate: {END}"),
    ):
        first, second, _ = said(note).splitlines()
        assert first == f"{mark}. Voting ends <t:{closes}:R>."
        assert second == f"**[{title}](<{link}>)**"
        assert "@" not in said(note)
    assert "👥 **1** person has voted (turnout 17% of 6) · Quorum of 2 not reached yet" in said(half)
    assert "👥 **2** people have voted (turnout 33% of 6) · Quorum of 2 reached" in said(end)


async def test_what_passed_while_the_bot_was_away_is_left_out(room, said):
    await room.open_poll("d", minutes=10)
    await room.client.close()
    await room.env.advance_time(360)
    await room.restart()
    await room.env.advance_time(5)
    assert reminded(room, said) == []


async def test_a_server_may_turn_them_off(room, said):
    assert REMINDERS_OFF.within(said(await room.marta.slash(room.channel, "debate settings", reminders="off")))
    await room.open_poll("d", minutes=4)
    await room.env.advance_time(260)
    assert reminded(room, said) == []
    assert REMINDERS_BEFORE_A_POLL_CLOSES_ON.within(
        said(await room.marta.slash(room.channel, "debate settings", reminders="on"))
    )


async def test_a_channel_that_takes_no_reminder_holds_nothing_up(room, said):
    await room.open_poll("d", minutes=4)
    room.env.inject_error("POST", f"/channels/{room.channel.id}/messages", status=403, code=50001, times=1)
    await room.env.advance_time(125)
    assert reminded(room, said) == []
    await room.env.advance_time(105)
    assert reminded(room, said) == [END]
