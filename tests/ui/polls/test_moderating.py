"""What a moderator meets, live, with a room watching."""

import asyncio
import csv
import io
import re

import discord
import pytest
from sentences import (
    A_DEBATE_IS_ALREADY_OPEN_IN,
    ABSTENTIONS,
    AFTER_THE_DEBATE,
    ANOTHER_EXPORT_IS_BEING_WRITTEN_YOURS,
    ANSWERS,
    ANSWERS_WITH_ABSTENTIONS,
    CHECK_THIS_RESULT,
    HAVE_VOTED,
    HAVE_VOTED_SO_FAR,
    IN_A_ZIP_AS_THE_FILES,
    IS_CANCELLED,
    IS_CANCELLED_ITS_VOTES_COUNT_NOWHERE,
    LEFT_OUT_AS_THEIR_VOTES_ARE,
    NO_DEBATE_IS_OPEN_IN_THIS,
    NO_POLL_THAT_IS_CLOSED_HAS,
    NOT_PUBLIC_YET_ONLY_MODERATORS_SEE,
    NOT_PUBLISHED_YET_SO_KEEP_IT,
    ONLY_AN_ADMINISTRATOR_OF_THIS_SERVER,
    ONLY_MODERATORS_CAN_DO_THIS_AN,
    ONLY_MODERATORS_CAN_DO_THIS_YOU,
    ONLY_PERSON_ANSWERED,
    ONLY_POLLS_THAT_ARE_CLOSED_ARE,
    POLL_WAS_STILL_OPEN_AND_IS,
    POST_IT_HERE_AGAIN,
    QUESTION,
    QUESTION_HAS_NOT_BEEN_PUT_TO,
    RESULT_DETAILS,
    RESULT_OF,
    SEALED,
    THE_BALLOT_PAPER_IS_POSTED_AGAIN,
    THE_BOT_MAY_NOT_POST_IN_THIS,
    THE_MODERATORS_WILL_PUBLISH_THE_RESULT,
    THE_RESULT_OF_QUESTION_IS_NOT,
    THE_VOTE_ON_QUESTION_WAS_CANCELLED,
    THERE_HAS_BEEN_NO_SUCH_DEBATE,
    TIE_WITH_EACH,
    TURNOUT,
    VOTE,
    VOTES,
    VOTES_SO_FAR_AS_VOTING_IS,
    YOUR_VOTE_WAS_CHANGED,
)

MODERATORS_ONLY = [
    ("debate status", {}),
    ("debate close", {}),
    ("poll open", {"question": "a"}),
    ("poll close", {"question": "a"}),
    ("poll extend", {"question": "a", "minutes": 5}),
    ("poll publish", {"question": "a"}),
    ("poll cancel", {"question": "a"}),
    ("poll status", {}),
    ("export", {}),
    ("proposals", {"public": True}),
    ("questions", {"public": True}),
    ("background", {"public": True}),
    ("results", {"question": "a", "public": True}),
]


@pytest.mark.parametrize(("command", "options"), MODERATORS_ONLY)
async def test_participants_are_told_who_may_do_it_and_nothing_happens(room, said, command, options):
    refused = await room.amina.slash(room.channel, command, **options)
    assert refused.response.ephemeral or refused.followups
    assert ONLY_MODERATORS_CAN_DO_THIS_YOU.within(said(refused), role=f"<@&{room.moderators.id}>")
    assert room.context.open_polls.polls() == []


@pytest.mark.parametrize("command", ["debate start", "debate settings"])
async def test_moderators_do_not_administer(room, said, command):
    assert ONLY_AN_ADMINISTRATOR_OF_THIS_SERVER.within(said(await room.mod.slash(room.channel, command)))


async def test_without_a_moderators_role_only_administrators_moderate(empty_room, said):
    room = empty_room
    await room.marta.slash(room.channel, "debate start", title="A title of our own")
    refused = said(await room.mod.slash(room.channel, "poll status"))
    assert ONLY_MODERATORS_CAN_DO_THIS_AN.within(refused)
    assert "moderators:" not in refused, "what only administrators can type is nothing for others"
    assert "A title of our own" in said(await room.marta.slash(room.channel, "poll status"))


