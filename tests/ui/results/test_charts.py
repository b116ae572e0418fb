"""Results come with a picture of each item, and without them where pictures cannot be."""

import asyncio
from dataclasses import replace

import discord
import pytest
from gallery import CHARTS
from PIL import Image
from sentences import (
    LIVE_COUNT_OF,
    ONLY_PERSON_ANSWERED,
    QUESTION,
    RESULT_DETAILS,
    RESULT_OF,
    THE_VOTE_ON_QUESTION_WAS_CANCELLED,
)

from bot.charts import picture
from bot.charts.options import Bar
from bot.charts.palette import Theme
from bot.charts.rendering import RENDERER, CannotDraw
from bot.charts.tallies import chart_of
from bot.i18n import ENGLISH
from bot.ui.results import messages
from bot.ui.results.messages import result_message

GALLERY = 12


def galleries(message):
    """Return what the message shows as pictures: the file's address and its description."""
    found = []

    def walk(components) -> None:
        for component in components:
            if component.get("type") == GALLERY:
                found.extend((item["media"]["url"], item["description"]) for item in component["items"])
            walk(component.get("components", ()))

    walk(component if isinstance(component, dict) else component.to_dict() for component in message.components)
    return found


def results_in(room, said):
    """Return the messages that show the result of question d."""
    return [
        message for message in room.channel.history() if RESULT_OF.within(said(message), poll=QUESTION.say(letter="D"))
    ]


async def closed_poll(room, **options):
    """Open question a, which has three items, let two people vote, close it, and return what was posted."""
    paper = await room.open_poll("a", **options)
    for voter in (room.amina, room.jonas):
        await room.vote(voter, paper, "Several areas")
    return (await room.mod.slash(room.channel, "poll close")).response


async def test_a_closed_poll_is_announced_with_a_picture_of_each_item(room, said):
    posted = await closed_poll(room)
    assert [file.filename for file in posted.attachments] == [f"question-a-main-{number}.png" for number in (1, 2, 3)]
    for file, (address, description) in zip(posted.attachments, galleries(posted), strict=True):
        assert (await file.read()).startswith(b"\x89PNG")
        assert file.filename in address
        assert file.description == description
    assert "Several areas: 100% · 2 votes." in galleries(posted)[1][1]
    assert "Several areas** —" not in said(posted)  # the chart has the figures
    assert "░" not in said(posted)


async def test_everybody_gets_the_same_picture_with_results(room):
    posted = await closed_poll(room)
    asked = (await room.amina.slash(room.channel, "results", question="a")).response
    assert [await file.read() for file in asked.attachments] == [await file.read() for file in posted.attachments]
    assert len(galleries(asked)) == 3


async def test_a_deadline_posts_the_pictures_as_well(room):
    await room.open_poll("d", minutes=1)
    await room.env.advance_time(70)
    assert [file.filename for file in room.channel.last_message.attachments] == [
        f"question-d-main-{number}.png" for number in (1, 2, 3)
    ]


@pytest.mark.parametrize("status", [403, 404, 500])
@pytest.mark.parametrize("way", ["by command", "at the deadline", "on the sheet"])
async def test_a_result_is_posted_as_text_which_is_complete_before_its_pictures_follow(room, said, way, status):
    """Nobody waits for pictures: where they cannot be added, bars of text stand there."""
    paper = await room.open_poll("d", minutes=1)
    await room.vote(room.amina, paper, "A central hub")
    sheet = (await room.mod.slash(room.channel, "poll status")).response
    await room.env.advance_time(5)
    room.env.inject_error("PATCH", "/channels/*/messages/*", status=status, times=None)
    if way == "by command":
        room.env.inject_error("PATCH", "/webhooks/*", status=status, times=None)
        await room.mod.slash(room.channel, "poll close")
    elif way == "on the sheet":
        await room.mod.click(sheet, custom_id="run-close:1")
    await room.env.advance_time(70)
    (result,) = results_in(room, said)
    assert not result.attachments
    assert ONLY_PERSON_ANSWERED.within(said(result), standing="“A central hub” 1")
    assert "**A central hub** — 100% · 1 vote" in said(result)
    assert "░" in said(result)


async def test_turnout_over_time_and_all_figures_are_in_the_details_which_one_person_sees(room, said):
    paper = await room.open_poll("d")
    for number in range(5):
        await room.vote(room.join(f"voter{number}"), paper, "central-hub", item="talent")
        await room.env.advance_time(60)
    posted = (await room.mod.slash(room.channel, "poll close")).response
    await room.restart()
    details = await room.amina.click(posted, label=RESULT_DETAILS.say())
    assert details.ephemeral
    assert "- 2 min: **2**" in said(details)
    assert "**A central hub** — 100% · 5 votes" in said(details)
    assert "2 min: **2**" not in said(posted)
    assert "5 votes" not in said(posted)


