"""The rehearsal as people meet it: several browsers, one room, everything seen by everybody at once."""

from datetime import timedelta

import pytest
from browser import chromium, enter
from dummy_bot import EXPORT, DummyBot

from bot.rehearsal import receipts
from bot.rehearsal.stage import on_stage

pytestmark = pytest.mark.browser

AT_ONCE = 3.0


@pytest.fixture
async def room():
    async with chromium() as browser, on_stage(DummyBot(), title="CERN for AI") as stage:
        yield browser, stage


async def test_a_vote_of_one_is_seen_by_the_others(room):
    """The ballot, its acknowledgement and the live count reach whom they are for, in time, and nobody else."""
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


async def test_autocomplete_suggests_before_and_while_typing(room):
    """As in Discord, an empty option offers everything."""
    browser, stage = room
    marta = await enter(browser, stage.address("Marta"))
    assert await marta.suggestions("poll open", "question") == [f"({x}) The title of {x}" for x in "abcde"]
    assert await marta.suggestions("poll open", "question", "of d") == ["(d) The title of d"]
    assert await marta.commands() == ["/debate start", "/export", "/pictures", "/poll open", "/respond"]


async def test_a_command_is_typed_and_sent_with_the_enter_key_alone(room):
    """As the operator is told: Enter picks the command, Enter picks the suggestion, Enter sends."""
    browser, stage = room
    marta = await enter(browser, stage.address("Marta"))
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


async def test_a_page_follows_what_happens(room):
    """Whoever reads at the end of the channel stays there, though others post while she types a command."""
    browser, stage = room
    marta = await enter(browser, stage.address("Marta"))
    for question in "abcde":
        await marta.slash("poll open", question=question)
    left = "(t => t.scrollHeight - t.clientHeight - t.scrollTop)(document.querySelector('#channel-timeline'))"
    await marta.page.wait_for_function(f"() => {left} <= 1")


async def test_a_modal_is_filled_while_the_room_goes_on(room):
    """What others do neither closes the form nor loses what is typed."""
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


async def test_a_file_comes_down_as_it_was_sent(room):
    """An attachment is downloaded byte for byte, by the one it was sent to and by others when it is public."""
    browser, stage = room
    marta = await enter(browser, stage.address("Marta"))
    amina = await enter(browser, stage.address("Amina"))
    await marta.slash("export")
    assert await marta.download("tallies.csv") == EXPORT
    await marta.slash("export", public=True)
    await amina.sees("The votes", within=AT_ONCE)
    assert await amina.download("tallies.csv") == EXPORT


@pytest.mark.expects_errors
async def test_a_handler_that_hangs_or_fails_holds_up_nobody(room, monkeypatch):
    """The page says that it was not answered, and the next tap works as ever."""
    monkeypatch.setattr(receipts, "PATIENCE", timedelta(0))
    browser, stage = room
    marta = await enter(browser, stage.address("Marta"))
    amina = await enter(browser, stage.address("Amina"))
    await marta.slash("poll open", question="a")
    for trouble in ("fail", "hang"):
        with pytest.raises(AssertionError, match="not answered by the bot"):
            await amina.click(trouble)
    await marta.click("Yes")
    await amina.sees("1 votes", within=AT_ONCE)


async def test_a_page_can_be_photographed(room, tmp_path):
    """The helper that makes the documentation's pictures makes pictures."""
    browser, stage = room
    marta = await enter(browser, stage.address("Marta"), phone=True)
    for question in "abcde":
        await marta.slash("poll open", question=question)
    await marta.photograph(tmp_path / "all.png")
    await marta.photograph(tmp_path / "one.png", message="Question c")
    tall, small = ((tmp_path / name).read_bytes() for name in ("all.png", "one.png"))
    assert int.from_bytes(tall[20:24]) > 2 * 5 * 200 > int.from_bytes(small[20:24])