async def test_nothing_opens_before_a_debate_has_started(empty_room, said):
    refused = await empty_room.marta.slash(empty_room.channel, "poll open", question="a")
    assert "`/debate start`" in said(refused)
    assert refused.response.ephemeral


async def test_one_debate_at_a_time(room, said):
    assert A_DEBATE_IS_ALREADY_OPEN_IN.within(said(await room.marta.slash(room.channel, "debate start")))


async def test_a_second_opening_points_to_the_first_ballot_paper(room, said):
    paper = await room.open_poll("a")
    again = await room.marta.slash(room.channel, "poll open", question="A")
    assert again.response.ephemeral
    assert f"/{room.channel.id}/{paper.id}" in said(again)
    assert len(room.context.open_polls.polls()) == 1


async def test_a_ballot_paper_that_is_gone_is_posted_again_with_its_votes(room, said):
    paper = await room.open_poll("d")
    await room.vote(room.amina, paper, "A central hub")
    room.env.backend.delete_message(room.channel.id, paper.id)
    offer = await room.mod.slash(room.channel, "poll open", question="d")
    assert THE_BALLOT_PAPER_IS_POSTED_AGAIN.within(
        said(await room.mod.click(offer.response, label=POST_IT_HERE_AGAIN.say()))
    )
    again = room.channel.last_message
    assert HAVE_VOTED.within(said(again), count=1)
    assert YOUR_VOTE_WAS_CHANGED.within(said(await room.vote(room.amina, again, "A talent network")))


async def test_posting_again_replaces_the_paper_that_has_scrolled_away(room, said):
    paper = await room.open_poll("d")
    offer = await room.mod.slash(room.channel, "poll open", question="d")
    await room.mod.click(offer.response, label=POST_IT_HERE_AGAIN.say())
    assert [message.id == paper.id for message in room.channel.history() if f"[{VOTE.say()}]" in said(message)] == [
        False
    ]


async def test_a_poll_is_not_opened_where_its_result_could_not_be_posted(room, said):
    silent = discord.PermissionOverwrite(send_messages=False)
    channel = room.guild.create_text_channel("announcements", overwrites={room.guild.default_role: silent})
    refused = await room.marta.slash(channel, "poll open", question="a")
    assert THE_BOT_MAY_NOT_POST_IN_THIS.within(said(refused))
    assert room.context.open_polls.polls() == []


async def test_closing_posts_the_result_once_and_takes_the_controls_away(room, said):
    paper = await room.open_poll("d")
    await room.vote(room.amina, paper, "A central hub")
    closed = await room.mod.slash(room.channel, "poll close")
    assert ONLY_PERSON_ANSWERED.within(said(closed), standing="“A central hub” 1")
    assert f"[{VOTE.say()}]" not in said(paper)
    again = await room.mod.slash(room.channel, "poll close", question="d")
    assert again.response.ephemeral
    await room.env.advance_time(120)
    assert (
        sum(RESULT_OF.within(said(message), poll=QUESTION.say(letter="D")) for message in room.channel.history()) == 1
    )


async def test_the_deadline_posts_the_result_once(room, said):
    paper = await room.open_poll("d", minutes=1)
    await room.vote(room.amina, paper, "A central hub")
    await room.env.advance_time(200)
    results = [
        said(message)
        for message in room.channel.history()
        if RESULT_OF.within(said(message), poll=QUESTION.say(letter="D"))
    ]
    assert len(results) == 1
    assert ONLY_PERSON_ANSWERED.within(results[0], standing="“A central hub” 1")
    assert f"[{VOTE.say()}]" not in said(paper)


async def test_ties_are_called_ties_and_abstentions_are_told(room, said):
    paper = await room.open_poll("d")
    await room.vote(room.amina, paper, "A central hub")
    await room.vote(room.jonas, paper, "A talent network")
    await room.vote(room.sofia, paper, item="talent")
    closed = (await room.mod.slash(room.channel, "poll close")).response
    result = said(await room.amina.click(closed, label=RESULT_DETAILS.say()))
    names = "“**A central hub**”, “**A talent network**”"
    assert TIE_WITH_EACH.within(result, votes=VOTES.say(count=1), names=names)
    assert ANSWERS_WITH_ABSTENTIONS.within(result, answers=ANSWERS.say(count=2), abstained=ABSTENTIONS.say(count=1))
    assert TURNOUT.within(said(closed), share="50%", electorate=6)


