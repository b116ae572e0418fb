"""A result that was posted is taken back when its poll is cancelled."""

import asyncio

import pytest
from sentences import (
    CANCEL_QUESTION_BEFORE_THE_DEBATE,
    CANCEL_THE_MAIN_VOTE_ON,
    CANCEL_THIS_VOTE,
    CANCELLED_RESULT,
    CANCELLED_THE_MODERATORS_HAVE_SET,
    HAVE_VOTED_THEIR_BALLOTS_ARE_KEPT,
    IS_CANCELLED,
    ITS_RESULT_IS_PUBLIC_WHEREVER_IT,
    KEEP_IT,
    NOBODY_HAS_VOTED,
    NOTHING_WAS_CANCELLED_SINCE_YOU_WERE,
    NOTHING_WAS_CHANGED,
    ONLY_MODERATORS_CAN_DO_THIS_YOU,
    ONLY_PERSON_ANSWERED,
    PUBLISH,
    QUESTION,
    QUESTION_MAIN_VOTE,
    THAT_POLL_WAS_CANCELLED_MEANWHILE,
    THE_BOT_COULD_NOT_CHANGE_THE,
    THE_MODERATORS_HAVE_SET_THIS_VOTE,
    THE_MODERATORS_WILL_PUBLISH_THE_RESULT,
    THESE_STAY_AS_THEY_ARE,
)
from sqlalchemy import text

from bot.domain.people import Person
from bot.services.polls import lifecycle
from bot.ui.results import messages

THE_VOTE = QUESTION_MAIN_VOTE.say(question=QUESTION.say(letter="D"))


async def by_command(room):
    await room.mod.slash(room.channel, "poll close")


async def at_the_deadline(room):
    await room.mod.slash(room.channel, "poll extend", minutes=1)
    await room.env.advance_time(70)


async def with_the_debate(room):
    await room.close_debate()


async def published_by_command(room):
    await room.mod.slash(room.channel, "poll close")
    await room.mod.slash(room.channel, "poll publish")


async def published_on_the_sheet(room):
    await room.mod.slash(room.channel, "poll close")
    await room.env.advance_time(10)
    sheet = (await room.mod.slash(room.channel, "poll status")).response
    await room.sure(room.mod, sheet, PUBLISH.say())


WAYS = {by_command: "closed", at_the_deadline: "closed", with_the_debate: "closed"}
WAYS |= {published_by_command: "manual", published_on_the_sheet: "manual"}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
async def test_every_message_that_shows_it_says_so_instead(room, said, posted, way):
    """Whoever closed or published it; the counts go, and so do the charts."""
    await room.vote(room.amina, await room.open_poll("d", results=WAYS[way]), "A central hub")
    await way(room)
    (result,) = posted(ONLY_PERSON_ANSWERED, standing="“A central hub” 1")
    assert result.attachments
    stood = len(room.channel.history())
    told = said(await room.cancel_poll(question="d"))
    assert IS_CANCELLED.within(told)
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
    await room.cancel_poll(question="d")
    assert CANCELLED_THE_MODERATORS_HAVE_SET.within(said(room.channel.last_message), poll=THE_VOTE)


async def test_what_was_deleted_meanwhile_is_no_trouble(room, said, posted):
    await room.open_poll("d")
    result = (await room.mod.slash(room.channel, "poll close")).response
    room.env.backend.delete_message(room.channel.id, result.id)
    told = said(await room.cancel_poll(question="d"))
    assert not THE_BOT_COULD_NOT_CHANGE_THE.within(told)
    assert not posted(CANCELLED_THE_MODERATORS_HAVE_SET)


async def test_a_message_that_cannot_be_changed_is_named_to_the_moderator(room, said):
    await room.open_poll("d")
    result = (await room.mod.slash(room.channel, "poll close")).response
    address = f"/channels/{room.channel.id}/messages/{result.id}"
    room.env.inject_error("PATCH", address, status=403, code=50001)
    told = said(await room.cancel_poll(question="d"))
    assert THE_BOT_COULD_NOT_CHANGE_THE.within(
        told, links=f"https://discord.com/channels/{room.guild.id}/{room.channel.id}/{result.id}"
    )


async def test_an_open_poll_has_no_result_to_take_back(room, posted):
    await room.open_poll("d")
    stood = len(room.channel.history())
    await room.cancel_poll()
    assert len(room.channel.history()) == stood
    assert not posted(CANCELLED_RESULT, poll=QUESTION.say(letter="D"))


async def test_the_question_put_anew_has_its_own_result(room, said, posted):
    await room.open_poll("d")
    await room.mod.slash(room.channel, "poll close")
    await room.cancel_poll(question="d")
    await room.vote(room.amina, await room.open_poll("d"), "A talent network")
    await room.mod.slash(room.channel, "poll close")
    assert "“A talent network” 1" in said(await room.amina.slash(room.channel, "results", question="d"))
    assert len(posted(CANCELLED_RESULT, poll=QUESTION.say(letter="D"))) == 1


