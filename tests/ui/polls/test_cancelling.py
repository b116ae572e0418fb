"""A result that was posted is taken back when its poll is cancelled."""

import asyncio

import pytest
from sentences import (
    CANCELLED_RESULT,
    IS_CANCELLED_ITS_BALLOTS_ARE_KEPT,
    IS_CANCELLED_THE_MODERATORS_HAVE_SET,
    ONLY_PERSON_ANSWERED,
    PUBLISH,
    QUESTION,
    THE_BOT_COULD_NOT_CHANGE_THE,
    THE_MODERATORS_HAVE_SET_THIS_VOTE,
    THE_MODERATORS_WILL_PUBLISH_THE_RESULT,
)
from sqlalchemy import text

from bot.domain.people import Person
from bot.services.polls import lifecycle
from bot.ui.results import messages


async def by_command(room):
    await room.mod.slash(room.channel, "poll close")


async def at_the_deadline(room):
    await room.mod.slash(room.channel, "poll extend", minutes=1)
    await room.env.advance_time(70)


async def with_the_debate(room):
    await room.mod.slash(room.channel, "debate close")


async def published_by_command(room):
    await room.mod.slash(room.channel, "poll close")
    await room.mod.slash(room.channel, "poll publish")


async def published_on_the_sheet(room):
    await room.mod.slash(room.channel, "poll close")
    await room.env.advance_time(10)
    await room.mod.click((await room.mod.slash(room.channel, "poll status")).response, label=PUBLISH.say())


WAYS = {by_command: "closed", at_the_deadline: "closed", with_the_debate: "closed"}
WAYS |= {published_by_command: "manual", published_on_the_sheet: "manual"}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
async def test_every_message_that_shows_it_says_so_instead(room, said, posted, way):
    """Whoever closed or published it; the counts go, and so do the charts."""
    await room.amina.click(await room.open_poll("d", results=WAYS[way]), label="A central hub")
    await way(room)
    (result,) = posted(ONLY_PERSON_ANSWERED, standing="“A central hub” 1")
    assert result.attachments
    stood = len(room.channel.history())
    told = said(await room.mod.slash(room.channel, "poll cancel", question="d"))
    assert IS_CANCELLED_ITS_BALLOTS_ARE_KEPT.within(told)
    assert not THE_BOT_COULD_NOT_CHANGE_THE.within(told)
    assert not posted(ONLY_PERSON_ANSWERED)
    assert not posted(THE_MODERATORS_WILL_PUBLISH_THE_RESULT)
    (taken_back, *_) = posted(CANCELLED_RESULT, poll=QUESTION.say(letter="D"))
    assert not any(message.attachments for message in room.channel.history())
    assert THE_MODERATORS_HAVE_SET_THIS_VOTE.within(said(taken_back))
    assert len(room.channel.history()) == stood


async def test_a_result_of_an_earlier_version_is_followed_by_a_note(room, said):
    """Nobody noted where it stands."""
    await room.open_poll("d")
    await room.mod.slash(room.channel, "poll close")
    async with room.database.writing() as connection:
        await connection.execute(text("DELETE FROM result_messages"))
    await room.mod.slash(room.channel, "poll cancel", question="d")
    assert IS_CANCELLED_THE_MODERATORS_HAVE_SET.within(said(room.channel.last_message), poll=QUESTION.say(letter="D"))


async def test_what_was_deleted_meanwhile_is_no_trouble(room, said, posted):
    await room.open_poll("d")
    result = (await room.mod.slash(room.channel, "poll close")).response
    room.env.backend.delete_message(room.channel.id, result.id)
    told = said(await room.mod.slash(room.channel, "poll cancel", question="d"))
    assert not THE_BOT_COULD_NOT_CHANGE_THE.within(told)
    assert not posted(IS_CANCELLED_THE_MODERATORS_HAVE_SET)


async def test_a_message_that_cannot_be_changed_is_named_to_the_moderator(room, said):
    await room.open_poll("d")
    result = (await room.mod.slash(room.channel, "poll close")).response
    address = f"/channels/{room.channel.id}/messages/{result.id}"
    room.env.inject_error("PATCH", address, status=403, code=50001)
    told = said(await room.mod.slash(room.channel, "poll cancel", question="d"))
    assert THE_BOT_COULD_NOT_CHANGE_THE.within(
        told, links=f"https://discord.com/channels/{room.guild.id}/{room.channel.id}/{result.id}"
    )


async def test_an_open_poll_has_no_result_to_take_back(room, posted):
    await room.open_poll("d")
    stood = len(room.channel.history())
    await room.mod.slash(room.channel, "poll cancel")
    assert len(room.channel.history()) == stood
    assert not posted(CANCELLED_RESULT, poll=QUESTION.say(letter="D"))


async def test_the_question_put_anew_has_its_own_result(room, said, posted):
    await room.open_poll("d")
    await room.mod.slash(room.channel, "poll close")
    await room.mod.slash(room.channel, "poll cancel", question="d")
    await room.amina.click(await room.open_poll("d"), label="A talent network")
    await room.mod.slash(room.channel, "poll close")
    assert "“A talent network” 1" in said(await room.amina.slash(room.channel, "results", question="d"))
    assert len(posted(CANCELLED_RESULT, poll=QUESTION.say(letter="D"))) == 1


async def test_a_result_that_is_posted_after_the_poll_was_cancelled_is_taken_back(room, posted, monkeypatch):
    """Its charts are being drawn while a moderator cancels it."""
    await room.amina.click(await room.open_poll("d", minutes=1), label="A central hub")
    reached, may_go = asyncio.Event(), asyncio.Event()
    draw = messages._in_thread

    async def slowly(*given):
        reached.set()
        await may_go.wait()
        return await draw(*given)

    monkeypatch.setattr(messages, "_in_thread", slowly)
    deadline = asyncio.create_task(room.env.advance_time(70))
    await reached.wait()
    moderator = Person(room.guild.id, room.mod.id, "mod", frozenset({room.moderators.id}))
    await lifecycle.cancel(room.context, moderator, "d", None)
    may_go.set()
    await deadline
    await room.env.advance_time(5)
    assert not posted(ONLY_PERSON_ANSWERED)
    (taken_back,) = posted(THE_MODERATORS_HAVE_SET_THIS_VOTE)
    assert not taken_back.attachments


async def test_where_only_the_closing_of_a_manual_poll_is_known_a_note_follows_its_result(room, said):
    await room.amina.click(await room.open_poll("d", results="manual"), label="A central hub")
    await room.mod.slash(room.channel, "poll close")
    published = (await room.mod.slash(room.channel, "poll publish")).response
    async with room.database.writing() as connection:
        await connection.execute(text("DELETE FROM result_messages WHERE message_id = :id"), {"id": published.id})
    await room.mod.slash(room.channel, "poll cancel", question="d")
    assert IS_CANCELLED_THE_MODERATORS_HAVE_SET.within(said(room.channel.last_message), poll=QUESTION.say(letter="D"))
