"""The very bot in a rehearsal, as `make rehearse` runs it."""

import asyncio
import contextlib
import csv
import io
import sqlite3

import pytest
from ballots import vote
from browser import enter
from playwright.async_api import expect
from sqlalchemy import text

from bot import app, rehearsing
from bot.i18n import speech_in
from bot.rehearsal import crowd
from bot.rehearsal.stage import on_stage
from bot.services.polls import opening
from bot.settings import Settings
from bot.ui.client import AS_FAST_AS_THEY_LIKE, DebateClient

AT_ONCE = 3.0
VOTERS = 12


@pytest.fixture
def rehearsal(tmp_path):
    """Return what opens a rehearsal on one and the same database."""

    @contextlib.asynccontextmanager
    async def opened(**given):
        settings = Settings(
            database_url=f"sqlite:///{tmp_path}/rehearsal.db", pseudonym_key_file=tmp_path / "rehearsal.key"
        )
        async with app.opened(settings) as context:
            await opening.forget_messages(context)
            async with on_stage(
                DebateClient(context, most_taps=AS_FAST_AS_THEY_LIKE), title="CERN for AI", **given
            ) as stage:
                yield stage, context

    return opened


async def test_a_named_database_takes_the_debate_up_again(rehearsal):
    """Discord starts anew, the debate does not: its papers are posted again, and people are who they were."""
    async with rehearsal() as (stage, context), stage.turn:
        marta, amina = stage.people["Marta"], stage.people["Amina"]
        await marta.slash(stage.channel, "debate start")
        paper = (await marta.slash(stage.channel, "poll open", question="d")).response
        await vote(amina, paper, context.open_polls.poll(1), ["A central hub"])

    async with rehearsal(voters=3) as (stage, context):
        async with stage.turn:
            await stage.env.advance_time(3)
            paper = stage.channel.last_message
            changed = await vote(stage.people["Amina"], paper, context.open_polls.poll(1), ["A talent network"])
        assert "changed from **A central hub** to **A talent network**" in str(changed.response.components)
        assert context.open_polls.tally(1).items[0].ballots >= 1


async def test_each_person_is_answered_in_the_language_of_their_discord(rehearsal):
    """And the commands are described in it, under their English names."""
    async with rehearsal(question="d") as (stage, _), stage.turn:
        for name, language in {"Amina": "en-GB", "Amélie": "fr", "Jonas": "de"}.items():
            speech, person = speech_in(language), stage.people[name]
            helped = await person.slash(stage.channel, "help")
            assert speech("How this works") in helped.response.components[0]["components"][0]["content"]
            page = stage.preview._open_page(person.id)
            described = {entry["invocation"]: entry["description"] for entry in page.command_catalog["entries"]}
            assert described["proposal"] == speech("Read one proposal")
            assert described["mydata show"] != described["mydata delete"]


async def test_the_simulated_voters_answer_every_kind_of_item(rehearsal, monkeypatch):
    """Buttons, a menu, the form of a short ranking and the taps of a long one; and some say why."""
    monkeypatch.setattr(crowd, "_REASON_RATE", 0.5)
    monkeypatch.setattr(crowd, "_DELAY", (0.0, 1.0))
    monkeypatch.setattr(crowd, "_CHANGE_DELAY", (0.1, 0.5))
    async with rehearsal(voters=VOTERS) as (stage, context):
        async with stage.turn:
            await stage.people["Marta"].slash(stage.channel, "debate start")
            for question in "ace":
                await stage.people["Marta"].slash(stage.channel, "poll open", question=question)
        async with asyncio.timeout(120):
            while (  # noqa: ASYNC110  nothing tells of a vote
                any(item.ballots < VOTERS for poll in (1, 2, 3) for item in context.open_polls.tally(poll).items)
                or len(await reasons(context)) < VOTERS
            ):
                await asyncio.sleep(0.2)
        assert len({len(answer) for answer in context.open_polls.tally(3).items[0].profile}) > 2
        assert len({len(answer) for answer in context.open_polls.tally(1).items[2].profile}) > 1


