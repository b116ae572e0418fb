"""Charts: values in, PNG bytes and a text alternative out; one file a kind of chart.

Everything is drawn in one width, which a phone shows at about a third of its pixels, on an opaque light card that
stands out in Discord's dark and light themes and on paper. The same values and language give the same bytes.
"""

import logging
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from bot.charts.canvas import Canvas
from bot.i18n import Speech

log = logging.getLogger(__name__)

KEPT = 64
"""How many pictures stay in memory, some 80 kB each: a whole room asks for the same one at the same time."""

MOST_NAMED = 5
"""Letters that a line of the log names."""


@dataclass(frozen=True)
class Picture:
    """A PNG image, and at most 1,024 characters that say the same to those who do not see it."""

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
def picture(chart: Chart, speech: Speech) -> Picture | None:
    """Draw a chart that several people ask for, once."""
    return draw(chart, speech)


def draw(chart: Chart, speech: Speech) -> Picture | None:
    """Draw a chart, in 30 to 150 ms during which this thread waits for another process. Raises CannotDraw.

    A chart with words that the font cannot draw is None, as boxes would tell nothing; what it says stands beside it.
    """
    canvas = Canvas()
    chart.draw(canvas, speech)
    if canvas.missing:
        codes = ", ".join(f"U+{ord(character):04X}" for character in sorted(canvas.missing)[:MOST_NAMED])
        log.info("a chart is left out, as the font of the charts lacks letters in it, such as %s", codes)
        return None
    return Picture(canvas.png(), chart.describe(speech))
