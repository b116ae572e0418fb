"""How high everything is that a person sees in a debate, on a phone and on a desktop, with a picture of each.

    python tests/rehearsal/heights.py OUTDIR [LETTERS]

holds a debate on the questions LETTERS (all five by default) in a rehearsal with simulated voters, takes part in it in
Chromium at both widths, writes OUTDIR/390/*.png and OUTDIR/1280/*.png, and prints a table of heights, in pixels and in
screens of the visible channel. It also says how long a result took to appear, and how long a page took to open at the
end. Times mean something on a machine with nothing else to do.
"""

import asyncio
import contextlib
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from browser import Person, chromium, enter
from playwright.async_api import Browser, Locator, expect

from bot import app
from bot.rehearsal import crowd
from bot.rehearsal.stage import Stage, on_stage
from bot.services.common.context import Context
from bot.settings import Settings
from bot.ui.client import AS_FAST_AS_THEY_LIKE, DebateClient

VOTERS = 40
PATIENCE = 60.0
"""Seconds for the simulated voters, and for a result with its pictures."""

# By what a person finds her way. Change these with the words on the pages.
START = re.compile("The debate is open")
CARD = "Question {}"
VOTE = re.compile(r"^(\W+)?Vote$")
DETAILS = re.compile(r"^(\W+)?(See details|Charts)$")
NO_CHOICE = re.compile(
    r"^(\W+)?(Vote|See my ballot|Say why|Read first|Back|Next|Abstain|Withdraw.*|Use a form|Change.*|Answer.*)$"
)
"""Buttons of a private ballot that choose no option."""
FINISH = re.compile(r"^(\W+)?(Vote|Cast my vote)$")
"""What casts an answer of several options, or one that is final."""

BUTTONS = "button.component-button"
PICTURE = "img[src^=blob]"
SIZES = {"390": True, "1280": False}
MOST_PAGES = 12


@dataclass
class Seat:
    """One width: a participant, a moderator, and what was measured."""

    name: str
    folder: Path
    participant: Person
    moderator: Person
    heights: dict[str, int] = field(default_factory=dict)
    screen: int = 0

    async def measure(self, what: str, message: Locator, person: Person | None = None) -> None:
        """Note the height of a message, and take its picture."""
        person = person or self.participant
        await message.page.evaluate("document.fonts.ready")
        await person.settle()
        box = await message.bounding_box()
        self.screen = int(await person.page.evaluate("document.querySelector('#channel-timeline').clientHeight"))
        self.heights[what] = round(box["height"]) if box else 0
        name = re.sub(r"\W+", "-", what).strip("-")
        await person.photograph(self.folder / f"{name}.png", message=message)


def messages(person: Person) -> Locator:
    """All messages on a page."""
    return person.timeline.locator("article.channel-message")


def latest(person: Person) -> Locator:
    """The last message on a page."""
    return messages(person).last


