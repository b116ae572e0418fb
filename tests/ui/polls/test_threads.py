"""Each poll may have a thread at its ballot card, where responses are posted as long as everybody may read them."""

import discord
import pytest
from sentences import (
    APPROVE,
    DELETE_IT,
    DELETE_ONE,
    EDIT,
    NO_THREADS_HERE,
    POST_IT_HERE_AGAIN,
    THE_BOT_COULD_NOT_OPEN_ITS_THREAD,
    UNDO,
)

from bot.services.polls.threads import thread_of


@pytest.fixture
async def threads(room):
    """Turn threads on."""
    await room.marta.slash(room.channel, "debate settings", threads="on")


def thread_names(room):
    return {
        id_: channel.name for id_, channel in room.env.backend.channels.items() if channel.parent_id == room.channel.id
    }


def posts(room, thread_id, said):
    """Return what the bot has posted in a thread, oldest first."""
    return [said(message) for message in room.env.backend.messages.get(thread_id, {}).values() if message.components]


async def respond(room, who, words, question="d"):
    form = await who.slash(room.channel, "respond", question=question)
    await who.submit_modal(form, {"text": words})
    await room.env.advance_time(5)


@pytest.mark.usefixtures("threads")
async def test_a_poll_that_opens_gets_a_thread_named_after_its_question(room):
    paper = await room.open_poll("d")
    poll = room.context.open_polls.poll(1)
    assert thread_of(poll) == paper.id
    assert thread_names(room) == {paper.id: f"D · {poll.title}"[:100]}


@pytest.mark.usefixtures("threads")
async def test_a_poll_opened_on_the_run_sheet_gets_one_as_well(room):
    await room.open_on((await room.mod.slash(room.channel, "poll status")).response, "d")
    assert list(thread_names(room)) == [thread_of(room.context.open_polls.poll(1))]


async def test_without_the_setting_there_is_none_and_nothing_is_posted(room, said):
    paper = await room.open_poll("d")
    await respond(room, room.amina, "In the list only")
    assert thread_names(room) == {}
    assert posts(room, paper.id, said) == []


@pytest.mark.usefixtures("threads")
async def test_what_people_write_is_posted_there_once_and_without_a_name(room, said):
    await room.marta.slash(room.channel, "debate settings", secrecy="named")
    await respond(room, room.amina, "Before the poll")
    paper = await room.open_poll("d")
    await respond(room, room.amina, "A network *scales*")
    await respond(room, room.jonas, "Another question", question="a")
    await room.env.advance_time(120)
    (post,) = posts(room, paper.id, said)
    assert "A network \\*scales\\*" in post
    assert "amina" not in post
    await room.restart()
    await room.env.advance_time(120)
    assert len(posts(room, paper.id, said)) == 1


@pytest.mark.usefixtures("threads")
async def test_what_its_author_erases_goes_from_the_thread(room, said):
    paper = await room.open_poll("d")
    await respond(room, room.amina, "To be erased")
    await respond(room, room.jonas, "To stay")
    await room.delete_data(room.amina)
    await room.env.advance_time(40)
    (post,) = posts(room, paper.id, said)
    assert "To stay" in post


@pytest.mark.usefixtures("threads")
async def test_what_is_to_be_erased_goes_also_from_a_thread_that_was_put_away(room, said):
    paper = await room.open_poll("d")
    await respond(room, room.amina, "To be erased")
    room.env.backend.channels[paper.id].thread_metadata.archived = True
    room.env.inject_error("DELETE", f"/channels/{paper.id}/messages/*", status=400, code=50083, times=1)
    await room.delete_data(room.amina)
    await room.env.advance_time(40)
    assert posts(room, paper.id, said) == []
    assert not room.env.backend.channels[paper.id].thread_metadata.archived


async def own(room, who):
    """Open the page of a person's first response."""
    shown = (await who.slash(room.channel, "mydata show")).response
    return (await who.select(shown, ["1"], custom_id="own-responses:0")).response


@pytest.mark.usefixtures("threads")
async def test_what_its_author_edits_or_deletes_changes_there_at_once(room, said):
    paper = await room.open_poll("d")
    await respond(room, room.amina, "First version")
    form = await room.amina.click(await own(room, room.amina), label=EDIT.say())
    await room.amina.submit_modal(form, {"text": "Second version"})
    await room.env.advance_time(5)
    (post,) = posts(room, paper.id, said)
    assert "Second version" in post
    page = await own(room, room.amina)
    await room.amina.click(page, label=DELETE_ONE.say())
    await room.amina.click(page, label=DELETE_IT.say())
    await room.env.advance_time(5)
    assert posts(room, paper.id, said) == []


@pytest.mark.usefixtures("threads")
async def test_under_review_it_is_posted_once_approved(room, said):
    await room.marta.slash(room.channel, "debate settings", review="on")
    paper = await room.open_poll("d")
    await respond(room, room.amina, "Read me first")
    assert posts(room, paper.id, said) == []
    sheet = (await room.mod.slash(room.channel, "poll status")).response
    queue = (await room.mod.click(sheet, label="Review 1 text")).response
    await room.env.advance_time(5)
    await room.mod.click(queue, label=APPROVE.say())
    await room.env.advance_time(5)
    assert "Read me first" in posts(room, paper.id, said)[0]
    await room.mod.click(queue, label=UNDO.say())
    await room.env.advance_time(5)
    assert posts(room, paper.id, said) == []


@pytest.mark.usefixtures("threads")
async def test_where_the_bot_may_open_none_the_moderator_is_told_and_voting_goes_on(room, said):
    room.env.inject_error("POST", f"/channels/{room.channel.id}/messages/*/threads", status=403, code=50013, times=1)
    opened = await room.mod.slash(room.channel, "poll open", question="d")
    (told,) = opened.followups
    assert told.flags.ephemeral
    assert THE_BOT_COULD_NOT_OPEN_ITS_THREAD.within(said(told))
    await room.vote(room.amina, opened.response, "A central hub")
    assert room.context.open_polls.visible_tally(1).turnout == 1
    await respond(room, room.amina, "Once it may")
    assert "Once it may" in posts(room, opened.response.id, said)[0], "the thread is opened with the first response"


async def test_who_turns_them_on_where_the_bot_may_open_none_is_told(room, said):
    no_threads = discord.PermissionOverwrite(create_public_threads=False)
    channel = room.guild.create_text_channel("plain", overwrites={room.guild.default_role: no_threads})
    assert NO_THREADS_HERE.within(said(await room.marta.slash(channel, "debate settings", threads="on")))
    assert not NO_THREADS_HERE.within(said(await room.marta.slash(channel, "debate settings", reminders="on")))
    assert not NO_THREADS_HERE.within(said(await room.marta.slash(room.channel, "debate settings", threads="on")))


@pytest.mark.usefixtures("threads")
async def test_a_card_posted_again_has_a_thread_too(room):
    await room.open_poll("d")
    again = await room.mod.slash(room.channel, "poll open", question="d")
    await room.mod.click(again.response, label=POST_IT_HERE_AGAIN.say())
    assert thread_of(room.context.open_polls.poll(1)) in thread_names(room)


@pytest.mark.usefixtures("threads")
async def test_a_fault_of_discord_is_waited_out_and_nothing_is_posted_twice(room, said):
    paper = await room.open_poll("d")
    room.env.inject_error("POST", f"/channels/{paper.id}/messages", status=503, times=2)
    await respond(room, room.amina, "Patience")
    for _ in range(8):
        await room.env.advance_time(60)
    assert len(posts(room, paper.id, said)) == 1
