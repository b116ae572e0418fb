"""The bot ends and starts again, at any moment: people notice nothing."""

import pytest
from sentences import (
    CHECK_THIS_RESULT,
    CLOSED_THE_VOTES_ARE_BEING_COUNTED,
    HAVE_VOTED,
    QUESTION,
    RESULT_DETAILS,
    RESULT_OF,
    SEALED,
    THE_MODERATORS_WILL_PUBLISH_THE_RESULT,
    VOTE,
    VOTING_ON_QUESTION_IS_OVER_AND,
    YOUR_VOTE_COUNTS,
    YOUR_VOTE_WAS_CHANGED,
)
from sqlalchemy import text

from bot.domain.people import Person
from bot.services.polls import lifecycle
from bot.services.polls.closing import close


async def test_open_polls_buttons_and_counts_go_on(room, said):
    paper = await room.open_poll("d", minutes=30)
    await room.vote(room.amina, paper, "A central hub")
    await room.restart()
    assert room.context.open_polls.tally(1).turnout == 1
    changed = await room.vote(room.amina, paper, "A talent network")
    assert YOUR_VOTE_WAS_CHANGED.within(said(changed), old="**A central hub**", answer="**A talent network**")
    assert YOUR_VOTE_COUNTS.within(said(await room.vote(room.jonas, paper, "A central hub")))
    assert HAVE_VOTED.within(said(await room.mod.slash(room.channel, "poll close")), count=2)


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
async def test_a_deadline_that_passed_meanwhile_is_acted_on_once(room, said):
    paper = await room.open_poll("d", minutes=1)
    await room.vote(room.amina, paper, "A central hub")
    await room.client.close()
    await room.env.advance_time(300)
    await room.restart()
    await room.env.advance_time(120)
    results = [
        said(message)
        for message in room.channel.history()
        if RESULT_OF.within(said(message), poll=QUESTION.say(letter="D"))
    ]
    assert len(results) == 1
    closed_at = int(room.context.clock().timestamp()) - 300
    assert f"<t:{closed_at}" not in results[0]
    assert f"[{VOTE.say()}]" not in said(paper)


async def test_a_result_that_was_not_posted_is_posted_after_the_restart(room, said):
    """The poll was closed in the database, and then the process died before it could tell the room."""
    await room.marta.slash(room.channel, "debate settings", reminders="off")  # the result is what fails
    paper = await room.open_poll("d", minutes=1)
    await room.vote(room.amina, paper, "A central hub")
    room.env.inject_error("POST", f"/channels/{room.channel.id}/messages", status=500, times=1)
    await room.env.advance_time(62)
    assert not any(RESULT_OF.within(said(message), poll=QUESTION.say(letter="D")) for message in room.channel.history())
    await room.restart()
    await room.env.advance_time(120)
    assert (
        sum(RESULT_OF.within(said(message), poll=QUESTION.say(letter="D")) for message in room.channel.history()) == 1
    )


async def test_a_poll_that_was_not_counted_is_counted_and_posted_after_the_restart(room, said):
    """Its voting ended in the database, and then the process died before it had worked out the result."""
    paper = await room.open_poll("d")
    await room.vote(room.amina, paper, "A central hub")
    async with room.database.writing() as connection:
        await close(connection, room.context.open_polls.poll(1), room.now(), {})
    await room.restart()
    assert CLOSED_THE_VOTES_ARE_BEING_COUNTED.within(said(await room.mod.slash(room.channel, "poll status")))
    assert VOTING_ON_QUESTION_IS_OVER_AND.within(said(await room.jonas.slash(room.channel, "results", question="d")))
    await room.env.advance_time(120)
    (result,) = [
        message for message in room.channel.history() if RESULT_OF.within(said(message), poll=QUESTION.say(letter="D"))
    ]
    details = (await room.jonas.click(result, label=RESULT_DETAILS.say())).response
    assert SEALED.within(said(await room.jonas.click(details, label=CHECK_THIS_RESULT.say())))
    assert f"[{VOTE.say()}]" not in said(paper)


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
async def test_the_result_of_a_poll_whose_process_was_killed_while_counting_follows_within_ten_seconds(room, said):
    paper = await room.open_poll("d")
    await room.vote(room.amina, paper, "A central hub")
    async with room.database.writing() as connection:
        await close(connection, room.context.open_polls.poll(1), room.now(), {})
    await room.env.advance_time(1)
    await room.restart()
    await room.env.advance_time(9)
    results = [
        message for message in room.channel.history() if RESULT_OF.within(said(message), poll=QUESTION.say(letter="D"))
    ]
    assert len(results) == 1
    await room.env.advance_time(300)
    assert [m for m in room.channel.history() if RESULT_OF.within(said(m), poll=QUESTION.say(letter="D"))] == results


async def test_a_result_that_was_published_and_not_posted_is_posted_after_the_restart(room, said):
    """It was published in the database, and then the process died before it could tell the room."""
    paper = await room.open_poll("d", results="manual")
    await room.vote(room.amina, paper, "A central hub")
    await room.mod.slash(room.channel, "poll close")
    mod = Person(room.guild.id, room.mod.id, "mod", frozenset({room.moderators.id}))
    await lifecycle.publish(room.context, mod, "d", None)
    await room.restart()
    await room.env.advance_time(120)
    await room.restart()
    await room.env.advance_time(120)
    history = [said(message) for message in room.channel.history()]
    assert sum(RESULT_OF.within(message, poll=QUESTION.say(letter="D")) for message in history) == 1
    assert sum(THE_MODERATORS_WILL_PUBLISH_THE_RESULT.within(message) for message in history) == 1


async def test_a_ballot_paper_that_was_never_posted_is_posted(room, said):
    """The poll was opened in the database, and then the process died before it could post the paper."""
    paper = await room.open_poll("d")
    async with room.database.writing() as connection:
        await connection.execute(text("UPDATE polls SET message_id = NULL"))
    room.env.backend.delete_message(room.channel.id, paper.id)
    await room.restart()
    await room.env.advance_time(5)
    again = room.channel.last_message
    assert f"[{VOTE.say()}]" in said(again)
    assert YOUR_VOTE_COUNTS.within(said(await room.vote(room.amina, again, "A central hub")))


async def test_a_form_opened_before_the_restart_is_stored_after_it(room, said):
    form = await room.amina.slash(room.channel, "respond", question="a")
    await room.restart()
    assert "stored" in said(await room.amina.submit_modal(form, {"text": "Still here"}))
    assert "Still here" in said(await room.jonas.slash(room.channel, "responses", question="a"))


async def test_discord_is_told_of_the_commands_only_when_they_changed(room):
    def told():
        return sum(
            entry.method == "PUT" and entry.path.endswith("/commands") for entry in room.env.backend.http_requests
        )

    assert told() == 1
    await room.restart()
    assert told() == 1
