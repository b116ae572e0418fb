"""Discord refuses, fails or forgets: polls go on, moderators see what is wrong, and results arrive in the end."""

import logging
from datetime import timedelta

import pytest
from sentences import (
    CAST_MY_VOTE,
    CLOSED_RESULT_PUBLISHED,
    DISCORD_DID_NOT_TAKE_THE_RESULT,
    DISCORD_REFUSES_THE_EXPORT_AS_IT,
    HAVE_VOTED,
    POST_HERE_AGAIN,
    POST_IT_HERE_AGAIN,
    PUBLISH,
    QUESTION,
    REFRESH,
    RESULT_OF,
    THAT_IS_DONE_BUT_DISCORD_DID,
    THE_BALLOT_PAPER_WAS_DELETED_VOTES,
    THE_BOT_MAY_NO_LONGER_EDIT,
    THE_BOT_MAY_NOT_POST_IN,
    THE_BOT_MAY_NOT_POST_THE_RESULT,
    THE_CHANNEL_OF_THE_RESULT_IS_GONE,
    THE_MODERATORS_WILL_PUBLISH_THE_RESULT,
    VOTE,
    YOUR_VOTE_COUNTS,
    YOUR_VOTE_WAS_CHANGED,
)
from sqlalchemy import text


def edit_of(room, paper):
    return f"/channels/{room.channel.id}/messages/{paper.id}"


def requests(room, method, path):
    return [entry for entry in room.env.backend.http_requests if (entry.method, entry.path) == (method, path)]


def results_posted(room, said):
    return sum(RESULT_OF.within(said(message), poll=QUESTION.say(letter="D")) for message in room.channel.history())


async def pass_time(room, *, minutes):
    """Let minutes pass in leaps of one, as beating every second for hours takes simcord just as long."""
    for _ in range(minutes):
        room.env.backend.clock._epoch += timedelta(seconds=56)
        await room.env.advance_time(4)


@pytest.mark.parametrize("status", [500, 503, 429])
async def test_votes_count_while_the_paper_cannot_be_edited_and_the_last_state_arrives(room, said, status):
    paper = await room.open_poll("d")
    await room.env.advance_time(5)
    room.env.inject_error("PATCH", edit_of(room, paper), status=status, times=3)
    for voter in (room.amina, room.jonas, room.sofia):
        assert YOUR_VOTE_COUNTS.within(said(await room.vote(voter, paper, "A central hub")))
        await room.env.advance_time(3)
    assert not HAVE_VOTED.within(said(paper), count=3)
    await room.env.advance_time(120)
    assert HAVE_VOTED.within(said(paper), count=3)


async def test_edits_back_off_while_they_fail(room):
    paper = await room.open_poll("d")
    await room.env.advance_time(5)
    before = len(requests(room, "PATCH", edit_of(room, paper)))
    room.env.inject_error("PATCH", edit_of(room, paper), status=500, times=None)
    await room.vote(room.amina, paper, "A central hub")
    await pass_time(room, minutes=20)
    assert 6 <= len(requests(room, "PATCH", edit_of(room, paper))) - before <= 10


async def test_the_controls_go_from_a_closed_paper_even_if_discord_fails_just_then(room, said):
    paper = await room.open_poll("d")
    await room.vote(room.amina, paper, "A central hub")
    room.env.inject_error("PATCH", edit_of(room, paper), status=500, times=4)
    await room.mod.slash(room.channel, "poll close")
    assert f"[{VOTE.say()}]" in said(paper)
    await room.env.advance_time(120)
    assert f"[{VOTE.say()}]" not in said(paper)


