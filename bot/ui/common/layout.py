"""Pages of Components V2: blocks of text and rows of controls in one frame."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import discord
from discord import ui

ACCENT = discord.Colour(0x2F6DB5)

MOST_TEXT = 4000
MOST_BYTES = 10_000
"""Above some 10,170 bytes of text Discord answers with an error of its own (discord-api-docs #8554)."""
BYTES_OF_A_BLOCK = 12
"""What each block of text adds to these."""
MOST_COMPONENTS = 40
MOST_IN_ROW = 5
MOST_IN_MENU = 25
MOST_IN_LABEL = 80

Block = ui.Item[Any]


def page(*blocks: Block | str | None) -> ui.LayoutView:
    """Put blocks in one frame. Its controls are DynamicItems, so it never expires.

    It is stopped before it is sent: discord.py would keep a private page in memory for 15 minutes.
    """
    view = ui.LayoutView(timeout=None)
    view.stop()
    frame: ui.Container[ui.LayoutView] = ui.Container(accent_colour=ACCENT)
    for block in blocks:
        if block is not None:
            frame.add_item(ui.TextDisplay(block) if isinstance(block, str) else block)
    view.add_item(frame)
    return view


def rows(controls: Sequence[Block]) -> list[Block]:
    """Spread buttons over as many rows as they need."""
    return [row(controls[start : start + MOST_IN_ROW]) for start in range(0, len(controls), MOST_IN_ROW)]


def row(controls: Iterable[Block]) -> Block:
    """Put controls in one row."""
    line: ui.ActionRow[ui.LayoutView] = ui.ActionRow()
    for control in controls:
        line.add_item(control)
    return line


def link_button(label: str, url: str) -> Block:
    """Return a button that opens an address."""
    return ui.Button(label=label, url=url)


class Size(NamedTuple):
    """How large a page is: components, nested ones included, and characters and bytes of text."""

    components: int
    characters: int
    bytes: int

    @property
    def fits(self) -> bool:
        """Whether Discord takes it."""
        return self.components <= MOST_COMPONENTS and self.characters <= MOST_TEXT and self.bytes <= MOST_BYTES


def measure(view: ui.LayoutView) -> Size:
    """Measure a page."""
    children = list(view.walk_children())
    texts = [child.content for child in children if isinstance(child, ui.TextDisplay)]
    in_bytes = sum(len(text.encode()) + BYTES_OF_A_BLOCK for text in texts)
    return Size(len(children), sum(map(len, texts)), in_bytes)


def first_that_fits(forms: Iterable[Callable[[], ui.LayoutView]]) -> ui.LayoutView:
    """Return the first form of a page that Discord takes, or else the last, so the fullest comes first."""
    *fuller, shortest = forms
    for form in fuller:
        with suppress(ValueError):  # discord.py refuses to put together what has too many parts
            view = form()
            if measure(view).fits:
                return view
    return shortest()


def parts(entries: Sequence[Any]) -> list[Sequence[Any]]:
    """Split entries into the portions that fit a menu."""
    return [entries[start : start + MOST_IN_MENU] for start in range(0, len(entries), MOST_IN_MENU)]
