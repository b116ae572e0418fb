"""Charts: values in, PNG bytes and a text alternative out; one file a kind of chart.

Everything is drawn in one width, which a phone shows at about a third of its pixels, and flat, on an opaque card of a
theme: dark as most of Discord is, or light as paper is. The same values, language and theme give the same bytes.
"""

import logging
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from bot.charts.canvas import Canvas
from bot.charts.palette import Theme
from bot.i18n import Speech

log = logging.getLogger(__name__)

KEPT = 64
"""Pictures in the cache, about 80 kB each: many people ask for the same one at the same time."""

MOST_NAMED = 5
"""Letters that a line of the log names."""


@dataclass(frozen=True)
class Picture:
    """A PNG image and its text alternative of at most 1,024 characters."""

    png: bytes
    alt: str


class Chart(Protocol):
    """Values that can be drawn."""

    def __hash__(self) -> int:
        """Equal charts are drawn once."""

    def draw(self, canvas: Canvas, speech: Speech) -> None:
        """Draw from the top of an empty canvas downwards."""

    def describe(self, speech: Speech) -> str:
        """Say in at most 1,024 characters what the picture shows."""


@lru_cache(maxsize=KEPT)
def picture(chart: Chart, speech: Speech, theme: Theme) -> Picture | None:
    """Draw a chart, or return it from the cache."""
    return draw(chart, speech, theme)


def draw(chart: Chart, speech: Speech, theme: Theme) -> Picture | None:
    """Draw a chart in another process, which blocks for 30 to 150 ms. Raises CannotDraw.

    Returns None if the font lacks a letter, as the chart would show boxes.
    """
    canvas = Canvas(theme)
    chart.draw(canvas, speech)
    if canvas.missing:
        codes = ", ".join(f"U+{ord(character):04X}" for character in sorted(canvas.missing)[:MOST_NAMED])
        log.info("a chart is left out, as the font of the charts lacks letters in it, such as %s", codes)
        return None
    return Picture(canvas.png(), chart.describe(speech))