async def test_turnout_is_of_those_for_whom_the_poll_was_opened(room, said):
    """Changing the participants' role meanwhile changes nothing about a poll that is open."""
    citizens = room.guild.create_role("Citizens")
    eve = room.join("eve", citizens)
    await room.marta.slash(room.channel, "debate settings", participants=citizens)
    await room.vote(eve, await room.open_poll("d"), "A central hub")
    await room.marta.slash(room.channel, "debate settings", participants=room.guild.default_role)
    assert TURNOUT.within(said(await room.mod.slash(room.channel, "poll close")), share="100%", electorate=1)


async def test_extending_moves_the_deadline_on_the_paper(room, said):
    paper = await room.open_poll("d", minutes=1)
    extended = await room.mod.slash(room.channel, "poll extend", minutes=10)
    closes = int(room.context.open_polls.poll(1).closes_at.timestamp())
    assert f"<t:{closes}:R>" in said(extended)
    await room.env.advance_time(120)
    assert f"<t:{closes}:R>" in said(paper)
    assert f"[{VOTE.say()}]" in said(paper)


async def test_a_cancelled_poll_counts_nowhere_and_makes_room(room, said):
    paper = await room.open_poll("d")
    await room.vote(room.amina, paper, "A central hub")
    assert IS_CANCELLED.within(said(await room.cancel_poll()))
    assert IS_CANCELLED_ITS_VOTES_COUNT_NOWHERE.within(said(paper))
    for options in ({}, {"round": "main"}):
        refused = await room.amina.slash(room.channel, "results", question="d", **options)
        assert THE_VOTE_ON_QUESTION_WAS_CANCELLED.within(said(refused))
    assert QUESTION_HAS_NOT_BEEN_PUT_TO.within(
        said(await room.amina.slash(room.channel, "results", question="d", round="before"))
    )
    assert HAVE_VOTED.within(said(await room.open_poll("d")), count="0")


async def test_manual_results_wait_for_publication(room, said):
    paper = await room.open_poll("d", results="manual")
    await room.vote(room.amina, paper, "A central hub")
    closed = said(await room.mod.slash(room.channel, "poll close"))
    assert THE_MODERATORS_WILL_PUBLISH_THE_RESULT.within(closed)
    assert "A central hub" not in closed
    seal = re.search(r"`([0-9a-f]{64})`", closed)[1]
    assert THE_RESULT_OF_QUESTION_IS_NOT.within(said(await room.amina.slash(room.channel, "results", question="d")))
    assert NOT_PUBLIC_YET_ONLY_MODERATORS_SEE.within(said(await room.mod.slash(room.channel, "results", question="d")))
    published = await room.mod.slash(room.channel, "poll publish")
    assert not published.response.ephemeral
    assert ONLY_PERSON_ANSWERED.within(said(published), standing="“A central hub” 1")
    details = await room.amina.click(published.response, label=RESULT_DETAILS.say())
    assert details.ephemeral
    checked = await room.amina.click(details.response, label=CHECK_THIS_RESULT.say())
    assert checked.response.ephemeral
    assert SEALED.within(said(checked), seal=f"`{seal}`")
    assert ONLY_PERSON_ANSWERED.within(said(await room.amina.slash(room.channel, "results", question="d")))


async def test_the_log_that_a_seal_covers_shows_where_the_seal_does(room, said):
    """The same before and after publication, in the closing message and in the result's details."""
    await room.open_poll("d", results="manual")
    closed = said(await room.mod.slash(room.channel, "poll close"))
    head = re.search(r"`([0-9a-f]{12})`", closed)[0]
    published = (await room.mod.slash(room.channel, "poll publish")).response
    details = (await room.amina.click(published, label=RESULT_DETAILS.say())).response
    assert head in said(await room.amina.click(details, label=CHECK_THIS_RESULT.say()))


