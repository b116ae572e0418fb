"""Moderators read what waits, one response at a time, and approve or decline it."""

import pytest
from sentences import (
    APPROVE,
    APPROVED_TEXT,
    DECLINE,
    DECLINED_OF_COUNT,
    DECLINED_SO_THAT_ONLY_YOU_SEE_IT,
    DECLINED_TEXT,
    EVERYBODY_CAN_READ_IT,
    NEXT,
    NOTHING_WAITS_FOR_REVIEW,
    NOTHING_WAS_CHANGED_SOMEBODY_ELSE_HAS,
    OF_THAT_ARE_DECLINED,
    OF_THAT_WAIT,
    ONLY_MODERATORS_CAN_DO_THIS_YOU,
    RESPONSE_STILL_WAITS_FOR_REVIEW_IT,
    REVIEW_RESPONSE,
    TAKE_DOWN,
    THAT_RESPONSE_IS_GONE_ITS_AUTHOR,
    UNDO,
    YOUR_RESPONSE_IS_STORED_AND_A,
)


async def respond(room, who, text):
    form = await who.slash(room.channel, "respond", question="a")
    return await who.submit_modal(form, {"text": text})


@pytest.fixture
async def waiting(room, said):
    """Two responses that wait."""
    await room.marta.slash(room.channel, "debate settings", review="on")
    assert YOUR_RESPONSE_IS_STORED_AND_A.within(said(await respond(room, room.amina, "First *words*")))
    await respond(room, room.jonas, "Second words")
    await room.env.advance_time(5)


async def test_the_queue_is_worked_off_from_the_run_sheet(room, said, waiting):  # noqa: ARG001  what is reviewed
    sheet = (await room.mod.slash(room.channel, "poll status")).response
    queue = (await room.mod.click(sheet, label=REVIEW_RESPONSE.say(count=2))).response
    assert queue.ephemeral
    assert "First" in said(queue)
    await room.env.advance_time(5)
    await room.mod.click(queue, label=APPROVE.say())
    assert "Second words" in said(queue)
    await room.mod.click(queue, label=APPROVE.say())  # a double tap, which decides on nothing unread
    assert "Second words" in said(queue)
    await room.restart()
    await room.env.advance_time(5)
    await room.mod.click(queue, label=DECLINE.say())
    assert NOTHING_WAITS_FOR_REVIEW.within(said(queue))
    public = said(await room.sofia.slash(room.channel, "responses", question="a"))
    assert "First" in public
    assert "Second words" not in public
    exported = await room.mod.slash(room.channel, "export", what="responses", format="csv")
    table = (await exported.response.attachments[0].read()).decode("utf-8-sig")
    assert "declined" in table
    assert "Second words" not in table
    assert DECLINED_SO_THAT_ONLY_YOU_SEE_IT.within(said(await room.jonas.slash(room.channel, "mydata show")))


async def test_a_second_moderator_is_told_that_it_was_decided(room, said, waiting):  # noqa: ARG001  what is reviewed
    pages = [
        (
            await who.click(
                (await who.slash(room.channel, "responses", question="a")).response, label=REVIEW_RESPONSE.say(count=2)
            )
        )
        for who in (room.mod, room.marta)
    ]
    await room.env.advance_time(5)
    await room.mod.click(pages[0].response, label=DECLINE.say())
    assert NOTHING_WAS_CHANGED_SOMEBODY_ELSE_HAS.within(
        said(await room.marta.click(pages[1].response, label=APPROVE.say()))
    )
    assert "Second words" in said(pages[1].response)


async def test_participants_see_no_queue(room, said, waiting):  # noqa: ARG001  what is reviewed
    page = said(await room.sofia.slash(room.channel, "responses", question="a"))
    for forbidden in ("Review", "words", "Take one down", "Declined"):
        assert forbidden not in page


async def opened_queue(room):
    page = (await room.mod.slash(room.channel, "responses", question="a")).response
    queue = (await room.mod.click(page, label=REVIEW_RESPONSE.say(count=2))).response
    await room.env.advance_time(5)
    return queue