def report(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201  what it is for


async def main() -> None:
    """Hold the debate and print the table."""
    out, letters = Path(sys.argv[1]), (sys.argv[2:] or ["abcde"])[0]
    crowd._DELAY, crowd._CHANGE_DELAY = (0.0, 2.0), (0.1, 0.5)
    async with chromium() as browser, rehearsal() as (stage, context):
        seats = [await seat(browser, stage, out, size) for size in SIZES]
        await debate(seats, context, letters)
        times = [await seconds_to_enter(browser, stage, name) for name in stage.people]
    print_table(seats)
    report(f"Seconds for a page to open at the end: {', '.join(f'{seconds:.1f}' for seconds in times)}")


@contextlib.asynccontextmanager
async def rehearsal() -> AsyncIterator[tuple[Stage, Context]]:
    """A rehearsal that keeps nothing."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            database_url=f"sqlite:///{folder}/rehearsal.db", pseudonym_key_file=Path(folder) / "rehearsal.key"
        )
        async with (
            app.opened(settings, secret_window=0) as context,
            on_stage(
                DebateClient(context, most_taps=AS_FAST_AS_THEY_LIKE), title="CERN for AI", voters=VOTERS
            ) as stage,
        ):
            yield stage, context


async def seat(browser: Browser, stage: Stage, out: Path, size: str) -> Seat:
    """Sit down at one width."""
    folder = out / size
    folder.mkdir(parents=True, exist_ok=True)
    phone = SIZES[size]
    participant = await enter(browser, stage.address("Amina" if phone else "Sofia"), phone=phone)
    return Seat(size, folder, participant, await enter(browser, stage.address("Marta"), phone=phone))


async def seconds_to_enter(browser: Browser, stage: Stage, name: str) -> float:
    """How long a page takes to open."""
    begun = time.perf_counter()
    person = await enter(browser, stage.address(name))
    seconds = time.perf_counter() - begun
    await person.page.context.close()
    return seconds


async def debate(seats: list[Seat], context: Context, letters: str) -> None:
    """Everything that is measured, in the order of an evening."""
    marta = seats[-1].moderator
    await marta.slash("debate start")
    for one in seats:
        await one.participant.sees(START)
        await one.measure("start card", one.participant.message(START))
    for number, letter in enumerate(letters, 1):
        shift = {"round": "before"} if letter == "d" else {}
        await marta.slash("poll open", question=letter, **shift)
        await vote(seats, context, letter, number)
        await close(seats, marta, letter)
    if "d" in letters:
        await marta.slash("poll open", question="d", round="after")
        await everybody(context, len(letters) + 1)
        await marta.slash("poll close")
        await command(seats, "shift", "results", question="d", round="shift")
    for one in seats:
        await one.moderator.slash("poll status")
        await one.measure("run sheet", latest(one.moderator), one.moderator)


async def vote(seats: list[Seat], context: Context, letter: str, poll: int) -> None:
    """The card of a question, its page, and the private ballot from the first page to the last."""
    for one in seats:
        card = one.participant.message(CARD.format(letter.upper()))
        await expect(card).to_be_visible()
        await one.measure(f"{letter} card", card)
        await fill_in(one, card, letter)
        await command([one], f"{letter} /question", "question", name=letter)
    await everybody(context, poll)


async def fill_in(one: Seat, card: Locator, letter: str) -> None:
    """Answer every page of the private ballot with its first option."""
    person = one.participant
    opens = card.locator(BUTTONS).filter(has_text=VOTE)
    if not await opens.count():
        await choose(person, card)
        await one.measure(f"{letter} confirmation", latest(person))
        return
    await tap(person, opens)
    for page in range(1, MOST_PAGES):
        await one.measure(f"{letter} ballot {page}", latest(person))
        if not await choose(person, latest(person)):
            return


async def choose(person: Person, page: Locator) -> bool:
    """Tap the first option of a page, or pick it in its menu; False where there is nothing to choose."""
    options = page.locator(BUTTONS).filter(has_not_text=NO_CHOICE)
    finish = page.locator(BUTTONS).filter(has_text=FINISH)
    menus = page.locator(".preview-select")
    for found in (finish, options):
        if await found.count():
            await tap(person, found.first)
            return True
    if await menus.count():
        await menus.first.get_by_role("combobox").click()
        await menus.first.locator(".select-option").first.click()
        if await menus.first.locator(".select-apply").count():
            await menus.first.locator(".select-apply").click()
        await person.settle()
        return True
    return False


async def tap(person: Person, button: Locator) -> None:
    """Press a button, and wait until it is answered."""
    await button.click()
    await person._accepted("a tap")


async def command(seats: list[Seat], what: str, name: str, /, **options: object) -> None:
    """The answer to a participant's command."""
    for one in seats:
        await one.participant.slash(name, **options)
        await one.measure(what, latest(one.participant))


async def everybody(context: Context, poll: int) -> None:
    """Wait until the simulated voters have voted."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while not all(  # noqa: ASYNC110  nothing tells of a vote
                item.ballots >= VOTERS for item in context.open_polls.tally(poll).items
            ):
                await asyncio.sleep(0.2)


async def close(seats: list[Seat], marta: Person, letter: str) -> None:
    """The result of a question, in one message or more, and what is behind its button."""
    before = [await messages(one.participant).count() for one in seats]
    begun = time.perf_counter()
    await marta.slash("poll close")
    for one, number in zip(seats, before, strict=True):
        await expect(messages(one.participant).nth(number)).to_be_visible(timeout=PATIENCE * 1000)
        report(f"{letter}: a result is seen at {one.name} px {time.perf_counter() - begun:.1f} s after /poll close")
    for one, number in zip(seats, before, strict=True):
        with contextlib.suppress(AssertionError):  # none where bars are text
            await expect(latest(one.participant).locator(PICTURE).last).to_be_visible(timeout=15_000)
        for part, index in enumerate(range(number, await messages(one.participant).count()), 1):
            await one.measure(f"{letter} result {part}", messages(one.participant).nth(index))
        details = latest(one.participant).locator(BUTTONS).filter(has_text=DETAILS)
        if await details.count():
            await tap(one.participant, details.first)
            await one.measure(f"{letter} details", latest(one.participant))


def print_table(seats: list[Seat]) -> None:
    """One line a thing, one pair of columns a width."""
    report("| what |" + "".join(f" {one.name} px wide | screens of {one.screen} px |" for one in seats))
    report("| --- |" + " ---: | ---: |" * len(seats))
    for what in seats[0].heights:
        columns = ((one.heights.get(what, 0), one.screen) for one in seats)
        report(f"| {what} |" + "".join(f" {height:,} | {height / screen:.1f} |" for height, screen in columns))


if __name__ == "__main__":
    asyncio.run(main())
