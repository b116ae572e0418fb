"""Saying what one thinks, and reading what others said."""

import asyncio
import copy

import pytest
from sentences import (
    A_MODERATOR_DECIDES_WHO_SEES_IT,
    MODERATORS_READ_IT_FIRST_THEN_NAMED,
    NEWER,
    NO_DEBATE_IS_OPEN_IN_THIS,
    NOBODY_HAS_RESPONDED_YET_BE_THE,
    NOTHING_IS_STORED_ABOUT_YOU_IN,
    OLDER,
    OTHERS_READ_IT,
    OTHERS_READ_IT_UNDER_YOUR_NAME,
    RESPONSE_OF_YOURS_WAS_ERASED,
    RESPONSES,
    SAY_WHY,
    THAT_WAS_QUICK_AND_THIS_ONE,
    THE_BOT_WAS_TOO_SLOW_TO,
    THIS_CONTROL_BELONGS_TO_AN_OLDER,
    YOU_HAVE_NOT_VOTED,
    YOUR_BALLOT_IN_OPEN_POLL_WAS,
    YOUR_BALLOT_IN_POLL_THAT_IS,
    YOUR_RESPONSE_IS_STORED_UNDER_A,
)
from simcord_speed import AGES

from bot.services.responses import responses


async def respond(room, person, text, question="a"):
    form = await person.slash(room.channel, "respond", question=question)
    return await person.submit_modal(form, {"text": text})


async def test_a_response_is_stored_and_read_by_others(room, said):
    assert YOUR_RESPONSE_IS_STORED_UNDER_A.within(said(await respond(room, room.amina, "Safety is underfunded.")))
    read = said(await room.jonas.slash(room.channel, "responses", question="a"))
    assert "> Safety is underfunded\\." in read
    assert "amina" not in read
    assert str(room.amina.id) not in read


async def test_markup_and_mentions_are_made_harmless(room, said):
    nasty = "@everyone <@1> <#2> # big\n1. **bold** [x](https://e.vil) `code` ||spoiler|| https://e.vil -# small"
    await respond(room, room.amina, nasty)
    read = said(await room.jonas.slash(room.channel, "responses", question="a"))
    for active in ("@everyone <", "<@1>", "<#2>", "**bold**", "](http", "||spoiler||", "https://", "`code`"):
        assert active not in read.replace("\\@", "").replace("[Say", "")


async def test_long_lists_are_paged_and_long_responses_read_in_full(room, said):
    for number in range(7):
        person = (room.amina, room.jonas, room.sofia)[number % 3]
        await respond(room, person, f"Response number {number}. " + "long " * 100)
    first = await room.jonas.slash(room.channel, "responses", question="a")
    assert RESPONSES.within(said(first), count=7)
    assert "Response number 6" in said(first)
    assert "Response number 1" not in said(first)
    await room.jonas.click(first.response, label=OLDER.say())
    assert "Response number 1" in said(first.response)
    full = await room.jonas.select(first.response, ["1"], custom_id="full:a:1")
    assert said(full).count("long") == 100
    await room.jonas.click(first.response, label=NEWER.say())
    assert "Response number 6" in said(first.response)


async def test_who_sends_many_at_once_is_slowed_down_and_nobody_else_is(room, said):
    for number in range(3):
        assert "is stored" in said(await respond(room, room.amina, f"Quick {number}"))
    slowed = await respond(room, room.amina, "Too quick")
    assert slowed.response.ephemeral
    assert THAT_WAS_QUICK_AND_THIS_ONE.within(said(slowed))
    assert "is stored" in said(await respond(room, room.jonas, "By somebody else"))
    await room.env.advance_time(10)
    assert "is stored" in said(await respond(room, room.amina, "In time"))
    read = said(await room.jonas.slash(room.channel, "responses", question="a"))
    assert RESPONSES.within(read, count=5)
    assert "Too quick" not in read


async def test_a_form_that_is_delivered_three_times_is_stored_once(room, said, monkeypatch):
    parsers = room.client._connection.parsers
    receive = parsers["INTERACTION_CREATE"]
    form = await room.amina.slash(room.channel, "respond", question="a")

    def thrice(payload):
        for again in [copy.deepcopy(payload) for _ in range(3)]:
            receive(again)

    monkeypatch.setitem(parsers, "INTERACTION_CREATE", thrice)
    assert "is stored" in said(await room.amina.submit_modal(form, {"text": "Once"}))
    monkeypatch.undo()
    assert RESPONSES.within(said(await room.jonas.slash(room.channel, "responses", question="a")), count=1)


async def test_a_form_of_another_version_is_explained(room, said, monkeypatch):
    parsers = room.client._connection.parsers
    receive = parsers["INTERACTION_CREATE"]
    form = await room.amina.slash(room.channel, "respond", question="a")

    def renamed(payload):
        receive(payload | {"data": payload["data"] | {"custom_id": "of:another:age"}})

    monkeypatch.setitem(parsers, "INTERACTION_CREATE", renamed)
    assert THIS_CONTROL_BELONGS_TO_AN_OLDER.within(said(await room.amina.submit_modal(form, {"text": "Once"})))