@pytest.mark.parametrize(
    ("verdict", "told"),
    [("Approve", APPROVED_TEXT), ("Decline", DECLINED_TEXT)],
)
async def test_a_mistaken_tap_is_taken_back(room, said, waiting, verdict, told):  # noqa: ARG001  what is reviewed
    """Also where a double tap has followed it; the response is in the queue again, at its place."""
    queue = await opened_queue(room)
    await room.mod.click(queue, label=verdict)
    await room.mod.click(queue, label=verdict)
    assert told.within(said(queue), words="First \\*words\\*"), "Undo names the text that it is about"
    shown = said(queue)
    assert shown.index("First") < shown.index(UNDO.say()) < shown.index("Second words"), "it stands above the next one"
    await room.env.advance_time(5)
    await room.mod.click(queue, label=UNDO.say())
    assert OF_THAT_WAIT.within(said(queue), number=1, total=2)
    assert "First" in said(queue)
    assert not UNDO.within(said(queue))
    assert "words" not in said(await room.sofia.slash(room.channel, "responses", question="a"))


async def test_the_last_decision_is_taken_back_where_nothing_else_waits(room, said, waiting):  # noqa: ARG001  what is reviewed
    queue = await opened_queue(room)
    await room.mod.click(queue, label=NEXT.say())
    await room.env.advance_time(5)
    await room.mod.click(queue, label=DECLINE.say())
    await room.env.advance_time(5)
    await room.mod.click(queue, label=UNDO.say())
    assert OF_THAT_WAIT.within(said(queue), number=2, total=2)
    assert "Second words" in said(queue)


async def test_an_undo_that_comes_after_another_moderators_decision_changes_nothing(room, said, waiting):  # noqa: ARG001  what is reviewed
    queue = await opened_queue(room)
    await room.mod.click(queue, label=DECLINE.say())
    await room.env.advance_time(5)
    theirs = (await room.marta.slash(room.channel, "responses", question="a")).response
    declined = (await room.marta.click(theirs, label=DECLINED_OF_COUNT.say(count=1))).response
    assert OF_THAT_ARE_DECLINED.within(said(declined), number=1, total=1)
    await room.env.advance_time(5)
    await room.marta.click(declined, label=APPROVE.say())
    assert EVERYBODY_CAN_READ_IT.within(said(declined))
    assert NOTHING_WAS_CHANGED_SOMEBODY_ELSE_HAS.within(said(await room.mod.click(queue, label=UNDO.say())))
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
    await room.mod.click(one, label=TAKE_DOWN.say())
    public = said(await room.sofia.slash(room.channel, "responses", question="a"))
    assert "Fine words" in public
    assert "Foul words" not in public
    assert DECLINED_SO_THAT_ONLY_YOU_SEE_IT.within(said(await room.jonas.slash(room.channel, "mydata show")))
    await room.env.advance_time(5)
    await room.mod.click(one, label=APPROVE.say())
    assert "Foul words" in said(await room.sofia.slash(room.channel, "responses", question="a"))


async def test_participants_take_nothing_down(room, said):
    await respond(room, room.amina, "Fine words")
    page = (await room.mod.slash(room.channel, "responses", question="a")).response
    await room.marta.slash(room.channel, "debate settings", moderators=room.administrators)
    refused = await room.mod.select(page, ["1"], custom_id="take-down:a:0")
    assert ONLY_MODERATORS_CAN_DO_THIS_YOU.within(said(refused))


async def test_a_response_that_its_author_deleted_cannot_be_taken_down(room, said):
    await respond(room, room.amina, "Fine words")
    page = (await room.mod.slash(room.channel, "responses", question="a")).response
    await room.delete_data(room.amina)
    assert THAT_RESPONSE_IS_GONE_ITS_AUTHOR.within(said(await room.mod.select(page, ["1"], custom_id="take-down:a:0")))


async def test_turning_review_off_says_what_still_waits_and_where(room, said, waiting):  # noqa: ARG001  what is reviewed
    shown = await room.marta.slash(room.channel, "debate settings", review="off")
    assert RESPONSE_STILL_WAITS_FOR_REVIEW_IT.within(said(shown), count=2)
    queue = (await room.marta.click(shown.response, label=REVIEW_RESPONSE.say(count=2))).response
    assert "First" in said(queue)
    assert f"[{REVIEW_RESPONSE.say(count=2)}]" in said(await room.mod.slash(room.channel, "poll status"))
    assert not RESPONSE_STILL_WAITS_FOR_REVIEW_IT.within(
        said(await room.marta.slash(room.channel, "debate settings", review="on"))
    )
