"""Pages of Components V2: blocks of text and rows of controls in one frame."""

from collections.abc import Iterable, Sequence
from typing import Any

import discord
from discord import ui

ACCENT = discord.Colour(0x2F6DB5)

MOST_TEXT = 4000
MOST_COMPONENTS = 40
MOST_IN_ROW = 5
MOST_IN_MENU = 25

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


def measure(view: ui.LayoutView) -> tuple[int, int]:
    """Return how many components a page has, nested ones included, and how many characters of text."""
    children = list(view.walk_children())
    text = sum(len(child.content) for child in children if isinstance(child, ui.TextDisplay))
    return len(children), text


def parts(entries: Sequence[Any]) -> list[Sequence[Any]]:
    """Split entries into the portions that fit a menu."""
    return [entries[start : start + MOST_IN_MENU] for start in range(0, len(entries), MOST_IN_MENU)]
