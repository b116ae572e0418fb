"""What a moderator meets, live, with a room watching."""

import asyncio
import csv
import io
import re

import discord
import pytest

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
    assert f"you need the role <@&{room.moderators.id}>" in said(refused)
    assert room.context.open_polls.polls() == []


@pytest.mark.parametrize("command", ["debate start", "debate settings"])
async def test_moderators_do_not_administer(room, said, command):
    assert "Only an administrator" in said(await room.mod.slash(room.channel, command))


async def test_without_a_moderators_role_only_administrators_moderate(empty_room, said):
    room = empty_room
    await room.marta.slash(room.channel, "debate start", title="A title of our own")
    assert "names their role with `/debate settings moderators:`" in said(
        await room.mod.slash(room.channel, "poll status")
    )
    assert "A title of our own" in said(await room.marta.slash(room.channel, "poll status"))


async def test_nothing_opens_before_a_debate_has_started(empty_room, said):
    refused = await empty_room.marta.slash(empty_room.channel, "poll open", question="a")
    assert "`/debate start`" in said(refused)
    assert refused.response.ephemeral


async def test_one_debate_at_a_time(room, said):
    assert "already open" in said(await room.marta.slash(room.channel, "debate start"))


async def test_a_second_opening_points_to_the_first_ballot_paper(room, said):
    paper = await room.open_poll("a")
    again = await room.marta.slash(room.channel, "poll open", question="A")
    assert again.response.ephemeral
    assert f"/{room.channel.id}/{paper.id}" in said(again)
    assert len(room.context.open_polls.polls()) == 1


async def test_a_ballot_paper_that_is_gone_is_posted_again_with_its_votes(room, said):
    paper = await room.open_poll("d")
    await room.amina.click(paper, label="A central hub")
    room.env.backend.delete_message(room.channel.id, paper.id)
    offer = await room.mod.slash(room.channel, "poll open", question="d")
    assert "Votes cast so far count on" in said(await room.mod.click(offer.response, label="Post it here again"))
    again = room.channel.last_message
    assert "**1** person has voted" in said(again)
    assert "changed from" in said(await room.amina.click(again, label="A talent network"))


async def test_posting_again_replaces_the_paper_that_has_scrolled_away(room, said):
    paper = await room.open_poll("d")
    offer = await room.mod.slash(room.channel, "poll open", question="d")
    await room.mod.click(offer.response, label="Post it here again")
    assert [message.id == paper.id for message in room.channel.history() if "[A central hub]" in said(message)] == [
        False
    ]


async def test_a_poll_is_not_opened_where_its_result_could_not_be_posted(room, said):
    silent = discord.PermissionOverwrite(send_messages=False)
    channel = room.guild.create_text_channel("announcements", overwrites={room.guild.default_role: silent})
    refused = await room.marta.slash(channel, "poll open", question="a")
    assert "may not post in this channel" in said(refused)
    assert room.context.open_polls.polls() == []


async def test_closing_posts_the_result_once_and_takes_the_controls_away(room, said):
    paper = await room.open_poll("d")
    await room.amina.click(paper, label="A central hub")
    closed = await room.mod.slash(room.channel, "poll close")
    assert "Most votes: **A central hub**" in said(closed)
    assert "[A central hub]" not in said(paper)
    again = await room.mod.slash(room.channel, "poll close", question="d")
    assert again.response.ephemeral
    await room.env.advance_time(120)
    assert sum("Result · Question D" in said(message) for message in room.channel.history()) == 1


async def test_the_deadline_posts_the_result_once(room, said):
    paper = await room.open_poll("d", minutes=1)
    await room.amina.click(paper, label="A central hub")
    await room.env.advance_time(200)
    results = [said(message) for message in room.channel.history() if "Result · Question D" in said(message)]
    assert len(results) == 1
    assert "**A central hub** — 100% · 1 vote" in results[0]
    assert "[A central hub]" not in said(paper)


async def test_ties_are_called_ties_and_abstentions_are_told(room, said):
    paper = await room.open_poll("d")
    await room.amina.click(paper, label="A central hub")
    await room.jonas.click(paper, label="A talent network")
    await room.sofia.click(paper, custom_id="vote:1:talent:-")
    result = said(await room.mod.slash(room.channel, "poll close"))
    assert "Tie with 1 vote each: **A central hub**, **A talent network**" in result
    assert "3 answers, of which 1 abstention" in result
    assert "turnout 50% of 6" in result


