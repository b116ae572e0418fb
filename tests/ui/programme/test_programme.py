"""`/programme`: everybody sees what is on now, what comes when, and what is done."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from ballots import custom_ids
from sentences import (
    EARLIER_STEPS,
    GO_TO_THE_FLOOR,
    GO_TO_THE_VOTE,
    IT_ENDS_AT_ABOUT,
    IT_STARTS_SOON,
    LATER_STEPS,
    ON_NOW,
    SEE_THE_PROGRAMME,
    THE_DEBATE_HAS_NO_PROGRAMME,
    THE_EDITORS_MADE_IT,
    THE_PROGRAMME_IS_OVER,
)

from bot.library.loader import load
from bot.services.floor.reading import open_floor_of

PACK = Path(__file__).parents[3] / "content" / "cern-for-ai"
COMPLETED = 3
"""How Discord numbers an event that is over."""
MOST_TAPS = 44
"""Taps of the moderator for the whole evening, those that confirm something among them: each floor is closed here while
somebody still speaks, which asks."""
A_TIME = re.compile("<t:[0-9]+:t>")


@pytest.fixture(scope="session")
def pack():
    """Return the real pack with its programme."""
    return load(PACK)


async def shown_to(person, room):
    return (await person.slash(room.channel, "programme")).response


async def test_before_the_first_step_it_says_how_long_everything_takes(room, said):
    page = await shown_to(room.amina, room)
    assert page.flags.ephemeral
    assert IT_STARTS_SOON.within(said(page), count=75)
    assert THE_EDITORS_MADE_IT.within(said(page))
    assert not A_TIME.search(said(page))
    assert not ON_NOW.within(said(page))


async def test_what_is_done_is_ticked_what_is_on_is_bold_and_the_rest_has_a_time(room, said):
    await room.open_poll("a")
    await room.mod.slash(room.channel, "poll close", question="a")
    await room.env.advance_time(60)
    await room.open_poll("b")
    page = said(await shown_to(room.amina, room))
    lines = page.splitlines()
    assert IT_ENDS_AT_ABOUT.within(page)
    (done,) = (line for line in lines if line.startswith("✅"))
    assert "A" in done
    (now,) = (line for line in lines if line.startswith("▶️"))
    assert ON_NOW.within(now)
    assert "B" in now
    assert lines[lines.index(done) - 1].startswith("➖"), "what to read first was passed over"
    assert A_TIME.match(lines[lines.index(now) + 1])
    assert GO_TO_THE_VOTE.say() in page
    await room.mod.slash(room.channel, "floor open", question="c")
    assert GO_TO_THE_FLOOR.say() in said(await shown_to(room.amina, room))


async def test_a_long_one_has_pages_and_begins_with_the_present_step(room, said):
    page = await shown_to(room.amina, room)
    first = said(page)
    await room.amina.click(page, label=LATER_STEPS.say())
    assert said(page) != first
    await room.amina.click(page, label=EARLIER_STEPS.say())
    assert said(page) == first
    await room.open_poll("e")
    assert ON_NOW.within(said(await shown_to(room.amina, room)))


async def test_one_for_the_room_is_left_alone_by_those_who_turn_it(room, said):
    public = (await room.mod.slash(room.channel, "programme", public=True)).response
    before = said(public)
    turned = await room.amina.click(public, label=LATER_STEPS.say())
    assert turned.response.flags.ephemeral
    assert said(public) == before
    refused = await room.amina.slash(room.channel, "programme", public=True)
    assert refused.ephemeral
    assert not IT_STARTS_SOON.within(said(refused))


async def test_after_the_debate_nothing_is_still_to_come(room, said):
    await room.open_poll("a")
    await room.close_debate()
    page = said(await shown_to(room.amina, room))
    assert THE_PROGRAMME_IS_OVER.within(page)
    assert not A_TIME.search(page)


async def test_the_start_of_the_debate_has_a_button_for_it(empty_room, said):
    card = (await empty_room.marta.slash(empty_room.channel, "debate start")).response
    await empty_room.restart()
    opened = await empty_room.amina.click(card, label=SEE_THE_PROGRAMME.say())
    assert opened.response.flags.ephemeral
    assert IT_STARTS_SOON.within(said(opened))


CONFIRMING = ("run-close-now:", "run-publish-now:", "debate-close:", "run-end-floor:")


async def press_the_big_button(room):
    """Press the first button of the run sheet, and confirm where it asks; return how many taps that took."""
    sheet = (await room.mod.slash(room.channel, "poll status")).response
    await room.env.advance_time(3)
    big = next(found for found in custom_ids(sheet) if found.startswith("run-step:"))
    await room.mod.click(sheet, custom_id=big)
    asked = [found for found in custom_ids(sheet) if found.startswith(CONFIRMING)]
    if not asked:
        return 1
    await room.env.advance_time(3)
    await room.mod.click(sheet, custom_id=asked[0])
    return 2


async def test_the_whole_evening_is_led_by_one_button_to_its_end(empty_room, said):
    room = empty_room
    await room.marta.slash(room.channel, "debate settings", moderators=room.moderators)
    await room.marta.slash(room.channel, "debate start", event=True)
    (event,) = room.env.backend.get_guild(room.guild.id).scheduled_events.values()
    taps, floors = 0, set()
    while "▶️" in (page := said(await shown_to(room.amina, room))) or not taps:
        state = await open_floor_of(room.context, room.guild.id)
        if state is not None and state.floor.id not in floors:
            floors.add(state.floor.id)
            await room.amina.slash(room.channel, "speak", side="for")
        taps += await press_the_big_button(room)
    assert THE_PROGRAMME_IS_OVER.within(page)
    assert "➖" not in page
    assert (len(floors), taps) == (3, MOST_TAPS)
    await room.env.advance_time(5)
    assert event.status == COMPLETED


async def test_a_pack_without_one_offers_none(empty_room, said):
    room = empty_room
    room.client.context = replace(room.context, library=room.pack.model_copy(update={"programme": ()}))
    card = (await room.marta.slash(room.channel, "debate start")).response
    assert SEE_THE_PROGRAMME.say() not in said(card)
    assert THE_DEBATE_HAS_NO_PROGRAMME.within(said(await room.amina.slash(room.channel, "programme")))
