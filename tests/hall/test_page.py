"""The page on the wall in Chromium, as a room sees it."""

import contextlib
import re
from dataclasses import replace

import pytest
from browser import chromium
from conftest import POLL
from sqlalchemy import text

from bot.charts.tallies import chart_of_shares, chart_of_shift
from bot.domain.colours import contrast
from bot.domain.hall import PART_TIME, RESPONSE_TIME
from bot.domain.kind import Option, all_kinds
from bot.domain.polls import Item, PollState
from bot.domain.shift import shift_between
from bot.domain.statements import LONGEST, Stance, StatementStatus
from bot.domain.tally import count_item, count_poll
from bot.hall.drawings import UNCAPTIONED, drawing_of, flows, slopes
from bot.hall.frames import LEAST_POINTS, PAPER
from bot.hall.halls import Halls
from bot.hall.qr import qr_code
from bot.hall.server import FOLDER, served
from bot.hall.stating import MOST_LISTED
from bot.i18n import speech_in
from bot.services.hall import addresses, screen
from bot.services.polls import lifecycle
from bot.services.responses import responses
from bot.services.statements import cards, review, sets, voting, writing

pytestmark = pytest.mark.browser

SIZES = {"wall": (1920, 1080), "laptop": (1280, 720), "phone": (390, 844)}
EVIL = """<img src=x onerror="window.evil=1"><script>window.evil=1</script>'"&</p>${window.evil=1}"""
FONT_SIZE = "one => parseFloat(getComputedStyle(one).fontSize)"
NEVER_LOST = "document.querySelector('#link').hidden"


def fullest_frames():
    """Return frames with as much as a pack and its votes can bring."""
    long = {"label": "Question A, after the debate", "heading": "A very long title " * 14, "item": "And its item " * 23}
    for kind in all_kinds().values():
        names = [f"A very long name of an option ({place}) " * 2 for place in range(kind.sizes[1])]
        options = tuple(Option(f"option-{place}", name) for place, name in enumerate(names))
        item = Item(1, "build", kind.name, "Build it?", options)
        profile = {(option.id,): 10 + place for place, option in enumerate(item.options)}
        tally = count_item(item, profile)
        drawing, notes = drawing_of(tally, speech_in("en"))
        result = {"scene": "result", "headline": "A very long sentence " * 9, "drawing": drawing, "notes": notes}
        yield kind.name, {**long, **result, "clear": True}
        moves = {((option.id,), (other.id,)): 6 for option in item.options for other in item.options}
        votes = {(option.id,): 6 * len(item.options) for option in item.options}
        both = count_poll(replace(POLL, state=PollState.CLOSED, items=(item,)), {1: votes}, 600)
        shift = shift_between(both, both, {item.key: moves})
        (shifted,) = shift.items
        chart = chart_of_shares(shifted, shift.of_all(shifted), UNCAPTIONED)
        yield f"{kind.name} slopes", {**long, **result, "scene": "shift", "drawing": slopes(chart, speech_in("en"))}
        if (flow := chart_of_shift(shifted, shift.of_all(shifted), UNCAPTIONED, speech_in("en"))) is not None:
            yield f"{kind.name} flows", {**long, **result, "scene": "shift", "drawing": flows(flow, speech_in("en"))[0]}


def fullest_votes(now):
    """Return frames of votes that are open for hours and for days, with very many voters."""
    way = {"qr": qr_code("https://discord.com/channels/1/2/3"), "call": "Scan to vote", "link": "", "tap": "Vote"}
    points = [[hour * 3_600_000, hour * 100_000] for hour in range(11)]
    line = {"from": 0, "to": None, "points": points, "turnout": 1_000_000, "quorum": 500_000, "caption": "Words " * 9}
    told = {"turnout": "1,000,000", "voted": "of 1,000,000 have voted", "quorum": "Quorum of 500,000 reached"}
    for name, hours in (("hours", 23), ("days", 99)):
        ends = (now.timestamp() + hours * 3600) * 1000
        vote = {"scene": "vote", "ends": ends, "left": "left to vote", "line": line, **told, **way}
        yield name, {"label": "Question A, after the debate", "heading": "A very long title " * 14, **vote}