async def test_turnout_is_of_those_for_whom_the_poll_was_opened(room, said):
    """Changing the participants' role meanwhile changes nothing about a poll that is open."""
    citizens = room.guild.create_role("Citizens")
    eve = room.join("eve", citizens)
    await room.marta.slash(room.channel, "debate settings", participants=citizens)
    await eve.click(await room.open_poll("d"), label="A central hub")
    await room.marta.slash(room.channel, "debate settings", participants=room.guild.default_role)
    assert "turnout 100% of 1)" in said(await room.mod.slash(room.channel, "poll close"))


async def test_extending_moves_the_deadline_on_the_paper(room, said):
    paper = await room.open_poll("d", minutes=1)
    extended = await room.mod.slash(room.channel, "poll extend", minutes=10)
    closes = int(room.context.open_polls.poll(1).closes_at.timestamp())
    assert f"<t:{closes}:R>" in said(extended)
    await room.env.advance_time(120)
    assert f"<t:{closes}:R>" in said(paper)
    assert "[A central hub]" in said(paper)


async def test_a_cancelled_poll_counts_nowhere_and_makes_room(room, said):
    paper = await room.open_poll("d")
    await room.amina.click(paper, label="A central hub")
    assert "count nowhere" in said(await room.mod.slash(room.channel, "poll cancel"))
    assert "Cancelled" in said(paper)
    for options in ({}, {"round": "main"}):
        refused = await room.amina.slash(room.channel, "results", question="d", **options)
        assert "was cancelled, so it has no result" in said(refused)
    assert "has not been put" in said(await room.amina.slash(room.channel, "results", question="d", round="before"))
    assert "0** people have voted" in said(await room.open_poll("d"))


async def test_manual_results_wait_for_publication(room, said):
    paper = await room.open_poll("d", results="manual")
    await room.amina.click(paper, label="A central hub")
    closed = said(await room.mod.slash(room.channel, "poll close"))
    assert "The moderators will publish the result." in closed
    assert "A central hub" not in closed
    seal = re.search(r"Seal of the count, which the published result has to fit: `([0-9a-f]{64})`", closed)[1]
    assert "not published yet" in said(await room.amina.slash(room.channel, "results", question="d"))
    assert "Not public yet: only moderators see this." in said(
        await room.mod.slash(room.channel, "results", question="d")
    )
    published = await room.mod.slash(room.channel, "poll publish")
    assert not published.response.ephemeral
    assert "Most votes: **A central hub**" in said(published)
    assert f"Seal `{seal}`" in said(published)
    assert "Most votes" in said(await room.amina.slash(room.channel, "results", question="d"))


async def test_the_log_that_a_seal_covers_shows_where_the_seal_does(room, said):
    """The same before and after publication, in the closing message and under the result."""
    await room.open_poll("d", results="manual")
    closed = said(await room.mod.slash(room.channel, "poll close"))
    head = re.search(r"`([0-9a-f]{12})`", closed)[0]
    assert head in said(await room.mod.slash(room.channel, "poll publish"))
    assert head in said(await room.amina.slash(room.channel, "results", question="d"))


async def test_before_and_after_are_polls_of_their_own(room, said):
    before = await room.open_poll("d", round="before")
    await room.amina.click(before, label="A central hub")
    await room.mod.slash(room.channel, "poll close")
    after = await room.open_poll("d", round="after")
    assert "Question D, after the debate" in said(after)
    await room.amina.click(after, label="A talent network")
    await room.mod.slash(room.channel, "poll close")
    first = said(await room.amina.slash(room.channel, "results", question="d", round="before"))
    newest = said(await room.amina.slash(room.channel, "results", question="d"))
    assert "Most votes: **A central hub**" in first
    assert "Most votes: **A talent network**" in newest


async def test_status_shows_every_question_and_where_its_paper_is(room, said):
    paper = await room.open_poll("d")
    await room.amina.click(paper, label="A central hub")
    status = said(await room.mod.slash(room.channel, "poll status"))
    assert "1 person has voted" in status
    assert f"/{room.channel.id}/{paper.id}" in status
    assert status.count("Not opened yet.") == 4
    assert said(await room.mod.slash(room.channel, "debate status")) == status


async def test_closing_the_debate_closes_its_polls_and_posts_their_results(room, said):
    paper = await room.open_poll("d")
    await room.amina.click(paper, label="A central hub")
    ended = await room.mod.slash(room.channel, "debate close")
    assert "1 poll was still open" in said(ended)
    assert "Result · Question D" in said(room.channel.last_message)
    assert "[A central hub]" not in said(paper)
    assert "No debate is open" in said(await room.mod.slash(room.channel, "poll open", question="a"))


