"""`/hall`, and what moderators put on the big screen."""

import aiohttp
import pytest
from ballots import custom_ids
from sentences import ONLY_MODERATORS_CAN_DO_THIS_YOU, THE_HALLS_PAGE_IS_OFF
from walls import BASE, on_wall, show_hall

from bot import on_wall as on_wall_server
from bot.domain.people import Person
from bot.services.statements import sets
from bot.settings import Settings


@pytest.fixture
def hall(room):
    return show_hall(room.client)


def menu_of(page, kind):
    (found,) = (custom_id for custom_id in custom_ids(page) if custom_id.startswith(f"{kind}:"))
    return found


def addresses_in(text):
    return [word for word in text.split() if word.startswith(BASE)]


async def test_without_the_setting_the_command_says_so(room, said):
    assert THE_HALLS_PAGE_IS_OFF.within(said(await room.mod.slash(room.channel, "hall")))


async def test_moderators_alone_get_the_address_privately_and_change_or_end_it(room, said, hall):
    refused = await room.amina.slash(room.channel, "hall")
    assert ONLY_MODERATORS_CAN_DO_THIS_YOU.within(said(refused), role=room.moderators.mention)
    shown = await room.mod.slash(room.channel, "hall")
    assert shown.response.flags.ephemeral
    (first,) = addresses_in(said(shown))
    assert addresses_in(said(await room.mod.slash(room.channel, "hall"))) == [first]
    (second,) = addresses_in(said(await room.mod.slash(room.channel, "hall", new=True)))
    assert second != first
    assert await hall.watch(first.removeprefix(f"{BASE}/")) is None
    assert await hall.watch(second.removeprefix(f"{BASE}/")) is not None
    await room.mod.slash(room.channel, "hall", close=True)
    assert await hall.watch(second.removeprefix(f"{BASE}/")) is None


@pytest.mark.usefixtures("hall")
async def test_statements_that_are_open_can_be_put_on_the_screen_from_the_run_sheet(room):
    """Though a vote that opened later goes on."""
    await room.mod.slash(room.channel, "hall")
    opened, _ = await sets.open_set(
        room.context, Person(room.guild.id, 1, "", is_administrator=True), "a", language="en"
    )
    await room.open_poll("d")
    sheet = (await room.mod.slash(room.channel, "poll status")).response
    assert (await on_wall(room))["scene"] == "question"
    await room.mod.select(sheet, [f"statements:{opened.id}"], custom_id=menu_of(sheet, "on-screen"))
    shown = await on_wall(room)
    assert (shown["scene"], shown["counts"][0]["number"]) == ("statements", "0")


@pytest.mark.usefixtures("hall")
async def test_the_run_sheet_holds_and_empties_the_screen(room):
    """The row is there once the debate has a page."""
    sheet = await room.mod.slash(room.channel, "poll status")
    assert not any(found.startswith("on-screen") for found in custom_ids(sheet.response))
    await room.mod.slash(room.channel, "hall")
    await room.open_poll("d")
    sheet = (await room.mod.slash(room.channel, "poll status")).response
    menu = menu_of(sheet, "on-screen")
    assert (await on_wall(room))["scene"] == "question"
    await room.mod.select(sheet, ["this"], custom_id=menu)
    await room.env.advance_time(60)
    assert (await on_wall(room))["scene"] == "question"
    await room.mod.select(sheet, ["blank"], custom_id=menu)
    assert (await on_wall(room))["scene"] == "blank"
    await room.mod.select(sheet, ["follow"], custom_id=menu)
    assert (await on_wall(room))["scene"] == "vote"


@pytest.mark.usefixtures("hall")
async def test_a_public_result_and_a_response_are_put_on_the_screen(room):
    paper = await room.open_poll("d")
    await room.vote(room.amina, paper, "A central hub")
    await room.mod.slash(room.channel, "poll close")
    form = await room.amina.slash(room.channel, "respond", question="d")
    await room.amina.submit_modal(form, {"text": "<b>Build</b> it"})
    page = (await room.mod.slash(room.channel, "hall")).response
    await room.mod.select(page, ["pause"], custom_id=menu_of(page, "hall-screen"))
    assert (await on_wall(room))["scene"] == "pause"
    await room.mod.select(page, ["result:1"], custom_id=menu_of(page, "hall-screen"))
    assert (await on_wall(room))["scene"] == "result"
    await room.mod.select(page, ["1"], custom_id=menu_of(page, "hall-response"))
    frame = await on_wall(room)
    assert (frame["scene"], frame["text"]) == ("response", "<b>Build</b> it")
    assert "amina" not in str(frame)


async def test_the_screen_goes_on_by_itself_with_the_beat_of_the_board(room, hall):
    """From welcome to the vote and its turnout, without anybody who touches the page."""
    await on_wall(room)
    (feed,) = (page.feed for page in hall._pages.values())
    feed.pages += 1
    names = {feed.name}
    paper = await room.open_poll("d", minutes=1)
    await room.env.advance_time(2)
    names.add(feed.name)
    await room.env.advance_time(25)
    await room.vote(room.amina, paper, "A central hub")
    await room.env.advance_time(2)
    names.add(feed.name)
    assert len(names) == 3
    await room.env.advance_time(60)
    assert (await on_wall(room))["scene"] == "result"


async def test_the_setting_serves_the_page_at_the_address_that_moderators_get(room, said):
    """A rehearsal prints the same one. Without HALL_URL it is where the port listens."""
    settings = Settings(_env_file=None).model_copy(update={"hall_port": 0})
    async with on_wall_server.shown(settings, room.client) as find, aiohttp.ClientSession() as session:
        address = await find()
        assert address in said(await room.mod.slash(room.channel, "hall"))
        async with session.get(address) as answer:
            assert answer.status == 200
            assert "CERN for AI" in await answer.text()
        await room.close_debate()
        assert await find() is None
