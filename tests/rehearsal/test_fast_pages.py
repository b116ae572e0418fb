"""A page opens fast, however much has been said in its channel."""

import asyncio
import struct
import time

import pytest
from browser import enter
from dummy_bot import DummyBot, picture
from hypothesis import given
from hypothesis import strategies as st
from simcord.preview import _markdown

from bot.rehearsal import fast_pages
from bot.rehearsal.stage import on_stage

PICTURES = 24
SLOWER = 2.0
"""Seconds by which a page with all those pictures may open later than an empty one, also on a busy machine."""

NAMES = {"users": {"1": "Amina"}, "roles": {"2": "Moderator"}, "commands": {"3": "question"}, "everyone": True}
TEXTS = st.text("ab *_~|`<>@#:/-1239tR&!\n", max_size=40) | st.sampled_from(
    ["# Title\n-# small **bold**", "<@1> and <@&2>", "</question:3> closes <t:1767225600:R>", "||all|| @everyone"]
)


@given(text=TEXTS, profile=st.sampled_from(sorted(_markdown._FIELD_POLICIES)), names=st.sampled_from([NAMES, {}]))
def test_a_remembered_text_reads_as_ever(text, profile, names):
    """The same words mean the same to whoever knows the same names, and else another thing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_markdown, "_markdown_parser", fast_pages._parser_for)
        expected = _markdown.markdown_tokens(text, profile, context=names)
        patch.setattr(_markdown, "_markdown_parser", fast_pages._Parser)
        for _ in range(2):
            assert _markdown.markdown_tokens(text, profile, context=names) == expected


async def test_a_picture_costs_no_process(monkeypatch):
    """It comes as it was sent, with its size."""

    async def no_process(*_args, **_options):
        raise AssertionError("a process for a picture")

    monkeypatch.setattr(asyncio, "create_subprocess_exec", no_process)
    async with on_stage(DummyBot(), title="T") as stage:
        async with stage.turn:
            await stage.people["Marta"].slash(stage.channel, "pictures", number=1)
        page = stage.preview._open_page(stage.people["Amina"].id)
        [asset] = [key for key, asset in page.assets.items() if asset.filename == "0.png"]
        content_type, body, _ = await stage.preview._prepare_asset(page.id, asset)
        size = page.assets[asset].width, page.assets[asset].height
    assert (content_type, body) == ("image/png", picture(0))
    assert size == struct.unpack_from("!II", picture(0), 16)


@pytest.mark.browser
async def test_a_page_full_of_pictures_opens_as_fast_as_an_empty_one(browser):
    """Once five questions with their charts are closed, the sixth tab still opens at once, and shows all of them."""

    async def seconds_to_enter():
        begun = time.perf_counter()
        person = await enter(browser, stage.address("Amina"))
        return time.perf_counter() - begun, person

    async with on_stage(DummyBot(), title="T") as stage:
        empty, _ = await seconds_to_enter()
        async with stage.turn:
            await stage.people["Marta"].slash(stage.channel, "pictures", number=PICTURES)
        full, amina = await seconds_to_enter()
        shown = await amina.timeline.locator("img").evaluate_all(
            "all => all.filter(one => one.naturalWidth === 30).length"
        )
    assert shown == PICTURES
    assert full < empty + SLOWER