async def test_older_debates_stay_exportable(room):
    await room.open_poll("d")
    await room.mod.slash(room.channel, "debate close")
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
    assert "no such debate" in said(await room.mod.slash(room.channel, "export", debate="Geneva last year"))


async def test_an_export_says_which_of_its_results_are_not_published_yet(room, said):
    await room.open_poll("d", results="manual")
    await room.mod.slash(room.channel, "poll close", question="d")
    exported = said(await room.mod.slash(room.channel, "export", what="tallies", format="csv"))
    assert "Not published yet, so keep it to those who moderate: Question D" in exported


async def test_an_export_leaves_open_polls_out_and_says_so(room, said):
    await room.open_poll("a")
    assert "Only polls that are closed are exported" in said(
        await room.mod.slash(room.channel, "export", what="tallies", format="csv")
    )
    await room.open_poll("d")
    await room.mod.slash(room.channel, "poll close", question="d")
    assert "Left out, as their votes are not counted yet: Question A" in said(
        await room.mod.slash(room.channel, "export")
    )


async def test_an_export_has_the_votes_so_far_of_an_open_poll_once_a_moderator_asks_for_them(room, said):
    await room.amina.click(await room.open_poll("d"), label="A central hub")
    exported = await room.mod.slash(room.channel, "export", what="ballots", format="csv", open_polls=True)
    assert "Votes so far, as voting is still on: Question D" in said(exported)
    assert b",central-hub," in await exported.response.attachments[0].read()


@pytest.mark.parametrize(("name", "file"), [("xlsx", "debate.xlsx"), ("html", "report.html"), ("blt", "debate.zip")])
async def test_a_moderator_gets_the_format_that_was_chosen(room, name, file):
    await room.open_poll("a")
    await room.mod.slash(room.channel, "poll close", question="a")
    exported = await room.mod.slash(room.channel, "export", format=name)
    assert [attached.filename for attached in exported.response.attachments] == [file]


async def test_a_format_that_the_debate_has_nothing_for_says_so(room, said):
    await room.open_poll("d")
    await room.mod.slash(room.channel, "poll close", question="d")
    assert "has a ranking" in said(await room.mod.slash(room.channel, "export", format="blt"))


async def test_an_export_too_large_for_the_server_says_what_to_do_instead(room, said, monkeypatch):
    monkeypatch.setattr("bot.ui.export.commands.OVERHEAD", 10**9)
    refused = said(await room.mod.slash(room.channel, "export", what="responses", format="csv"))
    assert "`debate-bot export`" in refused


@pytest.mark.parametrize("waits", [False, True])
async def test_an_export_shows_how_far_it_is_until_the_files_are_there(room, said, monkeypatch, waits):
    """What was shown meanwhile is taken away again; the answer with the file stays."""
    shown = []
    edit = discord.Interaction.edit_original_response

    async def note(interaction, *, content):
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
    assert ("Another export" in shown[0]) is waits
    assert shown[0] not in said(exported)
    messages = [message for message in [exported.response, *exported.followups] if message is not None]
    assert [file.filename for message in messages for file in message.attachments] == ["ballots.csv"]


async def test_an_export_too_large_for_the_file_alone_comes_in_a_zip(room, said, monkeypatch):
    await room.open_poll("d")
    await room.mod.slash(room.channel, "poll close", question="d")
    monkeypatch.setattr("bot.ui.export.commands.OVERHEAD", 25 * 2**20 - 1000)  # leaves 1000 of simcord's 25 MiB
    exported = await room.mod.slash(room.channel, "export", what="tallies", format="csv")
    assert [file.filename for file in exported.response.attachments] == ["debate.zip"]
    assert "In a ZIP" in said(exported)


async def test_two_servers_hold_their_debates_apart(room, said):
    other = room.env.create_guild("elsewhere", owner=room.env.create_user("olga"))
    channel = other.create_text_channel("debate")
    role = other.create_role("Admins", permissions=discord.Permissions(administrator=True))
    olga = other.add_member(room.env.create_user("oleg"), roles=[role])
    assert "No debate is open" in said(await olga.slash(channel, "poll open", question="d"))
    await olga.slash(channel, "debate start")
    here, there = await room.open_poll("d"), (await olga.slash(channel, "poll open", question="d")).response
    await room.amina.click(here, label="A central hub")
    await olga.click(there, label="A talent network")
    await olga.slash(channel, "poll close")
    assert "Most votes: **A talent network**" in said(await olga.slash(channel, "results", question="d"))
    assert room.context.open_polls.tally(1).turnout == 1