async def test_the_details_of_a_result_that_is_not_public_are_refused_but_to_moderators(room, said):
    await closed_poll(room, results="manual")
    shown = (await room.mod.slash(room.channel, "results", question="a")).response
    assert "Several areas** — 100%" in said(await room.mod.click(shown, label=RESULT_DETAILS.say()))
    await room.mod.slash(room.channel, "poll publish")
    await room.cancel_poll(question="a")
    assert THE_VOTE_ON_QUESTION_WAS_CANCELLED.within(said(await room.mod.click(shown, label=RESULT_DETAILS.say())))


async def test_a_result_that_is_not_public_is_drawn_for_moderators_only_until_it_is_published(room):
    assert not (await closed_poll(room, results="manual")).attachments
    assert not (await room.amina.slash(room.channel, "results", question="a")).response.attachments
    seen = await room.mod.slash(room.channel, "results", question="a")
    assert seen.ephemeral
    assert len(seen.response.attachments) == 3
    assert len((await room.mod.slash(room.channel, "poll publish")).response.attachments) == 3


async def test_a_live_count_is_not_drawn(room, said):
    await room.open_poll("a", results="live")
    live = await room.amina.slash(room.channel, "results", question="a")
    assert LIVE_COUNT_OF.within(said(live))
    assert not live.response.attachments


@pytest.mark.parametrize("how", ["by hand", "at the deadline"])
async def test_where_the_bot_may_send_no_files_the_result_comes_without(room, said, how):
    no_files = discord.PermissionOverwrite(attach_files=False)
    channel = room.guild.create_text_channel("plain", overwrites={room.guild.default_role: no_files})
    await room.mod.slash(channel, "poll open", question="d", minutes=1)
    if how == "by hand":
        await room.mod.slash(channel, "poll close")
    await room.env.advance_time(70)
    assert RESULT_OF.within(said(channel.last_message), poll=QUESTION.say(letter="D"))
    assert not channel.last_message.attachments


@pytest.mark.expects_errors
async def test_where_drawing_fails_the_result_is_posted_all_the_same(room, said, monkeypatch, caplog):
    def fail(**_):
        raise CannotDraw("no picture today")

    picture.cache_clear()
    monkeypatch.setattr(RENDERER, "png", fail)
    posted = await closed_poll(room)
    assert "**Several areas** — 100% · 2 votes" in said(posted)
    assert "░" in said(posted)  # bars of text instead
    assert not posted.attachments
    assert "could not be drawn" in caplog.text


async def test_a_chart_that_the_font_cannot_draw_is_left_out_and_the_others_are_not(room, said, monkeypatch):
    def in_japanese(item, caption):
        chart = chart_of(item, caption)
        return replace(chart, bars=(Bar("日本", 0, None),)) if item.item.key == "areas" else chart

    monkeypatch.setattr("bot.ui.results.messages.chart_of", in_japanese)
    posted = await closed_poll(room)
    assert [file.filename for file in posted.attachments] == ["question-a-main-2.png", "question-a-main-3.png"]
    assert "AI for Good** — 0 votes" in said(posted)  # the first item, of which nothing is drawn


async def test_every_chart_of_the_gallery_can_be_sent(room, monkeypatch):
    """Simcord holds descriptions and galleries to Discord's limits, and every kind of chart keeps them."""
    to_come = [*CHARTS.values()]
    while to_come:
        charts = [to_come.pop() if to_come else CHARTS["options"] for _ in range(3)]
        monkeypatch.setattr("bot.ui.results.messages.chart_of", lambda *_, charts=charts: charts.pop())
        await closed_poll(room)
        assert (len(galleries(room.channel.last_message)), charts) == (3, [])
        await room.cancel_poll(question="a")


@pytest.mark.parametrize(("theme", "card"), [(Theme.DARK, (30, 31, 34)), (Theme.LIGHT, (255, 255, 255))])
async def test_charts_are_on_the_card_that_the_operator_chose(room, theme, card):
    await room.vote(room.amina, await room.open_poll("a"), "Several areas")
    tally, _ = await room.close_by_hand("a")
    message = await result_message(replace(room.context, chart_theme=theme), tally, ENGLISH, may_attach=True)
    for file in message["files"]:
        with Image.open(file.fp) as drawn:
            assert drawn.convert("RGB").getpixel((10, 10)) == card


@pytest.mark.parametrize("way", ["by command", "at the deadline"])
async def test_the_room_reads_a_result_while_its_pictures_are_still_being_drawn(room, said, monkeypatch, way):
    paper = await room.open_poll("d", minutes=1)
    await room.vote(room.amina, paper, "A central hub")
    reached, may_go, draw = asyncio.Event(), asyncio.Event(), messages._in_thread

    async def slowly(*given):
        reached.set()
        await may_go.wait()
        return await draw(*given)

    monkeypatch.setattr(messages, "_in_thread", slowly)
    ending = room.mod.slash(room.channel, "poll close") if way == "by command" else room.env.advance_time(70)
    closing = asyncio.create_task(ending)
    await reached.wait()
    (result,) = results_in(room, said)
    assert not result.attachments
    assert ONLY_PERSON_ANSWERED.within(said(result), standing="“A central hub” 1")
    may_go.set()
    await closing
    assert [len(message.attachments) for message in results_in(room, said)] == [3]