def fullest_statements():
    """Return frames of statements that are as long as they may be."""
    long = {"label": "Question A, after the debate", "heading": "A very long title " * 14, "scene": "statements"}
    text, code = ("A very long statement " * 7)[:LONGEST], qr_code("https://discord.com/channels/1/2/3")
    counts = [{"number": "1,000,000", "words": words} for words in ("have voted", "votes", "statements")]
    yield (
        "voting",
        {**long, "said": text, "lead": "Somebody says", "counts": counts, "qr": code, "call": "Scan to vote"},
    )
    part = {"share": 0.3333, "fill": "#4292C6", "words": "1,000,000 disagree"}
    lists = {"headline": "Agreed by most", "clear": True, "notes": ["A very long note. " * 5] * 3}
    rows = [{"label": text, "parts": [part] * 3}] * MOST_LISTED
    yield "stances", {**long, **lists, "drawing": {"type": "stances", "rows": rows}}
    said = [{"head": "Group 2 says, unlike the others", "text": f"Disagree: {text}"}] * 6
    yield "groups", {**long, **lists, "drawing": {"type": "points", "rows": said}}


class Screen:
    """A tab with the page, and what it complained of."""

    def __init__(self, tab) -> None:
        self.tab, self.complaints = tab, []
        tab.on("console", lambda message: self.complaints.append(message.text))
        tab.on("pageerror", lambda error: self.complaints.append(str(error)))

    async def shows(self, scene, text=""):
        found = self.tab.locator(f".scene.{scene}:not(.leave)").filter(has_text=text)
        await found.wait_for(timeout=10_000)
        return found

    async def is_whole(self):
        """Return whether nothing is cut or sticks out."""
        return await self.tab.evaluate(
            """() => {
                const scene = document.querySelector(".scene:not(.leave)");
                const wide = document.documentElement.scrollWidth <= innerWidth;
                const middle = scene.querySelector(".middle");
                const fits = [scene, middle].every((one) => one.scrollHeight <= one.clientHeight + 2);
                return wide && (innerWidth < 700 || fits);
            }"""
        )


@pytest.fixture
async def browser():
    async with chromium() as found:
        yield found


@pytest.fixture
def look(browser, page):
    """Return what opens the page at a size."""

    async def at(size="wall", **given):
        width, height = SIZES[size]
        context = await browser.new_context(viewport={"width": width, "height": height}, **given)
        shown = Screen(await context.new_page())
        await shown.tab.goto(page.address)
        return shown

    return at


async def test_a_room_follows_a_vote_on_every_size_of_screen(look, page, debate, clock):
    """Nothing is cut, each scene is told to screen readers once, and the bars of a result grow once.

    When moderators close the page, it says so and asks no more.
    """
    screens = [await look(size) for size in SIZES]
    wall = screens[0].tab
    for one in screens:
        await one.shows("welcome", "discord.gg/example")
    await wall.evaluate(
        """() => {
            window.told = [];
            const watch = new MutationObserver(() => window.told.push(document.querySelector("#news").textContent));
            watch.observe(document.querySelector("#news"), { childList: true, characterData: true, subtree: true });
        }"""
    )
    poll = await debate.open("a", minutes=5, electorate=30)
    await page.changed()
    for one in screens:
        await one.shows("question", poll.title)
        assert await one.is_whole()
    clock.advance(30)
    for number in range(20):
        await debate.vote(poll, f"voter {number}", "yes" if number < 15 else "no")
        if number % 5 == 0:
            await page.halls.beat()
    await page.changed()
    for one in screens:
        await one.shows("vote", "of 30 have voted")
        assert await one.is_whole()
    assert await wall.locator(".number").all_inner_texts() == ["4:30", "20"]
    await lifecycle.close_by_hand(debate.context, debate.moderator, "a", None, {})
    await page.changed()
    for one in screens:
        await one.shows("result", "75% of 20 chose “Yes”")
        assert await one.is_whole()
    assert await wall.locator(".grow .fill").count() == 3
    told = await wall.evaluate("window.told")
    assert [text.partition(".")[0] for text in told] == [
        poll.title,
        poll.title,
        "75% of 20 chose “Yes”, ahead of “No” with 25%",
    ]
    late = await look()
    await late.shows("result", "75%")
    assert await late.tab.locator(".grow").count() == 0
    assert await late.tab.evaluate("document.getAnimations().length") == 0
    await addresses.close(debate.context, debate.moderator)
    await page.halls.reload()
    for one in [*screens, late]:
        await one.tab.get_by_text("This page has been closed.").first.wait_for()
        assert one.complaints == []
    assert page.halls.watching == 0


