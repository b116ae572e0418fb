"""Hands and eyes for the rehearsal's pages: what a person does in Discord, done in Chromium.

    async with chromium() as browser:
        marta = await enter(browser, stage.address("Marta"))
        await marta.slash("poll open", question="b")
        await marta.click("Yes")
        await marta.sees("Counted")
        await marta.photograph(Path("ballot.png"))

Every action waits until the bot has answered it, and fails with what the page says where it was not accepted.
"""

import asyncio
import contextlib
import re
import shutil
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright, expect
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

TIMEOUT = 10_000
"""Milliseconds for anything to happen; a loaded machine renders slowly."""

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_SCROLLER = "document.querySelector('#channel-timeline')"
_UNFRAMED = ".messages-sidebar, .message-context-actions { visibility: hidden !important; }"


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The system's Chromium; the test is skipped where there is none."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        pytest.skip("This test clicks through the rehearsal in Chromium, and no browser is installed.")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=list(_FLAGS))
        try:
            yield browser
        finally:
            await browser.close()


async def enter(browser: Browser, address: str, *, phone: bool = False) -> "Person":
    """Open the page of one person, in a browser of its own."""
    size = PHONE if phone else DESKTOP
    # Pictures are styled a little, which the page's own policy forbids.
    context = await browser.new_context(
        viewport=size, device_scale_factor=2 if phone else 1, has_touch=phone, accept_downloads=True, bypass_csp=True
    )
    context.set_default_timeout(TIMEOUT)
    page = await context.new_page()
    await page.goto(address)
    person = Person(page)
    await person.settle()
    return person


