"""Whether a pack's pages fit what Discord takes: each is made in its fullest form, in every language, and measured."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from discord import ui

from bot.library.languages import languages_in
from bot.library.models import Library
from bot.library.reading import Problem
from bot.ui.common.languages import languages_heard, speech_in
from bot.ui.common.layout import MOST_BYTES, MOST_COMPONENTS, MOST_IN_LABEL, MOST_IN_MENU, MOST_TEXT, measure
from bot.ui.pack_limits.fullest_pages import Page, every_page

MOST_CONTENT = 2000
MOST_CUSTOM_ID = 100
MOST_OF_FORM = 45
"""Characters of a form's title, and of the label of each of its fields."""

BUTTON, MENU, TEXT, LABEL = 2, 3, 10, 18
"""Discord's numbers for kinds of components."""


@dataclass(frozen=True)
class Fault:
    """What Discord would not take of a page, and what to do about it; `size` orders faults of one `kind`."""

    kind: str
    size: int
    message: str


def page_problems(library: Library) -> list[Problem]:
    """Return a problem for every page of a pack that Discord would refuse, in the language in which it is worst."""
    worst: dict[tuple[str, str, str, str], tuple[int, Problem]] = {}
    heard = languages_heard(languages_in(library))
    for written, language in heard.items():
        told = f" in {written}" if len(heard) > 1 else ""
        for page in every_page(library, speech_in(language)):
            for fault in faults_of(page) if page.file else ():
                problem = Problem(page.file, page.path, f"{page.name}{fault.message.replace('@', told)}")
                place = (page.file, page.path, page.name, fault.kind)
                worst[place] = max(worst.get(place, (0, problem)), (fault.size, problem))
    return [problem for _, problem in worst.values()]


def faults_of(page: Page) -> Iterator[Fault]:
    """Go through what Discord would refuse of a page."""
    try:
        shown = page.build()
    except ValueError as error:  # discord.py refuses to put together what has too many parts
        yield Fault("components", 0, f" cannot be shown@: {error}. Use fewer items or options")
        return
    if isinstance(shown, str):
        yield from _too_long("characters", shown, MOST_CONTENT, "")
    elif shown is not None:
        yield from _faults(shown)


def _faults(shown: ui.LayoutView | ui.Modal) -> Iterator[Fault]:
    if isinstance(shown, ui.LayoutView):
        size = measure(shown)
        for kind, count, most, advice in (
            ("components", size.components, MOST_COMPONENTS, "Use fewer items or options"),
            ("characters", size.characters, MOST_TEXT, "Shorten its texts"),
            ("bytes of text", size.bytes, MOST_BYTES, "Shorten its texts"),
        ):
            if count > most:
                yield Fault(kind, count, f" has {count} {kind}@; Discord takes {most}. {advice}")
    else:
        yield from _too_long("title", shown.title, MOST_OF_FORM, "title ")
    tree = shown.to_components()
    parts = list(_walk(tree))
    for part in parts:
        yield from _faults_of_part(part)
    for name, count in Counter(part["custom_id"] for part in parts if part.get("custom_id")).items():
        if count > 1:
            yield Fault("twice", count, f" has {count} controls with the same id {name!r}@")


def _walk(tree: list[Any]) -> Iterator[dict[str, Any]]:
    for part in tree:
        yield part
        yield from _walk(part.get("components", []))
        yield from _walk([part[name] for name in ("component", "accessory") if name in part])


def _faults_of_part(part: dict[str, Any]) -> Iterator[Fault]:
    yield from _too_long("id", part.get("custom_id", ""), MOST_CUSTOM_ID, "id of a control ")
    if part["type"] == BUTTON:
        yield from _too_long("button", part.get("label") or "", MOST_IN_LABEL, "button ")
    elif part["type"] == LABEL:
        yield from _too_long("label", part["label"], MOST_OF_FORM, "label ")
        yield from _too_long("description", part.get("description") or "", 100, "description ")
    elif part["type"] == TEXT and not part["content"].strip():
        yield Fault("blank", 0, " has a block without text@")
    elif part["type"] == MENU:
        options = part.get("options", [])
        if not 1 <= len(options) <= MOST_IN_MENU:
            yield Fault("menu", len(options), f" has a menu of {len(options)} entries@; Discord takes {MOST_IN_MENU}")
        for text in (text for option in options for text in (option["label"], option.get("description") or "")):
            yield from _too_long("entry", text, 100, "entry of a menu ")


def _too_long(kind: str, text: str, most: int, what: str) -> Iterator[Fault]:
    if len(text) > most:
        yield Fault(kind, len(text), f" has {what}{len(text)} characters@; Discord takes {most}. Shorten its texts")