async def test_a_deleted_paper_is_noticed_and_status_offers_to_post_it_again(room, said):
    paper = await room.open_poll("d")
    await room.vote(room.amina, paper, "A central hub")
    room.env.backend.delete_message(room.channel.id, paper.id)
    await room.env.advance_time(5)
    tries = len(requests(room, "PATCH", edit_of(room, paper)))
    room.client.board.mark(1)
    await room.env.advance_time(60)
    assert len(requests(room, "PATCH", edit_of(room, paper))) == tries, "what is gone is left alone"
    status = await room.mod.slash(room.channel, "poll status")
    assert THE_BALLOT_PAPER_WAS_DELETED_VOTES.within(said(status))
    await room.mod.click(status.response, label=POST_HERE_AGAIN.say(poll=QUESTION.say(letter="D")))
    assert not THE_BALLOT_PAPER_WAS_DELETED_VOTES.within(said(status.response)), "the sheet shows how things stand then"
    again = room.channel.last_message
    assert HAVE_VOTED.within(said(again), count=1)
    assert YOUR_VOTE_WAS_CHANGED.within(said(await room.vote(room.amina, again, "A talent network")))
    await room.env.advance_time(10)
    assert not POST_HERE_AGAIN.within(
        said(await room.mod.slash(room.channel, "poll status")), poll=QUESTION.say(letter="D")
    )


async def test_a_paper_out_of_reach_is_shown_in_status_and_edited_once_the_bot_may_again(room, said):
    paper = await room.open_poll("d")
    room.env.inject_error("PATCH", edit_of(room, paper), status=403, code=50001, times=2)
    await room.vote(room.amina, paper, "A central hub")
    await room.env.advance_time(2)
    status = said(await room.mod.slash(room.channel, "poll status"))
    assert THE_BOT_MAY_NO_LONGER_EDIT.within(status)
    assert f"[{POST_HERE_AGAIN.say(poll=QUESTION.say(letter='D'))}]" in status
    await room.env.advance_time(60)
    assert HAVE_VOTED.within(said(paper), count=1)
    assert not THE_BOT_MAY_NO_LONGER_EDIT.within(said(await room.mod.slash(room.channel, "poll status")))


async def test_posting_again_where_the_bot_may_not_post_is_refused_politely(room, said):
    paper = await room.open_poll("d")
    room.env.backend.delete_message(room.channel.id, paper.id)
    room.client.board.mark(1)
    await room.env.advance_time(5)
    status = await room.mod.slash(room.channel, "poll status")
    room.env.inject_error("POST", f"/channels/{room.channel.id}/messages", status=403, code=50001, times=1)
    refused = await room.mod.click(status.response, label=POST_HERE_AGAIN.say(poll=QUESTION.say(letter="D")))
    assert THE_BOT_MAY_NOT_POST_IN.within(said(refused))
    assert f"[{POST_HERE_AGAIN.say(poll=QUESTION.say(letter='D'))}]" in said(
        await room.mod.slash(room.channel, "poll status")
    )


async def poll_whose_result_is_refused(room, **fault):
    """Let a poll end while Discord refuses every post, and return the address of its channel's messages."""
    await room.marta.slash(room.channel, "debate settings", reminders="off")  # the result is what fails
    paper = await room.open_poll("d", minutes=1)
    await room.vote(room.amina, paper, "A central hub")
    posts = f"/channels/{room.channel.id}/messages"
    room.env.inject_error("POST", posts, **fault, times=None)
    return posts


@pytest.mark.parametrize(
    ("status", "code", "told"),
    [
        (403, 50001, THE_BOT_MAY_NOT_POST_THE_RESULT),
        (404, 10003, THE_CHANNEL_OF_THE_RESULT_IS_GONE),
        (500, 0, DISCORD_DID_NOT_TAKE_THE_RESULT),
    ],
)
async def test_a_result_that_cannot_be_posted_is_shown_in_status_and_posted_when_it_can_be(
    room, said, status, code, told
):
    await poll_whose_result_is_refused(room, status=status, code=code)
    await pass_time(room, minutes=5)
    assert results_posted(room, said) == 0
    assert told.within(said(await room.mod.slash(room.channel, "poll status")))
    room.env.backend.faults.clear()
    await room.env.advance_time(60)
    assert results_posted(room, said) == 1, "looking at the status made it try again"
    assert not told.within(said(await room.mod.slash(room.channel, "poll status")))
    await pass_time(room, minutes=2)
    assert results_posted(room, said) == 1