async def test_the_fullest_scenes_fit_every_screen_and_stand_still_for_who_wants_less_motion(look, page):
    """A laptop's screen has the proportions of the wall, and so shows the same."""
    screens = [await look(size, reduced_motion="reduce") for size in ("wall", "phone")]
    feed = await page.halls.watch(page.hall.token)
    for name, frame in [*fullest_frames(), *fullest_votes(page.halls.clock()), *fullest_statements()]:
        feed.publish({"key": name, "lang": "en", "accent": "#6ea8ff", "debate": "A debate", "join": "x.org", **frame})
        for one in screens:
            await one.tab.wait_for_function("name => document.querySelector('main').dataset.key === name", arg=name)
            assert await one.is_whole(), (name, one.tab.viewport_size)
            assert await one.tab.evaluate("document.getAnimations().length") == 0


async def test_texts_of_people_are_texts(look, page, debate, context, person, clock):
    """A debate's title, a question, a response and a statement with markup are shown letter by letter."""
    async with context.database.writing() as connection:
        await connection.execute(text("UPDATE debates SET title = :evil"), {"evil": EVIL})
    await page.changed()
    shown = await look()
    await shown.shows("welcome", EVIL)
    await responses.respond(context, person("ann"), "a", EVIL)
    await screen.show_response(context, debate.moderator, page.hall.debate_id, 1)
    await page.changed()
    await shown.shows("response", EVIL)
    opened, _ = await sets.open_set(context, debate.moderator, "a", language="en")
    written = (await writing.write(context, person("ann"), "a", EVIL)).statement
    await review.approve(context, debate.moderator, written.id, StatementStatus.PENDING)
    for number in range(12):
        await voting.vote(context, person(f"voter {number}"), opened.id, written.id, Stance.AGREE)
    await screen.choose(context, debate.moderator, page.hall.debate_id, None)
    clock.advance(max(RESPONSE_TIME, PART_TIME * (written.number - 1)).seconds)
    await page.changed()
    await shown.shows("statements", EVIL)
    await sets.close_set(context, debate.moderator, opened.id)
    await page.changed()
    await shown.shows("statements", "12 agree")
    await shown.shows("statements", EVIL)
    assert await shown.tab.title() == EVIL
    assert await shown.tab.evaluate("window.evil") is None
    assert await shown.tab.locator("img, body script").count() == 0


async def test_a_room_follows_statements_from_the_first_vote_to_what_it_shares(
    look, page, debate, context, person, clock
):
    """One statement at a time, in place; then each list, whose bars grow once."""
    screens = [await look(size) for size in SIZES]
    opened, _ = await sets.open_set(context, debate.moderator, "a", language="en")
    await cards.save_message(context, opened, 42, 10**18)
    await page.changed()
    texts = [(await one.shows("statements", "have voted")).locator(".claim") for one in screens]
    first = await texts[0].inner_text()

    entry = context.open_sets.in_memory(opened.id)
    agreed, divided = sorted(entry.statements)[:2]
    for number in range(20):
        await voting.vote(context, person(f"voter {number}"), opened.id, agreed, Stance.AGREE)
        stance = Stance.AGREE if number % 2 else Stance.DISAGREE
        await voting.vote(context, person(f"voter {number}"), opened.id, divided, stance)
    clock.advance(PART_TIME.seconds)
    await page.halls.beat()
    for one in screens:
        await (await one.shows("statements", "votes cast")).get_by_text("40").wait_for()
        assert await one.is_whole()
    second = screens[0].tab.locator(".claim.turned")
    assert await second.inner_text() != first
    assert await screens[0].tab.locator(".enter, .leave").count() == 0
    closed = await sets.close_set(context, debate.moderator, opened.id)
    await page.changed()
    await screens[0].shows("statements", "Voting is over")
    await cards.mark_announced(context, closed)
    for words in ("20 agree", "10 disagree"):
        await page.changed()
        for one in screens:
            await one.shows("statements", words)
            assert await one.is_whole()
            assert await one.tab.locator(".grow:not(.leave) .stances").count() == 1
        clock.advance(PART_TIME.seconds)
    assert [one.complaints for one in screens] == [[]] * len(screens)