async def test_a_rehearsal_begins_a_debate_unless_it_is_to_be_empty_or_goes_on(tmp_path, monkeypatch):
    """The operator reads which question is open; a kept debate is left as it is."""
    lines, ends = [], []

    def announce(line=""):
        lines.append(line)
        if "Ctrl-C" in line:
            ends.pop()()

    monkeypatch.setattr(rehearsing, "stop_on_signals", ends.append)
    monkeypatch.setattr(rehearsing, "_announce", announce)
    database = tmp_path / "try.db"
    opened = []
    for empty in (True, False, False):
        lines.clear()
        await rehearsing.rehearse(Settings(), voters=0, port=0, database=database, empty=empty)
        opened.append(any("Question D is open" in line for line in lines))
    assert opened == [False, True, False]
    with contextlib.closing(sqlite3.connect(database)) as kept:
        assert kept.execute("SELECT question FROM polls").fetchall() == [("d",)]


async def reasons(context):
    """The texts of all responses."""
    async with context.database.reading() as connection:
        return (await connection.execute(text("SELECT text FROM responses"))).scalars().all()


@pytest.mark.browser
async def test_whoever_comes_has_something_to_see_and_to_do(browser, rehearsal):
    """The debate has begun, a question is open and its card in sight; a page shows none of a developer's tools."""
    async with rehearsal(question="d") as (stage, context):
        amina = await enter(browser, stage.address("Amina"), phone=True)
        [poll] = context.open_polls.polls()
        assert poll.question == "d"
        card = amina.message("Question D")
        await expect(card.locator("button.component-button").last).to_be_in_viewport()
        await expect(amina.page.get_by_text("rehearsal")).to_be_in_viewport()
        for tool in ("Messages", "Inspector", "Capture"):
            await expect(amina.page.get_by_text(tool, exact=False).locator("visible=true")).to_have_count(0)


CHOSEN = (["AI for Good", "Vote"], ["Several areas"], ["AI safety & security", "AI for Good", "Neurosymbolic AI"])
"""What a newcomer taps on the three pages of question A: options and, where there may be several, *Vote*."""


@pytest.mark.browser
async def test_a_newcomer_votes_on_a_phone_without_scrolling_with_a_tap_for_each_option_and_two_more(
    browser, rehearsal
):
    """One tap opens the ballot, one casts what may be several options, and all that is to be tapped is in sight."""
    taps = 0

    async def tap(button):
        nonlocal taps
        taps += 1
        await expect(button).to_be_in_viewport(ratio=0.99)
        await button.click()
        await amina._accepted("a tap")

    async with rehearsal(question="a") as (stage, context):
        amina = await enter(browser, stage.address("Amina"), phone=True)
        await tap(amina.button("Vote"))
        for words in [word for page in CHOSEN for word in page]:
            await tap(amina.button(words))
        assert [item.ballots for item in context.open_polls.tally(1).items] == [1, 1, 1]
        await expect(amina.message("receipt")).to_be_in_viewport()
        assert taps <= 2 + len({(page, word) for page, words in enumerate(CHOSEN) for word in words} - {(0, "Vote")})


@pytest.mark.browser
async def test_a_debate_is_held_in_two_browsers(browser, rehearsal, tmp_path):
    """A vote in one is seen in the other, a response is written in a form, and the CSV comes down."""
    async with rehearsal() as (stage, _):
        marta = await enter(browser, stage.address("Marta"))
        amina = await enter(browser, stage.address("Amina"), phone=True)
        await marta.slash("debate start")
        await amina.sees("The debate is open")
        await marta.slash("poll open", question="b", results="live", minutes=10)
        await amina.click("Vote")
        await amina.click("Answer later")
        await amina.click("Academic science")
        await amina.sees("Your vote counts: Academic science")
        await marta.sees("1 person has voted", within=AT_ONCE)
        assert not [text for text in await marta.messages() if "Your vote counts" in text]

        await amina.click("Say why")
        await amina.submit({"Your response": "Parity is no goal of its own."})
        await amina.sees("stored under a pseudonym")
        await marta.slash("responses", question="b")
        await marta.sees("Parity is no goal of its own.")

        await marta.slash("poll close")
        await amina.sees("“Academic science” 1", within=AT_ONCE)
        await marta.slash("export", what="tallies", format="csv")
        rows = list(csv.DictReader(io.StringIO((await marta.download("tallies.csv")).decode("utf-8-sig"))))
        assert [row["votes"] for row in rows if row["item"] == "goal"] == ["1", "0", "0"]
        await amina.photograph(tmp_path / "all.png")
        await amina.photograph(tmp_path / "one.png", message="Academic science")
        tall, small = ((tmp_path / name).read_bytes() for name in ("all.png", "one.png"))
        assert int.from_bytes(tall[20:24]) > 2 * int.from_bytes(small[20:24]) > 100