async def test_a_result_that_is_refused_is_tried_ever_more_seldom(room, said, caplog):
    posts = await poll_whose_result_is_refused(room, status=500)
    await pass_time(room, minutes=50)
    assert results_posted(room, said) == 0
    tries = len(requests(room, "POST", posts))
    assert 4 <= tries <= 6, "after 1, 2, 4, 8, 16 minutes"
    warned = [record for record in caplog.records if "could not post the result" in record.getMessage()]
    assert len(warned) == tries


async def test_a_result_arrives_by_itself_after_the_fault(room, said):
    paper = await room.open_poll("d", minutes=1)
    await room.vote(room.amina, paper, "A central hub")
    room.env.inject_error("POST", f"/channels/{room.channel.id}/messages", status=403, code=50001, times=None)
    await pass_time(room, minutes=5)
    room.env.backend.faults.clear()
    await pass_time(room, minutes=8)
    assert results_posted(room, said) == 1


async def closed_and_unpublished(room):
    """Close a poll whose result the moderators publish, and let the room be told that it has closed."""
    paper = await room.open_poll("d", results="manual")
    await room.vote(room.amina, paper, "A central hub")
    await room.env.advance_time(10)
    await room.mod.slash(room.channel, "poll close")
    await room.env.advance_time(10)


@pytest.mark.parametrize("status", [500, 403])
async def test_a_published_result_that_discord_does_not_take_is_posted_later_and_once(room, said, status):
    """Published by command, whose answer is the result."""
    await closed_and_unpublished(room)
    room.env.inject_error("POST", "/interactions/*", status=status, times=1)
    told = said(await room.mod.slash(room.channel, "poll publish"))
    assert THAT_IS_DONE_BUT_DISCORD_DID.within(told)
    assert results_posted(room, said) == 0
    await pass_time(room, minutes=3)
    assert results_posted(room, said) == 1
    await pass_time(room, minutes=10)
    assert results_posted(room, said) == 1


@pytest.mark.parametrize(
    ("status", "told"), [(500, DISCORD_DID_NOT_TAKE_THE_RESULT), (403, THE_BOT_MAY_NOT_POST_THE_RESULT)]
)
async def test_a_result_published_from_the_run_sheet_is_posted_later_and_once(room, said, status, told):
    await closed_and_unpublished(room)
    sheet = (await room.mod.slash(room.channel, "poll status")).response
    room.env.inject_error("POST", f"/channels/{room.channel.id}/messages", status=status, times=1)
    await room.sure(room.mod, sheet, PUBLISH.say())
    assert results_posted(room, said) == 0
    assert CLOSED_RESULT_PUBLISHED.within(said(sheet))
    assert told.within(said(sheet))
    assert "A central hub" in said(await room.jonas.slash(room.channel, "results", question="d"))
    await pass_time(room, minutes=3)
    assert results_posted(room, said) == 1
    await pass_time(room, minutes=10)
    assert results_posted(room, said) == 1
    await room.mod.click(sheet, label=REFRESH.say())
    assert not told.within(said(sheet))


async def test_a_result_published_while_nobody_could_be_told_of_the_closing_is_posted_once(room, said):
    await room.marta.slash(room.channel, "debate settings", reminders="off")  # the announcement is what fails
    paper = await room.open_poll("d", minutes=1, results="manual")
    await room.vote(room.amina, paper, "A central hub")
    posts = f"/channels/{room.channel.id}/messages"
    room.env.inject_error("POST", posts, status=500, times=None)
    await pass_time(room, minutes=3)
    sheet = (await room.mod.slash(room.channel, "poll status")).response
    await room.sure(room.mod, sheet, PUBLISH.say())
    room.env.backend.faults.clear()
    await pass_time(room, minutes=10)
    assert results_posted(room, said) == 1
    assert not any(THE_MODERATORS_WILL_PUBLISH_THE_RESULT.within(said(message)) for message in room.channel.history())