async def test_a_room_scans_a_large_code_and_who_has_the_page_in_their_hand_taps_a_link(
    browser, hall, context, debate, clock
):
    """From the welcome on, without an invitation too: then to where the debate began. Titles grow with the screen."""
    async with context.database.writing() as connection:
        await connection.execute(text("UPDATE debates SET channel_id = 42"))
    halls = Halls(context, lambda _: speech_in("en"), address="")
    async with served("127.0.0.1", 0, halls) as port:
        tabs = {}
        for size, (width, height) in SIZES.items():
            tabs[size] = await browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
            await tabs[size].goto(f"http://127.0.0.1:{port}/{hall.token}")
        card = f"https://discord.com/channels/{hall.guild_id}/42"

        async def is_on(scene, address):
            halls.mark(hall.guild_id, turnout=False)
            await halls.beat()
            shown = [await Screen(tab).shows(scene) for tab in tabs.values()]
            on_wall, on_laptop, on_phone = shown
            code = await on_wall.locator(".qr svg").bounding_box()
            assert code["width"] >= SIZES["wall"][0] / 4
            assert not await on_wall.locator("a").is_visible()
            titles = [await one.locator("h1, h2").evaluate(FONT_SIZE) for one in (on_wall, on_laptop)]
            assert titles[0] == pytest.approx(titles[1] * 1.5, rel=0.01)
            assert await on_phone.locator("a").get_attribute("href") == address
            assert await on_phone.locator("a").is_visible()
            assert not await on_phone.locator(".qr svg").is_visible()
            assert await tabs["phone"].evaluate("document.documentElement.scrollHeight <= innerHeight")

        await is_on("welcome", card)
        poll = await debate.open("a", minutes=5)
        await is_on("question", f"{card}/{10**18}")
        clock.advance(30)
        for voted in range(1, LEAST_POINTS):  # the first point is that nobody has voted
            await debate.vote(poll, f"voter {voted}", "yes")
            await halls.beat()
            shown = await Screen(tabs["wall"]).shows("vote", f"{voted}ha")
            assert await shown.locator(".growth").is_visible() is (voted == LEAST_POINTS - 1)
        await is_on("vote", f"{card}/{10**18}")


async def test_the_page_outlives_the_bot_and_goes_on_where_it_is(browser, hall, context, debate, clock):
    """In the middle of a vote: it says quietly that it reconnects, keeps what it shows, and then shows the present."""
    poll = await debate.open("a", minutes=10)
    clock.advance(30)
    await debate.vote(poll, "ann", "yes")

    @contextlib.asynccontextmanager
    async def bot(port=0):
        halls = Halls(context, lambda _: speech_in("en"), address="")
        async with served("127.0.0.1", port, halls) as taken:
            yield halls, taken

    async with bot() as (_, port):
        shown = Screen(await browser.new_page())
        await shown.tab.goto(f"http://127.0.0.1:{port}/{hall.token}")
        await shown.shows("vote", "has voted")
        await shown.tab.evaluate("document.querySelector('.scene').id = 'kept'")
    await shown.tab.wait_for_function(f"() => !{NEVER_LOST}", timeout=15_000)
    assert await shown.tab.locator("#link").inner_text() == "Reconnecting"
    assert await shown.tab.locator("#kept .clock").inner_text() != ""
    await debate.vote(poll, "bob", "no")
    async with bot(port):
        await shown.shows("vote", "have voted")
        await shown.tab.wait_for_function(f"() => {NEVER_LOST}")
        assert await shown.tab.locator(".number").last.inner_text() == "2"
        assert await shown.tab.locator(".enter, .leave").count() == 0


def test_texts_of_the_page_stand_out():
    style = (FOLDER / "hall.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", style))
    assert colours["paper"] == PAPER
    for name in ("ink", "faint", "accent"):
        assert contrast(colours[name], PAPER) >= 4.5
    for name in ("other", "accent"):  # of what is drawn, 3 is asked
        assert contrast(colours[name], colours["track"]) >= 3
