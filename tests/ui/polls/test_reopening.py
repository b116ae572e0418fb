"""A moderator who has closed a poll by mistake opens it again."""

import pytest
import sentences
from sentences import (
    CLOSED_BY_MISTAKE_THIS_ENDS,
    HAVE_VOTED,
    IT_CLOSED_MORE_THAN_TWO_MINUTES,
    ONLY_MODERATORS_CAN_DO_THIS_YOU,
    ONLY_MODERATORS_SEE_THE_RESULT_WITH,
    ONLY_PERSON_ANSWERED,
    OPEN_AGAIN,
    OPEN_IT_AGAIN,
    QUESTION,
    QUESTION_MAIN_VOTE,
    THAT_POLL_IS_OPEN_ALREADY,
    THE_MODERATORS_WILL_PUBLISH_THE_RESULT,
    WAS_OPENED_AGAIN_IT_HAD_BEEN,
    YOUR_VOTE_WAS_CHANGED,
)

VOTE = QUESTION_MAIN_VOTE.say(question=QUESTION.say(letter="D"))


@pytest.fixture
async def closed(room):
    """Close a poll whose result waits for its publication; return its paper and what only Mod is told."""
    paper = await room.open_poll("d", results="manual", minutes=30)
    await room.vote(room.amina, paper, "A central hub")
    closing = await room.mod.slash(room.channel, "poll close")
    (told,) = closing.followups
    return paper, told


async def test_whoever_closes_is_told_who_sees_the_result_and_how_to_open_the_poll_again(said, closed):
    _, told = closed
    assert told.flags.ephemeral
    assert ONLY_MODERATORS_SEE_THE_RESULT_WITH.within(said(told))
    assert CLOSED_BY_MISTAKE_THIS_ENDS.within(said(told))
    assert f"[{OPEN_IT_AGAIN}]" in said(told)


async def test_one_tap_brings_the_ballot_card_back_to_life(room, said, posted, closed):
    paper, told = closed
    deadline = room.env.now()
    assert f"[{sentences.VOTE.say()}]" not in said(paper)
    assert OPEN_AGAIN.within(said(await room.mod.click(told, label=OPEN_IT_AGAIN.say())), poll=VOTE)
    assert not OPEN_IT_AGAIN.within(said(told))
    await room.env.advance_time(5)
    assert f"[{sentences.VOTE.say()}]" in said(paper)
    assert YOUR_VOTE_WAS_CHANGED.within(said(await room.vote(room.amina, paper, "A talent network")))
    assert (room.context.open_polls.poll(1).closes_at - deadline).total_seconds() > 1700
    assert not posted(THE_MODERATORS_WILL_PUBLISH_THE_RESULT)
    (note,) = posted(WAS_OPENED_AGAIN_IT_HAD_BEEN, poll=VOTE)
    assert f"/{room.channel.id}/{paper.id}" in said(note)


async def test_its_second_closing_is_announced_too_and_its_result_is_published(room, said, posted, closed):
    _, told = closed
    await room.mod.click(told, label=OPEN_IT_AGAIN.say())
    await room.env.advance_time(5)
    await room.mod.slash(room.channel, "poll close")
    assert len(posted(THE_MODERATORS_WILL_PUBLISH_THE_RESULT)) == 1
    assert ONLY_PERSON_ANSWERED.within(
        said(await room.mod.slash(room.channel, "poll publish")), standing="“A central hub” 1"
    )


async def test_where_the_closing_message_is_gone_the_room_is_told_by_a_new_one(room, posted, closed):
    _, told = closed
    (message,) = posted(THE_MODERATORS_WILL_PUBLISH_THE_RESULT)
    room.env.backend.delete_message(room.channel.id, message.id)
    await room.mod.click(told, label=OPEN_IT_AGAIN.say())
    assert len(posted(WAS_OPENED_AGAIN_IT_HAD_BEEN)) == 1


async def test_the_button_works_after_a_restart_once_and_for_two_minutes(room, said, closed):
    _, told = closed
    await room.restart()
    again = await room.mod.click(told, label=OPEN_IT_AGAIN.say())
    assert OPEN_AGAIN.within(said(again))
    (second,) = (await room.mod.slash(room.channel, "poll close")).followups
    await room.env.advance_time(125)
    assert IT_CLOSED_MORE_THAN_TWO_MINUTES.within(said(await room.mod.click(second, label=OPEN_IT_AGAIN.say())))
    assert room.context.open_polls.polls() == []


async def test_a_second_tap_is_told_that_it_is_open(room, said, closed):
    _, told = closed
    custom_id = f"reopen:1:{int(room.env.now().timestamp())}"
    await room.mod.click(told, label=OPEN_IT_AGAIN.say())
    status = await room.mod.slash(room.channel, "poll status")
    assert THAT_POLL_IS_OPEN_ALREADY.within(said(await forged(room, status.response, custom_id)))


async def test_a_ballot_card_that_was_never_shown_as_closed_is_alive(room, said):
    """Discord took no edit of it just then, and the bot would go on trying."""
    paper = await room.open_poll("d", results="manual")
    address = f"/channels/{room.channel.id}/messages/{paper.id}"
    room.env.inject_error("PATCH", address, status=500, times=None)
    (told,) = (await room.mod.slash(room.channel, "poll close")).followups
    await room.mod.click(told, label=OPEN_IT_AGAIN.say())
    room.env.backend.faults.clear()
    await room.vote(room.amina, paper, "A central hub")
    await room.env.advance_time(30)
    assert HAVE_VOTED.within(said(paper), count=1)
    assert f"[{sentences.VOTE.say()}]" in said(paper)


async def forged(room, message, custom_id):
    """Tap a button of the message as if it carried this."""
    stored = room.env.backend.get_message(room.channel.id, message.id)
    row = next(block for block in stored.components[0]["components"] if block["type"] == 1)
    row["components"][0]["custom_id"] = custom_id
    return await room.mod.click(message, custom_id=custom_id)


async def test_somebody_who_moderates_no_longer_opens_nothing(room, said, closed):
    _, told = closed
    await room.marta.slash(room.channel, "debate settings", moderators=room.administrators)
    assert ONLY_MODERATORS_CAN_DO_THIS_YOU.within(said(await room.mod.click(told, label=OPEN_IT_AGAIN.say())))
    assert room.context.open_polls.polls() == []


async def test_a_secret_poll_has_no_such_button(room, said):
    await room.open_poll("d", results="manual", secrecy="secret")
    (told,) = (await room.mod.slash(room.channel, "poll close")).followups
    assert ONLY_MODERATORS_SEE_THE_RESULT_WITH.within(said(told))
    assert not OPEN_IT_AGAIN.within(said(told))


async def test_a_public_result_is_all_that_is_said(room):
    await room.open_poll("d")
    assert (await room.mod.slash(room.channel, "poll close")).followups == []