async def test_messages_older_than_an_hour_are_edited_more_slowly_and_one_posted_again_is_new(room):
    paper = await room.open_poll("d")

    async def edits_in(seconds, message):
        path = edit_of(room, message)
        before = len(requests(room, "PATCH", path))
        for _ in range(seconds):
            room.client.board.mark(1)
            await room.env.advance_time(1)
        return len(requests(room, "PATCH", path)) - before

    young = await edits_in(16, paper)
    room.env.backend.clock._epoch += timedelta(seconds=3700)
    old = await edits_in(16, paper)
    offer = await room.mod.slash(room.channel, "poll open", question="d")
    await room.mod.click(offer.response, label=POST_IT_HERE_AGAIN.say())
    await room.env.advance_time(10)
    anew = await edits_in(16, room.channel.last_message)
    assert 2 <= old <= 4 < young == anew <= 16


async def test_a_poll_closes_on_time_though_discord_does_not_say_how_many_may_vote(room, said):
    paper = await room.open_poll("d", minutes=1)
    await room.vote(room.amina, paper, "A central hub")
    room.env.inject_error("GET", "/guilds/*", status=500, times=None)
    await room.env.advance_time(65)
    assert results_posted(room, said) == 1


async def test_a_ballot_paper_that_discord_takes_for_no_answer_is_posted_in_the_channel(room, said, posted):
    room.env.inject_error("POST", "/interactions/*/callback", status=500, times=1)
    opened = await room.mod.slash(room.channel, "poll open", question="d")
    assert opened.response.ephemeral
    (paper,) = posted(f"[{VOTE.say()}]")
    assert YOUR_VOTE_COUNTS.within(said(await room.vote(room.amina, paper, "A central hub")))
    await room.env.advance_time(5)
    assert posted(HAVE_VOTED, count=1)


async def test_a_poll_that_is_open_without_a_paper_is_told_as_such_and_offered_on_the_run_sheet(room, posted):
    room.env.inject_error("POST", "/interactions/*/callback", status=400, code=50035, times=1)
    room.env.inject_error("POST", f"/channels/{room.channel.id}/messages", status=400, code=50035, times=1)
    told = await room.mod.slash(room.channel, "poll open", question="d")
    assert button_of(told.response, "repost:")
    assert not posted(f"[{VOTE.say()}]")
    sheet = await room.mod.slash(room.channel, "poll status")
    await room.mod.click(sheet.response, label=POST_HERE_AGAIN.say(poll=QUESTION.say(letter="D")))
    assert len(posted(f"[{VOTE.say()}]")) == 1


async def test_nothing_of_this_is_an_error_in_the_log(room, caplog):
    paper = await room.open_poll("d", minutes=5)
    for method, path in (("PATCH", edit_of(room, paper)), ("POST", f"/channels/{room.channel.id}/messages")):
        room.env.inject_error(method, path, status=503, times=None)
    await room.vote(room.amina, paper, "A central hub")
    await pass_time(room, minutes=10)
    assert max(record.levelno for record in caplog.records) == logging.WARNING


MALFORMED = {"status": 400, "code": 50035}
"""How Discord refuses what it would refuse again, however often it is sent."""


def button_of(message, begins):
    """Return the label of the button whose custom_id begins so."""
    found = [part for part in walk(message.components) if str(part.get("custom_id", "")).startswith(begins)]
    return found[0]["label"] if found else None


def walk(components):
    for component in components:
        part = component if isinstance(component, dict) else component.to_dict()
        yield part
        yield from walk(part.get("components", ()))


def papers_in(room):
    return [message for message in room.channel.history() if button_of(message, "own:")]


async def test_a_poll_whose_paper_discord_refuses_is_said_to_be_open_and_its_paper_can_be_posted(room, said):
    room.env.inject_error("POST", "/interactions/*/callback", **MALFORMED, times=1)
    room.env.inject_error("POST", f"/channels/{room.channel.id}/messages", **MALFORMED, times=1)
    told = await room.mod.slash(room.channel, "poll open", question="d")
    assert papers_in(room) == []
    assert told.ephemeral
    await room.mod.click(told.response, label=button_of(told.response, "repost:"))
    (paper,) = papers_in(room)
    await room.vote(room.amina, paper, "A central hub")
    await room.env.advance_time(5)
    (paper,) = papers_in(room)
    assert HAVE_VOTED.within(said(paper), count=1)


