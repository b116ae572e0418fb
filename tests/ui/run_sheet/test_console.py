"""The run sheet in a channel of the moderators follows the debate by itself."""

import discord
import pytest
from sentences import (
    CLOSE,
    CLOSE_NOW,
    DONE_ON_CONSOLE,
    EVERYBODY_CAN_SEE,
    HAVE_VOTED_SO_FAR,
    MINUTES_MORE,
    NO_DEBATE_HAS_BEEN_STARTED_YET,
    ONLY_MODERATORS_CAN_DO_THIS_YOU,
    PUBLISH,
    TAKE_THE_RUN_SHEET_OUT,
    THE_BOT_COULD_NOT_PIN_IT,
    THE_BOT_COULD_NOT_POST_THE_RUN_SHEET,
)


@pytest.fixture
def backstage(room):
    """Return a channel that only moderators, administrators and the bot see."""
    (bot,) = (role for role in room.guild.roles.values() if role.name == room.client.user.name)
    seen = discord.PermissionOverwrite(view_channel=True)
    hidden = {
        room.guild.default_role: discord.PermissionOverwrite(view_channel=False),
        room.moderators: seen,
        bot: seen,
    }
    return room.guild.create_text_channel("backstage", overwrites=hidden)


@pytest.fixture
def console_of(room, backstage):
    """Return what puts the run sheet there and returns the answer, and the message."""

    async def put(channel=backstage):
        told = await room.marta.slash(room.channel, "debate settings", console=channel)
        (sheet,) = sheets_in(channel)
        return told, sheet

    return put


def sheets_in(channel):
    """Return what the bot has posted in a channel; that it pinned something is Discord's own word."""
    return [message for message in channel.history() if message.components]


def stored(room, channel, message):
    return room.env.backend.get_message(channel.id, message.id)


async def test_it_is_posted_pinned_and_follows_votes_and_other_moderators(room, said, backstage, console_of):
    told, sheet = await console_of()
    assert not EVERYBODY_CAN_SEE.within(said(told))
    assert not THE_BOT_COULD_NOT_PIN_IT.within(said(told))
    assert stored(room, backstage, sheet).pinned
    await room.vote(room.amina, await room.open_poll("d"), "A central hub")
    await room.env.advance_time(10)
    assert HAVE_VOTED_SO_FAR.within(said(sheets_in(backstage)[0]), count=1)
    await room.mod.slash(room.channel, "poll close")
    await room.env.advance_time(10)
    (sheet,) = sheets_in(backstage)
    assert "✓ [D]" in said(sheet)


async def test_many_votes_are_one_edit(room, backstage, console_of):
    _, sheet = await console_of()
    paper = await room.open_poll("d")
    await room.env.advance_time(20)

    def edits():
        path = f"/channels/{backstage.id}/messages/{sheet.id}"
        return sum(entry.method == "PATCH" and entry.path == path for entry in room.env.backend.http_requests)

    before = edits()
    for who in (room.amina, room.jonas, room.sofia):
        await room.vote(who, paper, "A central hub")
    await room.env.advance_time(60)
    assert edits() - before == 1
    await room.env.advance_time(120)
    assert edits() - before == 1, "what has not changed is not sent again"


async def test_a_public_channel_is_named_as_such(room, said, console_of):
    channel = room.guild.create_text_channel("lobby")
    told, _ = await console_of(channel)
    assert EVERYBODY_CAN_SEE.within(said(told), channel=f"<#{channel.id}>")


async def test_where_it_cannot_be_pinned_that_is_said_and_it_works(room, said, backstage, console_of):
    room.env.inject_error("PUT", f"/channels/{backstage.id}/messages/pins/*", status=403, code=50013)
    told, sheet = await console_of()
    assert THE_BOT_COULD_NOT_PIN_IT.within(said(told))
    assert not stored(room, backstage, sheet).pinned


async def test_where_the_bot_may_not_post_nothing_is_set(room, said, backstage):
    room.env.inject_error("POST", f"/channels/{backstage.id}/messages", status=403, code=50001)
    told = await room.marta.slash(room.channel, "debate settings", console=backstage)
    assert THE_BOT_COULD_NOT_POST_THE_RUN_SHEET.within(said(told))
    assert not TAKE_THE_RUN_SHEET_OUT.within(said(await room.marta.slash(room.channel, "debate settings")))