async def test_an_empty_response_is_refused(room, said):
    assert "empty" in said(await respond(room, room.amina, "   "))


async def test_nobody_is_given_a_form_outside_a_debate(empty_room, said):
    refused = await empty_room.amina.slash(empty_room.channel, "respond", question="a")
    assert refused.modal is None
    assert NO_DEBATE_IS_OPEN_IN_THIS.within(said(refused))


async def test_nobody_is_given_a_form_whose_text_could_not_be_stored(room, said):
    citizens = room.guild.create_role("Citizens")
    paper = await room.open_poll("a")
    await room.marta.slash(room.channel, "debate settings", participants=citizens)
    refused = await room.amina.click(paper, label=SAY_WHY.say())
    assert refused.modal is None
    assert f"<@&{citizens.id}>" in said(refused)


async def test_a_debate_that_ends_while_one_writes_takes_no_response(room, said):
    form = await room.amina.slash(room.channel, "respond", question="a")
    await room.close_debate()
    assert NO_DEBATE_IS_OPEN_IN_THIS.within(said(await room.amina.submit_modal(form, {"text": "Too late"})))


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, OTHERS_READ_IT),
        ({"secrecy": "named"}, OTHERS_READ_IT_UNDER_YOUR_NAME),
        ({"review": "on"}, A_MODERATOR_DECIDES_WHO_SEES_IT),
        ({"review": "on", "secrecy": "named"}, MODERATORS_READ_IT_FIRST_THEN_NAMED),
    ],
)
async def test_the_form_says_who_will_read_the_response(room, settings, told):
    paper = await room.open_poll("a")
    if settings:
        await room.marta.slash(room.channel, "debate settings", **settings)
    for form in (
        await room.amina.slash(room.channel, "respond", question="a"),
        await room.amina.click(paper, label=SAY_WHY.say()),
    ):
        (field,) = form.modal["components"]
        assert told.within(field["description"])
        assert len(field["description"]) <= 100


async def test_a_form_that_would_come_too_late_is_not_sent(room, said, monkeypatch):
    """Discord takes a form as a first answer only, and a slow answer has been deferred by then."""
    quick = responses.begin

    async def begin(*given):
        await asyncio.sleep(AGES)
        return await quick(*given)

    monkeypatch.setattr(responses, "begin", begin)
    late = await room.amina.slash(room.channel, "respond", question="a")
    await room.env.advance_time(AGES + 5)
    assert late.modal is None
    assert THE_BOT_WAS_TOO_SLOW_TO.within(said(late))


async def test_a_named_debate_shows_names(room, said):
    await room.marta.slash(room.channel, "debate settings", secrecy="named")
    assert "under your name" in said(await respond(room, room.amina, "I stand by it"))
    assert "**amina**" in said(await room.jonas.slash(room.channel, "responses", question="a"))


async def test_my_data_is_shown_exported_and_deleted(room, said):
    """Votes in closed polls stay in the count without the person, open ones are withdrawn, texts go."""
    closed, opened = await room.open_poll("d"), await room.open_poll("a")
    await room.vote(room.amina, closed, "A central hub")
    await room.vote(room.amina, opened, "One area")
    await room.mod.slash(room.channel, "poll close", question="d")
    await respond(room, room.amina, "Erase me")

    shown = said(await room.amina.slash(room.channel, "mydata show"))
    assert "→ **A central hub**" in shown
    assert "Erase me" in shown
    exported = await room.amina.slash(room.channel, "mydata export")
    assert b"central-hub" in await exported.response.attachments[0].read()

    deleted = said(await room.delete_data(room.amina))
    assert YOUR_BALLOT_IN_OPEN_POLL_WAS.within(deleted, count=1)
    assert YOUR_BALLOT_IN_POLL_THAT_IS.within(deleted, count=1)
    assert RESPONSE_OF_YOURS_WAS_ERASED.within(deleted, count=1)
    assert YOU_HAVE_NOT_VOTED.within(said(await room.amina.slash(room.channel, "mydata show")))
    assert NOBODY_HAS_RESPONDED_YET_BE_THE.within(said(await room.jonas.slash(room.channel, "responses", question="a")))
    assert "“A central hub” 1" in said(await room.jonas.slash(room.channel, "results", question="d"))
    assert room.context.open_polls.tally(2).turnout == 0
    assert NOTHING_IS_STORED_ABOUT_YOU_IN.within(said(await room.amina.slash(room.channel, "mydata delete")))


async def test_a_page_of_responses_that_are_all_markup_and_line_breaks_still_fits(room, said):
    """By somebody whose name is markup as well, in a debate in which names are shown."""
    await room.marta.slash(room.channel, "debate settings", secrecy="named")
    stars = room.guild.add_member(room.env.create_user("_" * 30 + "ab"), roles=[], nick="*" * 32)
    for _ in range(5):
        await room.env.advance_time(5)
        await respond(room, stars, "*\n" * 400 + "b")
    read = await room.jonas.slash(room.channel, "responses", question="a")
    assert RESPONSES.within(said(read), count=5)
    assert len(said(read)) < 4000