async def test_a_paper_that_is_refused_again_is_no_bug_and_may_be_tried_again(room):
    room.env.inject_error("POST", "/interactions/*/callback", **MALFORMED, times=1)
    room.env.inject_error("POST", f"/channels/{room.channel.id}/messages", **MALFORMED, times=2)
    told = await room.mod.slash(room.channel, "poll open", question="d")
    refused = await room.mod.click(told.response, label=button_of(told.response, "repost:"))
    assert refused.ephemeral
    assert papers_in(room) == []
    await room.mod.click(told.response, label=button_of(told.response, "repost:"))
    assert len(papers_in(room)) == 1


async def test_the_paper_of_a_poll_whose_command_was_answered_too_late_is_posted_all_the_same(room):
    room.env.inject_error("POST", "/interactions/*/callback", status=404, code=10062, times=None)
    await room.mod.slash(room.channel, "poll open", question="d")
    room.env.backend.faults.clear()
    await room.env.advance_time(5)
    assert len(papers_in(room)) == 1
    await room.env.advance_time(60)
    assert len(papers_in(room)) == 1


async def test_a_result_that_discord_refuses_as_malformed_reaches_the_room_in_short_and_once(room, said):
    await room.marta.slash(room.channel, "debate settings", reminders="off")  # the result is what fails
    paper = await room.open_poll("d", minutes=1)
    await room.vote(room.amina, paper, "A central hub")
    room.env.inject_error("POST", f"/channels/{room.channel.id}/messages", **MALFORMED, times=1)
    await room.env.advance_time(65)
    (told,) = [
        message for message in room.channel.history() if RESULT_OF.within(said(message), poll=QUESTION.say(letter="D"))
    ]
    assert "“A central hub” 1" in said(told)
    await pass_time(room, minutes=10)
    assert results_posted(room, said) == 1
    await room.cancel_poll(question="d")
    assert results_posted(room, said) == 0, "it is taken back as a whole result is"


async def test_a_result_refused_as_the_answer_to_a_command_is_answered_in_short_and_posted_once(room, said):
    paper = await room.open_poll("d")
    await room.vote(room.amina, paper, "A central hub")
    room.env.inject_error("POST", "/interactions/*/callback", **MALFORMED, times=1)
    told = await room.mod.slash(room.channel, "poll close")
    assert not told.ephemeral
    assert results_posted(room, said) == 1
    await pass_time(room, minutes=5)
    assert results_posted(room, said) == 1


async def test_what_is_not_published_is_in_no_short_form(room, said):
    paper = await room.open_poll("d", minutes=1, results="manual")
    await room.vote(room.amina, paper, "A central hub")
    before = len(room.channel.history())
    room.env.inject_error("POST", f"/channels/{room.channel.id}/messages", **MALFORMED, times=None)
    await pass_time(room, minutes=5)
    room.env.backend.faults.clear()
    assert len(room.channel.history()) == before
    await pass_time(room, minutes=10)
    closing = room.channel.last_message
    assert "A central hub" not in said(closing)
    assert len(room.channel.history()) == before + 1


async def test_an_export_that_discord_finds_too_large_is_said_to_be_so(room, said, caplog):
    await room.open_poll("d")
    await room.mod.slash(room.channel, "poll close")
    room.env.inject_error("POST", "/webhooks/*", status=413, code=40005, message="Request entity too large")
    refused = await room.mod.slash(room.channel, "export")
    assert DISCORD_REFUSES_THE_EXPORT_AS_IT.within(said(refused))
    assert "question:" in said(refused)
    assert "bug" not in caplog.text


async def test_secret_answers_that_an_earlier_life_left_unmixed_are_mixed_by_the_next(room):
    paper = await room.open_poll("d", secrecy="secret")
    asked = await room.vote(room.amina, paper, "central-hub")
    await room.amina.click(asked.response, label=CAST_MY_VOTE.say())
    await room.cancel_poll()
    async with room.database.writing() as connection:
        await connection.execute(text("INSERT INTO secret_ballots SELECT * FROM mixed_ballots"))
        await connection.execute(text("DELETE FROM mixed_ballots"))
    await room.restart()
    await room.env.advance_time(2)
    async with room.database.reading() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM secret_ballots")) == 0
        assert await connection.scalar(text("SELECT count(*) FROM mixed_ballots")) == 1
