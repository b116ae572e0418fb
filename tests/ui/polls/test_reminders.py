"""The room is reminded of a poll that is about to close."""

import asyncio
from collections import Counter

from sentences import (
    BEFORE_THE_DEBATE,
    CANCELLED_VOTE,
    HALF_THE_TIME_IS_OVER,
    HAVE_VOTED,
    LAST_CALL,
    MINUTES_MORE,
    OPEN_IT_AGAIN,
    QUESTION,
    QUORUM_OF_NOT_REACHED_YET,
    QUORUM_OF_REACHED,
    REMINDERS_BEFORE_A_POLL_CLOSES_ON,
    REMINDERS_OFF,
    TURNOUT,
    VOTING_IS_OVER,
    VOTING_NOW_ENDS,
)

from bot.domain.people import Person
from bot.services.polls import lifecycle

D_BEFORE = f"{QUESTION.say(letter='D')}, {BEFORE_THE_DEBATE}"


def reminded(room, said):
    marks = HALF_THE_TIME_IS_OVER, LAST_CALL
    return [mark for message in room.channel.history() for mark in marks if mark.within(said(message))]


async def test_the_room_is_reminded_at_half_time_and_before_the_end_once_each(room, said, posted):
    paper = await room.open_poll("d", minutes=4)
    await room.env.advance_time(125)
    assert reminded(room, said) == [HALF_THE_TIME_IS_OVER]
    (note,) = posted(HALF_THE_TIME_IS_OVER)
    assert f"/{room.channel.id}/{paper.id}" in said(note)
    await room.restart()
    await room.env.advance_time(3)
    assert reminded(room, said) == [HALF_THE_TIME_IS_OVER]
    await room.env.advance_time(95)
    await room.restart()
    await room.env.advance_time(10)
    assert Counter(reminded(room, said)) == Counter([HALF_THE_TIME_IS_OVER, LAST_CALL])


async def test_a_reminder_names_the_question_the_turnout_and_the_quorum_and_pings_nobody(room, said, posted):
    paper = await room.open_poll("d", minutes=4, round="before", quorum="2")
    await room.vote(room.amina, paper, "A central hub")
    closes = int(room.context.open_polls.poll(1).closes_at.timestamp())
    await room.env.advance_time(125)
    (half,) = posted(HALF_THE_TIME_IS_OVER)
    await room.vote(room.jonas, paper, "A central hub")
    await room.env.advance_time(95)
    (end,) = posted(LAST_CALL)
    link = f"https://discord.com/channels/{room.guild.id}/{room.channel.id}/{paper.id}"
    title = "Do we need a single centralized hub vs. a decentralized network?"
    for note, mark in ((half, HALF_THE_TIME_IS_OVER), (end, LAST_CALL)):
        first, second, _ = said(note).splitlines()
        assert first == mark.say(poll=D_BEFORE, time=f"<t:{closes}:R>")
        assert second == f"**[{title}](<{link}>)**"
        assert "@" not in said(note)
    one, two = (HAVE_VOTED.say(count=count) for count in (1, 2))
    missing = QUORUM_OF_NOT_REACHED_YET.say(quorum=2)
    assert f"{TURNOUT.say(voted=one, share='17%', electorate=6)} · {missing}" in said(half)
    assert f"{TURNOUT.say(voted=two, share='33%', electorate=6)} · {QUORUM_OF_REACHED.say(quorum=2)}" in said(end)


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
    assert reminded(room, said) == [LAST_CALL]


async def test_an_extension_is_one_line_with_the_new_time_and_a_link_to_the_ballot(room, said, posted):
    paper = await room.open_poll("d", minutes=10, round="before")
    stood = len(room.channel.history())
    await room.mod.slash(room.channel, "poll extend", minutes=5)
    closes = int(room.context.open_polls.poll(1).closes_at.timestamp())
    (note,) = posted(VOTING_NOW_ENDS, poll=D_BEFORE)
    assert len(room.channel.history()) == stood + 1
    assert f"<t:{closes}:R>" in said(note)
    assert f"/{room.channel.id}/{paper.id}" in said(note)
    assert note.flags.silent