async def test_its_buttons_act_in_the_debates_channel_and_bring_it_up_to_date(
    room, said, posted, backstage, console_of
):
    _, sheet = await console_of()
    await room.open_on(sheet, "a")
    assert posted("Question A")
    assert len(sheets_in(backstage)) == 1
    assert said(sheets_in(backstage)[0]).startswith("### A · ")
    await room.env.advance_time(10)
    await room.mod.click(sheets_in(backstage)[0], label="Close in 5 minutes")
    assert MINUTES_MORE.within(said(sheets_in(backstage)[0]), minutes=5)


async def test_closing_from_it_asks_the_moderator_alone(room, said, backstage, console_of):
    await room.open_poll("d")
    _, sheet = await console_of()
    asked = (await room.mod.click(sheet, label=CLOSE.say())).response
    assert asked.flags.ephemeral
    await room.env.advance_time(3)
    await room.mod.click(asked, label=CLOSE_NOW.say())
    assert room.context.open_polls.polls() == []
    assert "✓ [D]" in said(sheets_in(backstage)[0])
    assert asked.id not in {message.id for message in backstage.history()}, "the sheet would be out of sight"


async def test_an_answered_question_that_discord_keeps_says_where_to_look(room, said, console_of):
    await room.open_poll("d")
    _, sheet = await console_of()
    asked = (await room.mod.click(sheet, label=CLOSE.say())).response
    await room.env.advance_time(3)
    room.env.inject_error("DELETE", "/webhooks/*/*/messages/@original", status=503)
    await room.mod.click(asked, label=CLOSE_NOW.say())
    assert DONE_ON_CONSOLE.within(said(asked))


async def test_who_sees_it_and_does_not_moderate_can_do_nothing(room, said, console_of):
    channel = room.guild.create_text_channel("lobby")
    await room.open_poll("d", results="manual")
    await room.mod.slash(room.channel, "poll close")
    _, sheet = await console_of(channel)
    assert ONLY_MODERATORS_CAN_DO_THIS_YOU.within(said(await room.amina.click(sheet, label=PUBLISH.say())))


async def test_it_goes_on_after_a_restart(room, said, backstage, console_of):
    await console_of()
    await room.restart()
    await room.vote(room.amina, await room.open_poll("d"), "A central hub")
    await room.env.advance_time(40)
    (sheet,) = sheets_in(backstage)
    assert HAVE_VOTED_SO_FAR.within(said(sheet), count=1)


async def test_deleted_it_is_posted_again_and_pinned(room, said, backstage, console_of):
    _, sheet = await console_of()
    room.env.backend.delete_message(backstage.id, sheet.id)
    await room.open_poll("d")
    await room.env.advance_time(20)
    (again,) = sheets_in(backstage)
    assert said(again).startswith("### D · ")
    assert stored(room, backstage, again).pinned
    await room.mod.slash(room.channel, "poll close")
    await room.env.advance_time(20)
    assert "✓ [D]" in said(sheets_in(backstage)[0])


async def test_it_moves_to_another_channel_and_can_be_taken_away(room, said, backstage, console_of):
    await console_of()
    other = room.guild.create_text_channel("elsewhere")
    told, _ = await console_of(other)
    assert sheets_in(backstage) == []
    await room.marta.click(told.response, label=TAKE_THE_RUN_SHEET_OUT.say())
    assert sheets_in(other) == []
    assert not TAKE_THE_RUN_SHEET_OUT.within(said(told.response))
    await room.open_poll("d")
    await room.env.advance_time(40)
    assert sheets_in(other) == sheets_in(backstage) == []


async def test_before_any_debate_it_says_how_one_starts_and_then_shows_it(empty_room, said):
    room = empty_room
    channel = room.guild.create_text_channel("backstage")
    await room.marta.slash(room.channel, "debate settings", console=channel)
    assert NO_DEBATE_HAS_BEEN_STARTED_YET.within(said(sheets_in(channel)[0]))
    await room.marta.slash(room.channel, "debate start")
    await room.env.advance_time(10)
    assert "A · " in said(sheets_in(channel)[0])
    await room.env.advance_time(10)
    await room.marta.click(sheets_in(channel)[0], label="Open")
    assert [poll.channel_id for poll in room.context.open_polls.polls()] == [room.channel.id]


async def test_an_outage_of_discord_is_waited_out(room, said, backstage, console_of):
    _, sheet = await console_of()
    room.env.inject_error("PATCH", f"/channels/{backstage.id}/messages/{sheet.id}", status=503, times=2)
    await room.open_poll("d")
    await room.env.advance_time(120)
    assert said(sheets_in(backstage)[0]).startswith("### D · ")
