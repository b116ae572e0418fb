"""What a debate leaves to be published or reviewed can be worked off once it is closed, and in the next one."""

import discord
import pytest


@pytest.fixture
async def left(room, said):
    """A closed debate with a result that is not published and a response that waits; returns what closing it said."""
    await room.marta.slash(room.channel, "debate settings", results="manual", review="on")
    await room.amina.click(await room.open_poll("d"), label="A central hub")
    form = await room.amina.slash(room.channel, "respond", question="a")
    await room.amina.submit_modal(form, {"text": "Words that wait"})
    closed = await room.mod.slash(room.channel, "debate close")
    await room.env.advance_time(10)
    assert "The debate is closed" in said(closed.response)
    return closed


async def sheet_of(room):
    return (await room.mod.slash(room.channel, "poll status")).response


async def review(room, said, sheet):
    """Approve the response from a run sheet."""
    queue = (await room.mod.click(sheet, label="Review 1 response")).response
    assert "Words that wait" in said(queue)
    await room.env.advance_time(5)
    await room.mod.click(queue, label="Approve")


async def test_closing_tells_the_moderator_alone_what_waits(room, said, left):
    (note,) = left.followups
    assert note.flags.ephemeral
    assert "Results that are not published: Question D" in said(note)
    assert "1 response that waits for review" in said(note)
    await room.mod.click(note, label="Show the run sheet")
    assert "[Publish]" in said(note)
    assert "[Review 1 response]" in said(note)


async def test_the_run_sheet_goes_on_after_the_end_and_opens_nothing(room, said, posted, left):
    assert left
    sheet = await sheet_of(room)
    assert "Closed <t:" in said(sheet)
    assert "[Open" not in said(sheet)
    await review(room, said, sheet)
    await room.mod.click(sheet, label="Publish")
    assert "result published" in said(sheet)
    assert "Review" not in said(sheet)
    assert posted("Most votes: **A central hub**")


async def test_it_is_worked_off_while_the_next_debate_is_on(room, said, posted, left):
    assert left
    started = await room.marta.slash(room.channel, "debate start", title="The next one")
    assert "Results that are not published: Question D" in said(started.followups[0])
    await room.open_poll("d")
    sheet = await sheet_of(room)
    assert "Left from an earlier debate" in said(sheet)
    assert "[Close in 5 minutes]" in said(sheet)
    await review(room, said, sheet)
    await room.mod.click(sheet, label="Publish Question D")
    assert "Left from an earlier debate" not in said(sheet)
    assert "[Close in 5 minutes]" in said(sheet)
    assert posted("Most votes: **A central hub**")


async def test_the_command_publishes_what_an_earlier_debate_has_left(room, said, left):
    assert left
    await room.marta.slash(room.channel, "debate start", title="The next one")
    published = await room.mod.slash(room.channel, "poll publish", question="d")
    assert "Most votes: **A central hub**" in said(published)
    assert not published.response.ephemeral
    assert "No such poll" in said(await room.mod.slash(room.channel, "poll publish", question="d"))


async def test_the_debate_that_is_on_comes_first(room, said, left):
    assert left
    await room.marta.slash(room.channel, "debate start", title="The next one")
    await room.amina.click(await room.open_poll("d"), label="A talent network")
    await room.mod.slash(room.channel, "poll close")
    assert "**A talent network**" in said(await room.mod.slash(room.channel, "poll publish", question="d"))
    assert "**A central hub**" in said(await room.mod.slash(room.channel, "poll publish", question="d"))


async def test_cancelling_and_closing_never_reach_an_earlier_debate(room, said, left):
    assert left
    await room.marta.slash(room.channel, "debate start", title="The next one")
    for command in ("poll cancel", "poll close"):
        assert "No such poll" in said(await room.mod.slash(room.channel, command, question="d"))


async def test_a_result_that_nobody_will_publish_is_set_aside_by_question_and_round(room, said, posted, left):
    assert left
    await room.marta.slash(room.channel, "debate start", title="The next one")
    assert "`/poll cancel` with `question:` and `round:`" in said(await sheet_of(room))
    assert "is cancelled" in said(await room.mod.slash(room.channel, "poll cancel", question="d", round="main"))
    assert "Left from an earlier debate" not in said(await sheet_of(room))
    assert not posted("will publish the result")
    assert "No such poll" in said(await room.mod.slash(room.channel, "poll cancel", question="d", round="main"))


async def test_where_nothing_waits_nothing_is_said(room):
    assert (await room.mod.slash(room.channel, "debate close")).followups == []


async def test_what_waits_in_another_server_is_none_of_ours(room, said, left):
    assert left
    other = room.env.create_guild("elsewhere", owner=room.env.create_user("olga"))
    channel = other.create_text_channel("debate")
    role = other.create_role("Admins", permissions=discord.Permissions(administrator=True))
    oleg = other.add_member(room.env.create_user("oleg"), roles=[role])
    await oleg.slash(channel, "debate start")
    sheet = (await oleg.slash(channel, "poll status")).response
    assert "Left from an earlier debate" not in said(sheet)
    assert "Review" not in said(sheet)
    assert "No such poll" in said(await oleg.slash(channel, "poll publish", question="d"))