async def test_the_run_sheet_announces_its_extensions_too(room, posted):
    await room.open_poll("d", minutes=10)
    sheet = (await room.mod.slash(room.channel, "poll status")).response
    await room.mod.click(sheet, label=MINUTES_MORE.say(minutes=5))
    assert len(posted(VOTING_NOW_ENDS)) == 1


async def test_extending_again_at_once_changes_the_line_and_adds_none(room, said, posted):
    await room.open_poll("d", minutes=10)
    for _ in range(3):
        await room.mod.slash(room.channel, "poll extend", minutes=5)
    closes = int(room.context.open_polls.poll(1).closes_at.timestamp())
    (note,) = posted(VOTING_NOW_ENDS)
    assert f"<t:{closes}:R>" in said(note)
    await room.env.advance_time(90)
    await room.mod.slash(room.channel, "poll extend", minutes=5)
    closes = int(room.context.open_polls.poll(1).closes_at.timestamp())
    notes = posted(VOTING_NOW_ENDS)
    assert len(notes) == 2
    assert all(f"<t:{closes}:R>" in said(note) for note in notes)


async def test_a_last_call_says_what_holds_once_there_is_more_time(room, said, posted):
    """Also after a restart."""
    await room.open_poll("d", minutes=4)
    await room.env.advance_time(225)
    assert Counter(reminded(room, said)) == Counter([HALF_THE_TIME_IS_OVER, LAST_CALL])
    await room.restart()
    await room.mod.slash(room.channel, "poll extend", minutes=10)
    assert reminded(room, said) == []
    closes = int(room.context.open_polls.poll(1).closes_at.timestamp())
    notes = posted(VOTING_NOW_ENDS)
    assert len(notes) == 3
    assert all(f"<t:{closes}:R>" in said(note) for note in notes)


async def test_a_last_call_says_so_when_voting_is_over(room, said, posted):
    await room.open_poll("d", minutes=4)
    await room.env.advance_time(225)
    await room.mod.slash(room.channel, "poll close")
    await room.env.advance_time(2)
    assert reminded(room, said) == []
    assert len(posted(VOTING_IS_OVER)) == 2


async def test_a_last_call_says_so_when_the_poll_is_cancelled(room, said, posted):
    await room.open_poll("d", minutes=4)
    await room.env.advance_time(225)
    await room.cancel_poll()
    await room.env.advance_time(2)
    assert reminded(room, said) == []
    assert len(posted(CANCELLED_VOTE)) == 2


async def test_a_last_call_holds_again_when_the_poll_is_opened_again(room, posted):
    await room.open_poll("d", minutes=4, results="manual")
    await room.env.advance_time(150)
    (told,) = (await room.mod.slash(room.channel, "poll close")).followups
    await room.env.advance_time(2)
    assert len(posted(VOTING_IS_OVER)) == 1
    await room.mod.click(told, label=OPEN_IT_AGAIN.say())
    await room.env.advance_time(2)
    assert not posted(VOTING_IS_OVER)
    assert len(posted(VOTING_NOW_ENDS)) == 1


async def test_a_note_that_was_deleted_is_no_trouble(room, posted):
    await room.open_poll("d", minutes=10)
    await room.mod.slash(room.channel, "poll extend", minutes=5)
    (note,) = posted(VOTING_NOW_ENDS)
    room.env.backend.delete_message(room.channel.id, note.id)
    await room.mod.slash(room.channel, "poll extend", minutes=5)
    assert len(posted(VOTING_NOW_ENDS)) == 1


async def test_two_extensions_at_once_are_one_line_with_the_later_deadline(room, said, posted):
    """Two moderators extend it, or one taps twice."""
    await room.open_poll("d", minutes=10)
    mod = Person(room.guild.id, room.mod.id, "mod", frozenset({room.moderators.id}))
    extended = [await lifecycle.extend(room.context, mod, "d", None, 5) for _ in range(2)]
    await asyncio.gather(*map(room.client.board.extended, reversed(extended)))
    (note,) = posted(VOTING_NOW_ENDS)
    assert f"<t:{int(extended[-1].closes_at.timestamp())}:R>" in said(note)