async def test_a_result_that_is_posted_after_the_poll_was_cancelled_is_taken_back(room, posted, monkeypatch):
    """Its charts are being drawn while a moderator cancels it."""
    await room.vote(room.amina, await room.open_poll("d", minutes=1), "A central hub")
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
    await room.vote(room.amina, await room.open_poll("d", results="manual"), "A central hub")
    await room.mod.slash(room.channel, "poll close")
    published = (await room.mod.slash(room.channel, "poll publish")).response
    async with room.database.writing() as connection:
        await connection.execute(text("DELETE FROM result_messages WHERE message_id = :id"), {"id": published.id})
    await room.cancel_poll(question="d")
    assert CANCELLED_THE_MODERATORS_HAVE_SET.within(said(room.channel.last_message), poll=THE_VOTE)


async def asks(room, **options):
    """Ask to cancel, and return the page on which Mod is asked."""
    return (await room.mod.slash(room.channel, "poll cancel", **options)).response


async def test_cancelling_asks_first_and_says_which_round_and_how_many_votes_it_would_cost(room, said):
    paper = await room.open_poll("d", round="before")
    await room.vote(room.amina, paper, "A central hub")
    await room.vote(room.jonas, paper, "A talent network")
    asked = await asks(room)
    assert asked.flags.ephemeral
    assert CANCEL_QUESTION_BEFORE_THE_DEBATE.within(said(asked), letter="D")
    assert HAVE_VOTED_THEIR_BALLOTS_ARE_KEPT.within(said(asked), count=2)
    assert not ITS_RESULT_IS_PUBLIC_WHEREVER_IT.within(said(asked))
    assert room.context.open_polls.poll(1) is not None
    told = said(await room.mod.click(asked, label=CANCEL_THIS_VOTE.say()))
    assert HAVE_VOTED_THEIR_BALLOTS_ARE_KEPT.within(told, count=2)
    assert "before the debate" in told
    assert room.context.open_polls.polls() == []


async def test_whoever_keeps_it_has_changed_nothing(room, said):
    await room.open_poll("d")
    asked = await asks(room)
    assert NOBODY_HAS_VOTED.within(said(asked))
    kept = await room.mod.click(asked, label=KEEP_IT.say())
    assert NOTHING_WAS_CHANGED.within(said(kept))
    assert not CANCEL_THIS_VOTE.within(said(asked))
    assert room.context.open_polls.poll(1) is not None


async def test_a_public_result_is_said_to_be_taken_back_and_the_other_rounds_to_stay(room, said, posted):
    await room.vote(room.amina, await room.open_poll("d", round="before"), "A central hub")
    await room.mod.slash(room.channel, "poll close")
    await room.vote(room.amina, await room.open_poll("d"), "A central hub")
    await room.mod.slash(room.channel, "poll close")
    asked = await asks(room, question="d", round="main")
    assert CANCEL_THE_MAIN_VOTE_ON.within(said(asked), letter="D")
    assert ITS_RESULT_IS_PUBLIC_WHEREVER_IT.within(said(asked))
    assert THESE_STAY_AS_THEY_ARE.within(said(asked))
    assert len(posted(ONLY_PERSON_ANSWERED)) == 2
    told = said(await room.mod.click(asked, label=CANCEL_THIS_VOTE.say()))
    assert QUESTION_MAIN_VOTE.within(told, question=QUESTION.say(letter="D"))
    assert "before the debate" in told
    assert len(posted(ONLY_PERSON_ANSWERED)) == 1


async def test_the_button_works_after_a_restart_and_only_once(room, said):
    await room.open_poll("d")
    asked, again = await asks(room), await asks(room)
    await room.restart()
    await room.mod.click(asked, label=CANCEL_THIS_VOTE.say())
    assert room.context.open_polls.polls() == []
    assert THAT_POLL_WAS_CANCELLED_MEANWHILE.within(said(await room.mod.click(again, label=CANCEL_THIS_VOTE.say())))


async def test_a_poll_that_closed_since_the_question_was_put_is_not_cancelled(room, said, posted):
    """Its result is public by now, which the page did not say."""
    await room.vote(room.amina, await room.open_poll("d"), "A central hub")
    asked = await asks(room)
    await room.mod.slash(room.channel, "poll close")
    refused = said(await room.mod.click(asked, label=CANCEL_THIS_VOTE.say()))
    assert NOTHING_WAS_CANCELLED_SINCE_YOU_WERE.within(refused)
    assert posted(ONLY_PERSON_ANSWERED)


async def test_somebody_who_moderates_no_longer_cancels_nothing(room, said):
    await room.open_poll("d")
    asked = await asks(room)
    await room.marta.slash(room.channel, "debate settings", moderators=room.administrators)
    refused = said(await room.mod.click(asked, label=CANCEL_THIS_VOTE.say()))
    assert ONLY_MODERATORS_CAN_DO_THIS_YOU.within(refused)
    assert room.context.open_polls.poll(1) is not None