async def test_before_and_after_are_polls_of_their_own(room, said):
    before = await room.open_poll("d", round="before")
    await room.vote(room.amina, before, "A central hub")
    await room.mod.slash(room.channel, "poll close")
    after = await room.open_poll("d", round="after")
    assert AFTER_THE_DEBATE.within(said(after))
    await room.vote(room.amina, after, "A talent network")
    await room.mod.slash(room.channel, "poll close")
    first = said(await room.amina.slash(room.channel, "results", question="d", round="before"))
    newest = said(await room.amina.slash(room.channel, "results", question="d"))
    assert ONLY_PERSON_ANSWERED.within(first, standing="“A central hub” 1")
    assert ONLY_PERSON_ANSWERED.within(newest, standing="“A talent network” 1")


async def test_status_shows_every_question_and_where_its_paper_is(room, said):
    paper = await room.open_poll("d")
    await room.vote(room.amina, paper, "A central hub")
    status = said(await room.mod.slash(room.channel, "poll status"))
    assert HAVE_VOTED_SO_FAR.within(status, count=1)
    assert f"/{room.channel.id}/{paper.id}" in status
    assert status.count("\n○ ") == 4
    assert said(await room.mod.slash(room.channel, "debate status")) == status


async def test_closing_the_debate_closes_its_polls_and_posts_their_results(room, said):
    paper = await room.open_poll("d")
    await room.vote(room.amina, paper, "A central hub")
    ended = await room.close_debate()
    assert POLL_WAS_STILL_OPEN_AND_IS.within(said(ended), count=1)
    assert RESULT_OF.within(said(room.channel.last_message), poll=QUESTION.say(letter="D"))
    assert f"[{VOTE.say()}]" not in said(paper)
    assert NO_DEBATE_IS_OPEN_IN_THIS.within(said(await room.mod.slash(room.channel, "poll open", question="a")))


async def test_older_debates_stay_exportable(room):
    await room.open_poll("d")
    await room.close_debate()
    await room.marta.slash(room.channel, "debate start", title="The next one")
    offered = await room.mod.autocomplete(room.channel, "export", "debate", "")
    assert [choice["name"].split(" · ")[0] for choice in offered] == [
        "The next one",
        "CERN for AI: One analogy, many visions",
    ]
    exported = await room.mod.slash(room.channel, "export", what="tallies", format="csv", debate=offered[1]["value"])
    rows = csv.DictReader(io.StringIO((await exported.response.attachments[0].read()).decode("utf-8-sig")))
    assert {row["question"] for row in rows} == {"d"}


async def test_an_export_of_a_debate_that_is_none_of_those_offered_is_refused(room, said):
    assert THERE_HAS_BEEN_NO_SUCH_DEBATE.within(
        said(await room.mod.slash(room.channel, "export", debate="Geneva last year"))
    )


async def test_an_export_says_which_of_its_results_are_not_published_yet(room, said):
    await room.open_poll("d", results="manual")
    await room.mod.slash(room.channel, "poll close", question="d")
    exported = said(await room.mod.slash(room.channel, "export", what="tallies", format="csv"))
    assert NOT_PUBLISHED_YET_SO_KEEP_IT.within(exported, polls=QUESTION.say(letter="D"))


async def test_an_export_leaves_open_polls_out_and_says_so(room, said):
    await room.open_poll("a")
    assert ONLY_POLLS_THAT_ARE_CLOSED_ARE.within(
        said(await room.mod.slash(room.channel, "export", what="tallies", format="csv"))
    )
    await room.open_poll("d")
    await room.mod.slash(room.channel, "poll close", question="d")
    assert LEFT_OUT_AS_THEIR_VOTES_ARE.within(
        said(await room.mod.slash(room.channel, "export")), polls=QUESTION.say(letter="A")
    )


async def test_an_export_has_the_votes_so_far_of_an_open_poll_once_a_moderator_asks_for_them(room, said):
    await room.vote(room.amina, await room.open_poll("d"), "A central hub")
    exported = await room.mod.slash(room.channel, "export", what="ballots", format="csv", open_polls=True)
    assert VOTES_SO_FAR_AS_VOTING_IS.within(said(exported), polls=QUESTION.say(letter="D"))
    assert b",central-hub," in await exported.response.attachments[0].read()


