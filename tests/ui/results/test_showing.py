"""Moderators show the room what is public already, and nothing else."""

import pytest
from sentences import (
    CANCELLED_RESULT,
    ONLY_PERSON_ANSWERED,
    QUESTION,
    SHOW_BEFORE_AFTER,
    THE_BOT_COULD_NOT_POST_THAT,
    THE_RESULTS_OF_QUESTION_ARE_NOT,
    VOTING_ON_QUESTION_IS_STILL_ON,
)

SHIFT = "Before and after · Question D"


async def held(room, round_, **options):
    """Open a question, have one person vote, and close it."""
    paper = await room.open_poll("d", round=round_, **options)
    await room.vote(room.amina, paper, "A central hub")
    await room.mod.slash(room.channel, "poll close", question="d", round=round_)
    await room.env.advance_time(10)


async def test_a_result_that_is_public_is_shown_to_the_room(room, said):
    await held(room, "main")
    shown = await room.mod.slash(room.channel, "results", question="d", public=True)
    assert not shown.response.ephemeral
    assert ONLY_PERSON_ANSWERED.within(said(shown), standing="“A central hub” 1")
    assert shown.response.attachments


async def test_a_result_that_is_not_published_is_not_shown_to_the_room(room, said, posted):
    """Although the moderator may see it alone."""
    await held(room, "main", results="manual")
    refused = await room.mod.slash(room.channel, "results", question="d", public=True)
    assert refused.response.ephemeral
    assert "`/poll publish`" in said(refused)
    assert not posted(ONLY_PERSON_ANSWERED)
    assert ONLY_PERSON_ANSWERED.within(said(await room.mod.slash(room.channel, "results", question="d")))


async def test_a_vote_that_is_on_is_not_shown_to_the_room(room, said):
    await room.vote(room.amina, await room.open_poll("d"), "A central hub")
    assert VOTING_ON_QUESTION_IS_STILL_ON.within(
        said(await room.mod.slash(room.channel, "results", question="d", public=True))
    )


async def test_the_shift_is_shown_to_the_room_by_command_and_from_the_run_sheet(room, said, posted):
    await held(room, "before")
    await held(room, "after")
    shown = await room.mod.slash(room.channel, "results", question="d", round="shift", public=True)
    assert not shown.response.ephemeral
    assert SHIFT in said(shown)
    sheet = (await room.mod.slash(room.channel, "poll status")).response
    await room.mod.click(sheet, label=SHOW_BEFORE_AFTER.say(letter="D"))
    assert len(posted(SHIFT)) == 2
    assert f"[{SHOW_BEFORE_AFTER.say(letter='D')}]" in said(sheet)


async def test_a_shift_of_which_one_side_is_not_published_is_neither_shown_nor_offered(room, said, posted):
    await held(room, "before")
    await held(room, "after")
    sheet = (await room.mod.slash(room.channel, "poll status")).response
    await room.cancel_poll(question="d", round="after")
    await held(room, "after", results="manual")
    fresh = (await room.mod.slash(room.channel, "poll status")).response
    assert not SHOW_BEFORE_AFTER.within(said(fresh))
    for refused in (
        await room.mod.slash(room.channel, "results", question="d", round="shift", public=True),
        await room.mod.click(sheet, label=SHOW_BEFORE_AFTER.say(letter="D")),
    ):
        assert THE_RESULTS_OF_QUESTION_ARE_NOT.within(said(refused))
    assert not posted(SHIFT)
    assert not SHOW_BEFORE_AFTER.within(said(sheet))
    assert SHIFT in said(await room.mod.slash(room.channel, "results", question="d", round="shift"))


async def test_the_sheet_of_a_closed_debate_shows_the_shift_of_that_one(room, posted):
    await held(room, "before")
    await held(room, "after")
    await room.close_debate()
    sheet = (await room.mod.slash(room.channel, "poll status")).response
    await room.marta.slash(room.channel, "debate start", title="The next one")
    await room.mod.click(sheet, label=SHOW_BEFORE_AFTER.say(letter="D"))
    assert len(posted(SHIFT)) == 1


async def test_where_the_bot_may_not_post_the_moderator_is_told(room, said, posted):
    await held(room, "before")
    await held(room, "after")
    sheet = (await room.mod.slash(room.channel, "poll status")).response
    room.env.inject_error("POST", f"/channels/{room.channel.id}/messages", status=403, code=50001, times=1)
    assert THE_BOT_COULD_NOT_POST_THAT.within(
        said(await room.mod.click(sheet, label=SHOW_BEFORE_AFTER.say(letter="D")))
    )
    assert not posted(SHIFT)


@pytest.mark.parametrize("round_", ["before", "after"])
async def test_cancelling_takes_back_every_message_that_shows_the_poll(room, posted, round_):
    await held(room, "before")
    await held(room, "after")
    await room.mod.slash(room.channel, "results", question="d", round=round_, public=True)
    await room.mod.slash(room.channel, "results", question="d", round="shift", public=True)
    await room.cancel_poll(question="d", round=round_)
    assert not posted(SHIFT)
    assert len(posted(ONLY_PERSON_ANSWERED)) == 1
    assert len(posted(CANCELLED_RESULT, poll=QUESTION.say(letter="D"))) == 3
