"""A row an option: its name and figures over a bar, so that a picture of many options stays low."""

from collections.abc import Sequence
from fractions import Fraction

from bot.charts import palette
from bot.charts.canvas import BODY, INNER, LEADING, MARGIN, Canvas
from bot.charts.font import face
from bot.charts.lines import plain, wrap

PAD, SIDE, GAP = 3, 8, 4
MOST_FIGURES = INNER / 2
"""Width that figures may take before they are set in two lines."""

Segment = tuple[Fraction, str]
"""A part of a bar: its share of the whole track, and its colour."""


def figures_width(figures: Sequence[str]) -> float:
    """Return the width of a column that holds all these figures."""
    widest = max((face(bold=True).width(plain(words), BODY) for words in figures), default=0)
    return min(widest, MOST_FIGURES) + 1


def draw_row(
    canvas: Canvas, label: str, figure: str, column: float, segments: Sequence[Segment], *, leads: bool
) -> None:
    """Draw a track that stands for everybody, its segments from the left, and the words on top."""
    width = INNER - 2 * SIDE - column - SIDE
    lines = max(len(wrap(label, width, BODY, bold=leads)), len(wrap(figure, column, BODY, bold=leads)))
    height = lines * BODY * LEADING + 2 * PAD
    canvas.rectangle(MARGIN, canvas.y, INNER, height, palette.TRACK, radius=4)
    left = float(MARGIN)
    for share, fill in segments:
        if share > 0:
            length = min(max(float(share) * INNER, 3), MARGIN + INNER - left)
            canvas.rectangle(left, canvas.y, length, height, fill, radius=4)
            left += length
    top = canvas.y + PAD
    canvas.lines(MARGIN + SIDE, top, label, width, bold=leads)
    canvas.lines(MARGIN + INNER - SIDE, top, figure, column, bold=leads, anchor=1)
    canvas.y += height + GAP
