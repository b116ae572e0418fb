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
    assert "somebody else has decided" in said(await room.marta.click(pages[1].response, label="Approve"))
    assert "Second words" in said(pages[1].response)


async def test_participants_see_no_queue(room, said, waiting):  # noqa: ARG001  what is reviewed
    page = said(await room.sofia.slash(room.channel, "responses", question="a"))
    for forbidden in ("Review", "words", "Take one down", "Declined"):
        assert forbidden not in page


async def opened_queue(room):
    page = (await room.mod.slash(room.channel, "responses", question="a")).response
    queue = (await room.mod.click(page, label="Review 2 responses")).response
    await room.env.advance_time(5)
    return queue


@pytest.mark.parametrize(
    ("verdict", "told"),
    [("Approve", "✅ Approved: everybody can read it."), ("Decline", "🚫 Declined: only its author sees it.")],
)
async def test_a_mistaken_tap_is_taken_back(room, said, waiting, verdict, told):  # noqa: ARG001  what is reviewed
    """Also where a double tap has followed it; the response is in the queue again, at its place."""
    queue = await opened_queue(room)
    await room.mod.click(queue, label=verdict)
    await room.mod.click(queue, label=verdict)
    assert told in said(queue)
    assert "Second words" in said(queue)
    await room.env.advance_time(5)
    await room.mod.click(queue, label="Undo")
    assert "1 of 2 that wait" in said(queue)
    assert "First" in said(queue)
    assert "Undo" not in said(queue)
    assert "words" not in said(await room.sofia.slash(room.channel, "responses", question="a"))


async def test_the_last_decision_is_taken_back_where_nothing_else_waits(room, said, waiting):  # noqa: ARG001  what is reviewed
    queue = await opened_queue(room)
    await room.mod.click(queue, label="Next")
    await room.env.advance_time(5)
    await room.mod.click(queue, label="Decline")
    await room.env.advance_time(5)
    await room.mod.click(queue, label="Undo")
    assert "2 of 2 that wait" in said(queue)
    assert "Second words" in said(queue)


async def test_an_undo_that_comes_after_another_moderators_decision_changes_nothing(room, said, waiting):  # noqa: ARG001  what is reviewed
    queue = await opened_queue(room)
    await room.mod.click(queue, label="Decline")
    await room.env.advance_time(5)
    theirs = (await room.marta.slash(room.channel, "responses", question="a")).response
    declined = (await room.marta.click(theirs, label="Declined: 1")).response
    assert "1 of 1 that are declined" in said(declined)
    await room.env.advance_time(5)
    await room.marta.click(declined, label="Approve")
    assert "Everybody can read it." in said(declined)
    assert "somebody else has decided" in said(await room.mod.click(queue, label="Undo"))
    assert "First" in said(await room.sofia.slash(room.channel, "responses", question="a"))


async def test_what_everybody_reads_is_taken_down_and_put_back(room, said):
    """Also where nothing is reviewed before it is shown."""
    await respond(room, room.amina, "Fine words")
    await respond(room, room.jonas, "Foul words")
    page = (await room.mod.slash(room.channel, "responses", question="a")).response
    one = (await room.mod.select(page, ["2"], custom_id="take-down:a:0")).response
    assert one.ephemeral
    assert "Foul words" in said(one)
    await room.env.advance_time(5)
    await room.mod.click(one, label="Take down")
    public = said(await room.sofia.slash(room.channel, "responses", question="a"))
    assert "Fine words" in public
    assert "Foul words" not in public
    assert "declined, so that only you see it" in said(await room.jonas.slash(room.channel, "mydata show"))
    await room.env.advance_time(5)
    await room.mod.click(one, label="Approve")
    assert "Foul words" in said(await room.sofia.slash(room.channel, "responses", question="a"))


async def test_participants_take_nothing_down(room, said):
    await respond(room, room.amina, "Fine words")
    page = (await room.mod.slash(room.channel, "responses", question="a")).response
    await room.marta.slash(room.channel, "debate settings", moderators=room.administrators)
    refused = await room.mod.select(page, ["1"], custom_id="take-down:a:0")
    assert "you need the role" in said(refused)


async def test_a_response_that_its_author_deleted_cannot_be_taken_down(room, said):
    await respond(room, room.amina, "Fine words")
    page = (await room.mod.slash(room.channel, "responses", question="a")).response
    await room.amina.slash(room.channel, "mydata delete")
    assert "its author has deleted it" in said(await room.mod.select(page, ["1"], custom_id="take-down:a:0"))


async def test_turning_review_off_says_what_still_waits_and_where(room, said, waiting):  # noqa: ARG001  what is reviewed
    shown = await room.marta.slash(room.channel, "debate settings", review="off")
    assert "2 responses still wait for review: they stay in the queue" in said(shown)
    queue = (await room.marta.click(shown.response, label="Review 2 responses")).response
    assert "First" in said(queue)
    assert "[Review 2 responses]" in said(await room.mod.slash(room.channel, "poll status"))
    assert "still wait" not in said(await room.marta.slash(room.channel, "debate settings", review="on"))
