"""The rehearsal as people meet it: several browsers, one room, everything seen by everybody at once."""

from datetime import timedelta

import pytest
import pytest_asyncio
from browser import enter
from dummy_bot import EXPORT, DummyBot

from bot.rehearsal import receipts
from bot.rehearsal.stage import on_stage

pytestmark = pytest.mark.browser

AT_ONCE = 3.0


@pytest_asyncio.fixture(loop_scope="session")
async def room(browser):
    async with on_stage(DummyBot(), title="CERN for AI") as stage:
        yield browser, stage


async def test_what_is_for_all_reaches_all_and_what_is_for_one_reaches_nobody_else(room):
    """The ballot and the live count, the acknowledgement of a vote, and files, byte for byte."""
    browser, stage = room
    marta = await enter(browser, stage.address("Marta"))
    amina = await enter(browser, stage.address("Amina"), phone=True)
    await marta.slash("poll open", question="title of b", minutes=7)
    await amina.sees("Question b for 7 min", within=AT_ONCE)
    await amina.click("Yes")
    await amina.sees("Counted: yes")
    await marta.sees("1 votes", within=AT_ONCE)
    assert not [text for text in await marta.messages() if "Counted" in text]
    await amina.select("Proposal 2", "Proposal 5", menu="One to three")
    await amina.sees("Counted: p2 p5")
    await amina.click("No")
    await amina.sees("Changed to no")
    await marta.sees("2 votes", within=AT_ONCE)

    await marta.slash("export")
    assert await marta.download("tallies.csv") == EXPORT
    assert not [text for text in await amina.messages() if "The votes" in text]
    await marta.slash("export", public=True)
    await amina.sees("The votes", within=AT_ONCE)
    assert await amina.download("tallies.csv") == EXPORT


async def test_a_tab_stays_the_person_of_its_address(room):
    """Tabs of one browser are different people, a reload changes nobody, and the picker lends another's eyes."""
    browser, stage = room
    jonas = await enter(browser, stage.address("Jonas"))
    sofia = await enter(browser, stage.address("Sofia"))
    await jonas.say("I am here")
    await jonas.page.reload()
    await jonas.say("and here")
    await sofia.sees("and here", within=AT_ONCE)
    assert [text.splitlines()[0] for text in await sofia.messages()] == ["Jonas", "and here"]
    await sofia.become("Amina")
    await sofia.say("not Sofia")
    await jonas.sees("not Sofia", within=AT_ONCE)
    assert (await jonas.messages())[-1].startswith("Amina")


async def test_a_command_is_suggested_typed_and_sent_with_the_enter_key_alone(room):
    """As in Discord and as the operator is told; whoever reads at the end of the channel stays there."""
    browser, stage = room
    marta = await enter(browser, stage.address("Marta"))
    assert await marta.suggestions("poll open", "question") == [f"({x}) The title of {x}" for x in "abcde"]
    assert await marta.suggestions("poll open", "question", "of d") == ["(d) The title of d"]
    assert await marta.commands() == ["/debate start", "/export", "/pictures", "/poll open", "/respond"]
    await marta.page.locator("#channel-composer-input").press_sequentially("/poll open")
    await marta.page.keyboard.press("Enter")
    await marta.page.locator(".command-suggestion").get_by_text("(c) The title of c").wait_for()
    for key in ("ArrowDown", "ArrowDown", "Enter", "Enter"):
        await marta.page.keyboard.press(key)
    await marta.sees("Question c for 5 min")
    await marta.page.locator("#channel-composer-input").press_sequentially("/export")
    for _ in range(2):
        await marta.page.keyboard.press("Enter")
    await marta.sees("The votes")
    for question in "abde":
        await marta.slash("poll open", question=question)
    left = "(t => t.scrollHeight - t.clientHeight - t.scrollTop)(document.querySelector('#channel-timeline'))"
    await marta.page.wait_for_function(f"() => {left} <= 1")


@pytest.mark.expects_errors
async def test_neither_a_form_nor_a_handler_that_hangs_or_fails_holds_up_anybody(room, monkeypatch):
    """What others do neither closes a form nor loses what is typed; after a failure the next tap works as ever."""
    browser, stage = room
    marta = await enter(browser, stage.address("Marta"))
    amina = await enter(browser, stage.address("Amina"))
    await marta.slash("poll open", question="a")
    await amina.click("why")
    await amina.page.get_by_role("dialog").locator("textarea").fill("half a ")
    await marta.click("Yes")
    await marta.sees("1 votes", within=AT_ONCE)
    await amina.page.keyboard.type("sentence")
    await amina.submit()
    await marta.sees("Amina says half a sentence", within=AT_ONCE)

    monkeypatch.setattr(receipts, "PATIENCE", timedelta(0))
    for trouble in ("fail", "hang"):
        with pytest.raises(AssertionError, match="not answered by the bot"):
            await amina.click(trouble)
    await amina.click("No")
    await marta.sees("2 votes", within=AT_ONCE)
