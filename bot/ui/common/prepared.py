"""Pages of the private ballot, kept ready to be sent: many people are sent the same ones."""

from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

from discord import ui

from bot.ui.common.fast_reply import Components

MOST = 1000
"""Pages kept; some 10 kB each."""

TEXT = 10
"""Discord's number for a component of text."""


class Prepared(NamedTuple):
    """A page as Discord takes it, and what makes it anew."""

    components: Components
    build: Callable[[], ui.LayoutView]

    def with_line(self, line: str) -> "Prepared":
        """Return the page with a line below its frame."""

        def build() -> ui.LayoutView:
            view = self.build()
            view.add_item(ui.TextDisplay[Any](line))
            return view

        return Prepared([*self.components, {"type": TEXT, "content": line}], build)


class PreparedPages:
    """The pages that were made last, by what they show."""

    def __init__(self) -> None:
        self._pages: dict[Hashable, Prepared] = {}

    def get(self, key: Hashable, build: Callable[[], ui.LayoutView]) -> Prepared:
        """Return the page with this key, made the first time it is asked for."""
        page = self._pages.get(key)
        if page is None:
            page = self._pages[key] = Prepared(build().to_components(), build)  # type: ignore[no-untyped-call]  # discord.py's
            if len(self._pages) > MOST:
                del self._pages[next(iter(self._pages))]
        return page