@pytest.mark.parametrize(
    ("name", "file"), [("xlsx", "debate.xlsx"), ("html", "report.html"), ("blt", "debate-blt.zip")]
)
async def test_a_moderator_gets_the_format_that_was_chosen(room, name, file):
    await room.open_poll("a")
    await room.mod.slash(room.channel, "poll close", question="a")
    exported = await room.mod.slash(room.channel, "export", format=name)
    assert [attached.filename for attached in exported.response.attachments] == [file]


async def test_a_format_that_the_debate_has_nothing_for_says_so(room, said):
    await room.open_poll("d")
    await room.mod.slash(room.channel, "poll close", question="d")
    assert NO_POLL_THAT_IS_CLOSED_HAS.within(said(await room.mod.slash(room.channel, "export", format="blt")))


async def test_an_export_too_large_for_the_server_says_what_to_do_instead(room, said, monkeypatch):
    monkeypatch.setattr("bot.ui.export.commands.OVERHEAD", 10**9)
    refused = said(await room.mod.slash(room.channel, "export", what="responses", format="csv"))
    assert "`debate-bot export`" in refused


@pytest.mark.parametrize("waits", [False, True])
async def test_an_export_shows_how_far_it_is_until_the_files_are_there(room, said, monkeypatch, waits):
    """What was shown meanwhile is taken away again; the answer with the file stays."""
    shown = []
    edit = discord.Interaction.edit_original_response

    async def note(interaction, *, content=None, **given):
        if not isinstance(content, str):  # the pictures of a result
            return await edit(interaction, **given)
        if shown:  # one is enough; the next waits until the export has ended
            await asyncio.Event().wait()
        shown.append(content)
        if waits:
            room.context.exporting.release()
        return await edit(interaction, content=content)

    monkeypatch.setattr(discord.Interaction, "edit_original_response", note)
    monkeypatch.setattr("bot.ui.export.commands.PROGRESS_INTERVAL", 0)
    await room.open_poll("d")
    await room.mod.slash(room.channel, "poll close", question="d")
    if waits:
        await room.context.exporting.acquire()
    exported = await room.mod.slash(room.channel, "export", what="ballots", format="csv")
    assert (ANOTHER_EXPORT_IS_BEING_WRITTEN_YOURS.within(shown[0])) is waits
    assert shown[0] not in said(exported)
    messages = [message for message in [exported.response, *exported.followups] if message is not None]
    assert [file.filename for message in messages for file in message.attachments] == ["ballots.csv"]


async def test_an_export_too_large_for_the_file_alone_comes_in_a_zip(room, said, monkeypatch):
    await room.open_poll("d")
    await room.mod.slash(room.channel, "poll close", question="d")
    monkeypatch.setattr("bot.ui.export.commands.OVERHEAD", 25 * 2**20 - 1000)  # leaves 1000 of simcord's 25 MiB
    exported = await room.mod.slash(room.channel, "export", what="tallies", format="csv")
    assert [file.filename for file in exported.response.attachments] == ["debate-csv.zip"]
    assert IN_A_ZIP_AS_THE_FILES.within(said(exported))


async def test_two_servers_hold_their_debates_apart(room, said):
    other = room.env.create_guild("elsewhere", owner=room.env.create_user("olga"))
    channel = other.create_text_channel("debate")
    role = other.create_role("Admins", permissions=discord.Permissions(administrator=True))
    olga = other.add_member(room.env.create_user("oleg"), roles=[role])
    assert NO_DEBATE_IS_OPEN_IN_THIS.within(said(await olga.slash(channel, "poll open", question="d")))
    await olga.slash(channel, "debate start")
    here, there = await room.open_poll("d"), (await olga.slash(channel, "poll open", question="d")).response
    await room.vote(room.amina, here, "A central hub")
    await room.vote(olga, there, "A talent network")
    await olga.slash(channel, "poll close")
    assert ONLY_PERSON_ANSWERED.within(
        said(await olga.slash(channel, "results", question="d")), standing="“A talent network” 1"
    )
    assert room.context.open_polls.tally(1).turnout == 1
