"""Moderators read what waits, one response at a time, and approve or decline it."""

import pytest


async def respond(room, who, text):
    form = await who.slash(room.channel, "respond", question="a")
    return await who.submit_modal(form, {"text": text})


@pytest.fixture
async def waiting(room, said):
    """Two responses that wait."""
    await room.marta.slash(room.channel, "debate settings", review="on")
    assert "a moderator decides" in said(await respond(room, room.amina, "First *words*"))
    await respond(room, room.jonas, "Second words")
    await room.env.advance_time(5)


async def test_the_queue_is_worked_off_from_the_run_sheet(room, said, waiting):  # noqa: ARG001  what is reviewed
    sheet = (await room.mod.slash(room.channel, "poll status")).response
    queue = (await room.mod.click(sheet, label="Review 2 responses")).response
    assert queue.ephemeral
    assert "First" in said(queue)
    await room.env.advance_time(5)
    await room.mod.click(queue, label="Approve")
    assert "Second words" in said(queue)
    await room.mod.click(queue, label="Approve")  # a double tap, which decides on nothing unread
    assert "Second words" in said(queue)
    await room.restart()
    await room.env.advance_time(5)
    await room.mod.click(queue, label="Decline")
    assert "No response waits" in said(queue)
    public = said(await room.sofia.slash(room.channel, "responses", question="a"))
    assert "First" in public
    assert "Second words" not in public
    exported = await room.mod.slash(room.channel, "export", what="responses", format="csv")
    table = (await exported.response.attachments[0].read()).decode("utf-8-sig")
    assert "declined" in table
    assert "Second words" not in table
    assert "declined, so that only you see it" in said(await room.jonas.slash(room.channel, "mydata show"))


async def test_a_second_moderator_is_told_that_it_was_decided(room, said, waiting):  # noqa: ARG001  what is reviewed
    pages = [
        (
            await who.click(
                (await who.slash(room.channel, "responses", question="a")).response, label="Review 2 responses"
            )
        )
        for who in (room.mod, room.marta)
    ]
    await room.env.advance_time(5)
    await room.mod.click(pages[0].response, label="Decline")
    assert "no longer waits" in said(await room.marta.click(pages[1].response, label="Approve"))
    assert "Second words" in said(pages[1].response)


async def test_participants_see_no_queue(room, said, waiting):  # noqa: ARG001  what is reviewed
    page = said(await room.sofia.slash(room.channel, "responses", question="a"))
    assert "Review" not in page
    assert "words" not in page