class Person:
    """One tab and the person it acts as. `page` is Playwright's, for all that is not here."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.timeline = page.locator("#channel-message-list")

    async def settle(self) -> None:
        """Wait until the page shows everything it knows and nothing of this person is under way."""
        await self.page.wait_for_function("() => window.simcordPreview?.ready && !window.simcordPreview.pendingAction")

    async def become(self, name: str) -> None:
        """Pick another person in this tab."""
        await self.page.locator("#viewer-picker").select_option(label=name)
        await self.page.wait_for_function(
            "name => document.querySelector('#viewer-picker').selectedOptions[0]?.label === name", arg=name
        )
        await self.settle()

    # What can be read

    def message(self, text: str | re.Pattern[str] = "") -> Locator:
        """The latest message that contains `text`, with everything on it."""
        return self.timeline.locator("article.channel-message").filter(has_text=text).last

    async def messages(self) -> list[str]:
        """All messages on the page, oldest first, as they read."""
        return await self.timeline.locator("article.channel-message").all_inner_texts()

    async def sees(self, text: str | re.Pattern[str], *, within: float = TIMEOUT / 1000) -> None:
        """Wait for a message that contains `text`, for `within` seconds."""
        await expect(self.message(text)).to_be_visible(timeout=within * 1000)

    async def sees_not(self, text: str | re.Pattern[str], *, within: float = TIMEOUT / 1000) -> None:
        """Wait until no message contains `text`."""
        await expect(self.timeline.locator("article.channel-message").filter(has_text=text)).to_have_count(
            0, timeout=within * 1000
        )

    async def buttons(self, message: str | re.Pattern[str] = "") -> list[str]:
        """The labels on the latest message that contains `message`."""
        return await self.message(message).locator("button.component-button").all_inner_texts()

    # Slash commands

    async def slash(self, command: str, **options: object) -> None:
        """Run `/command` with options as a person types them: a value, or part of the suggestion to pick.

        A role, channel or person is given by name, an attachment as a Path. The answer may be a message or a modal.
        """
        await self._begin(command)
        for name, value in options.items():
            await self._fill(name, value)
        await self.page.keyboard.press("Escape")
        await self.page.locator("#send-message").click()
        await self._accepted(f"/{command}")

    async def suggestions(self, command: str, option: str, typed: str = "", **filled: object) -> list[str]:
        """What autocomplete offers for `option` once `typed` is in it; the command is not sent."""
        await self._begin(command)
        for name, value in filled.items():
            await self._fill(name, value)
        field = await self._option(option)
        await field.fill(typed)
        await self._answered(option)
        offered = await self.page.locator(".command-suggestion .command-suggestion-label").all_inner_texts()
        await self._leave_command()
        return offered

    async def commands(self) -> list[str]:
        """The slash commands that this person can use."""
        await self.page.locator("#channel-composer-input").fill("/")
        await self.page.locator(".command-entry").first.wait_for()
        names = await self.page.locator(".command-entry-title strong").all_inner_texts()
        await self.page.locator("#channel-composer-input").fill("")
        return names

    async def _begin(self, command: str) -> None:
        await self.settle()
        await self._leave_command()
        await self.page.locator("#channel-composer-input").fill(f"/{command}")
        title = self.page.locator(".command-entry-title strong").get_by_text(f"/{command}", exact=True)
        await title.click()
        await self.page.locator(".command-chip").wait_for()

    async def _leave_command(self) -> None:
        leave = self.page.get_by_role("button", name="Exit command mode")
        if await leave.count():
            await leave.click()
        await self.page.locator("#channel-composer-input").fill("")

    async def _option(self, name: str) -> Locator:
        pill = self.page.locator(f'.command-pill[data-option="{name}"]')
        if not await pill.count():
            await self.page.keyboard.press("Escape")
            await self.page.locator(".command-ghost").click()
            await self.page.locator(f'.command-suggestion[data-value="{name}"]').click()
        return pill.locator(".command-option-input, .command-file-input").first

    async def _fill(self, name: str, value: object) -> None:
        field = await self._option(name)
        if isinstance(value, Path):
            await field.set_input_files(value)
            return
        await field.fill(str(value))
        if await field.get_attribute("role") != "combobox":
            return
        if await self._kind(name) in {"user", "role", "channel", "mentionable"}:
            label = self.page.locator(".command-suggestion-label").get_by_text(str(value), exact=True)
            await self.page.locator(".command-entity-suggestion").filter(has=label).click()
            return
        await self._answered(name)
        await self._pick_suggestion(str(value))

    async def _kind(self, option: str) -> str:
        return str(
            await self.page.evaluate(
                "name => window.simcordPreview.commandPicker.draft.options.find(item => item.name === name).type",
                option,
            )
        )

    async def _answered(self, option: str) -> None:
        """Wait for the bot's suggestions; options with fixed choices have theirs at once."""
        await self.page.wait_for_function(
            """option => {
                const auto = window.simcordPreview.commandPicker.autocomplete;
                return auto.option !== option || auto.state !== "loading";
            }""",
            arg=option,
        )
        await self.settle()

    async def _pick_suggestion(self, typed: str) -> None:
        offered = self.page.locator(".command-suggestion")
        exact = self.page.locator(f".command-suggestion[data-value={_quoted(typed)}]")
        if await exact.count():
            await exact.first.click()
        elif await offered.count():
            await offered.first.click()

    # Components

    async def click(self, label: str, *, message: str | re.Pattern[str] = "", nth: int = 0) -> None:
        """Press a button of the latest message that has it (and contains `message`): the `nth` with that label."""
        await self.button(label, message=message, nth=nth).click()
        await self._accepted(f"the button {label}")

    def button(self, label: str, *, message: str | re.Pattern[str] = "", nth: int = 0) -> Locator:
        """The button that `click` presses."""
        escaped = re.escape(label).replace("/", r"\/")  # a slash would end the pattern in Playwright's own selector
        name = re.compile(rf"^(\W+)?{escaped}$")  # an emoji before it is read out as well
        labelled = self.page.get_by_role("button", name=name)
        message_with_it = self.timeline.locator("article.channel-message").filter(has=labelled)
        return message_with_it.filter(has_text=message).last.get_by_role("button", name=name).nth(nth)

    async def select(self, *labels: str, menu: str, message: str | re.Pattern[str] = "", nth: int = 0) -> None:
        """Pick `labels` in the menu whose placeholder is `menu`, on the latest message that has it."""
        trigger = self.page.get_by_role("combobox", name=menu, exact=True)
        holder = self.timeline.locator("article.channel-message").filter(has=trigger).filter(has_text=message).last
        await self._pick(holder.locator(".preview-select").filter(has=trigger).nth(nth), labels)
        await self._accepted(f"the menu {menu}")

    async def _pick(self, menu: Locator, labels: tuple[str, ...]) -> None:
        await menu.get_by_role("combobox").click()
        chosen = menu.locator('[role="option"][aria-selected="true"] .option-label')
        several = await menu.locator('[role="listbox"][aria-multiselectable="true"]').count()
        for label in set(await chosen.all_inner_texts()) - set(labels) if several else ():
            await self._toggle(menu, label)
        for label in labels:
            if label not in (await chosen.all_inner_texts() if several else ()):
                await self._toggle(menu, label)
        if several:
            await menu.locator(".select-apply").click()

    async def _toggle(self, menu: Locator, label: str) -> None:
        await menu.locator(".select-option").filter(has=self.page.get_by_text(label, exact=True)).first.click()

    # Modals

    async def submit(self, fields: Mapping[str, object] | None = None, /, **named: object) -> None:
        """Fill the open modal by the labels of its fields, and submit it.

        A string goes into a text field or picks a radio button, a tuple of strings picks in a menu or among check
        boxes, a bool sets the one check box, a Path is uploaded.
        """
        modal = self.page.get_by_role("dialog")
        await modal.wait_for()
        for label, value in {**(fields or {}), **named}.items():
            field = modal.locator(".modal-field, .modal-choice").filter(has_text=re.compile(rf"^{re.escape(label)}"))
            await self._answer(field.first, value)
        await modal.get_by_role("button", name="Submit").click()
        await expect(modal, f"the modal stays open: {await self._complaints()}").to_be_hidden(timeout=TIMEOUT)
        await self._accepted("the modal")

    async def _answer(self, field: Locator, value: object) -> None:
        if isinstance(value, bool):
            await field.get_by_role("checkbox").set_checked(value)
        elif isinstance(value, Path):
            await field.locator('input[type="file"]').set_input_files(value)
        elif await field.locator(".preview-select").count():
            await self._pick(field.locator(".preview-select"), value if isinstance(value, tuple) else (str(value),))
        elif await field.locator(".modal-choice").count():
            for label in value if isinstance(value, tuple) else (str(value),):
                await field.locator(".modal-choice").filter(has_text=label).first.click()
        else:
            await field.locator("input, textarea").fill(str(value))

    async def dismiss(self) -> None:
        """Close the open modal without sending it."""
        await self.page.get_by_role("button", name="Cancel", exact=True).click()
        await self.page.get_by_role("dialog").wait_for(state="hidden")

    async def _complaints(self) -> list[str]:
        return await self.page.locator(".field-error, .command-error").all_inner_texts()

    async def _accepted(self, what: str) -> None:
        """Wait for the receipt of what was just done. No answer in time is a failure; a polite refusal is none."""
        await self.settle()
        with contextlib.suppress(PlaywrightTimeoutError):  # said better below
            await self.page.wait_for_function("() => simcordPreview.lastAction.acknowledgement !== 'pending'")
        receipt = await self.page.evaluate("window.simcordPreview.lastAction")
        draft = await self.page.evaluate("window.simcordPreview.commandPicker.draft")
        assert draft is None, f"{what} was not sent: {await self._complaints()} {draft}"
        assert not receipt["rejected"], f"{what} was rejected by the page: {receipt}"
        assert receipt["settlement"] == "settled", f"{what} was not completed: {receipt}"
        assert receipt["acknowledgement"] not in {"pending", "unacknowledged"}, (
            f"{what} was not answered by the bot: {receipt}"
        )

    # Text, files and pictures

    async def say(self, text: str) -> None:
        """Post an ordinary message."""
        await self.page.locator("#channel-composer-input").fill(text)
        await self.page.locator("#send-message").click()
        await self.sees(text)

    async def download(self, filename: str) -> bytes:
        """Save the latest file of that name, and return what is in it."""
        button = self.timeline.get_by_role("button", name=f"Download {filename}", exact=True).last
        async with self.page.expect_download() as coming:
            await button.click()
        return await asyncio.to_thread(Path(await (await coming.value).path()).read_bytes)

    async def photograph(self, path: Path, *, message: str | re.Pattern[str] | Locator | None = None) -> None:
        """Take a picture of all messages, or of one or the latest that contains a text, however long, unframed."""
        size = self.page.viewport_size or DESKTOP
        one = message if isinstance(message, Locator) else self.message(message or "")
        subject = self.timeline if message is None else one
        height = 0
        # An element inside a scrolling one is cut where the scrolling one ends: make the window tall enough, and
        # once more if a message has arrived meanwhile.
        while height != (height := await _height(subject)):
            await self.page.set_viewport_size({"width": size["width"], "height": max(size["height"], height + 500)})
            await self.page.wait_for_function(f"() => {_SCROLLER}.clientHeight > {height}")
            await self.settle()
            await subject.screenshot(path=path, style=_UNFRAMED)
        await self.page.set_viewport_size(size)
        await self.settle()
        await self.page.evaluate(f"{_SCROLLER}.scrollTo(0, {_SCROLLER}.scrollHeight)")


async def _height(subject: Locator) -> int:
    return int(await subject.evaluate("one => one.scrollHeight"))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
