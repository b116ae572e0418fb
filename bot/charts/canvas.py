"""The canvas that charts are drawn on: SVG put together here, turned into PNG by resvg.

A charting library such as pygal measures no text and breaks no label, and its SVG leans on style sheets that resvg does
not know; these charts are rectangles, lines and text, so they are written directly.
"""

from dataclasses import dataclass
from xml.sax.saxutils import escape

from bot.charts import palette
from bot.charts.font import FAMILY, face
from bot.charts.lines import drawable, missing, wrap
from bot.charts.rendering import RENDERER

WIDTH = 400
"""Units across; a phone shows the picture some 340 points wide, so that type of 17 units has 14 points there."""
ZOOM = 2.25
"""Pixels a unit: 900 across, which is sharp on a phone's screen."""
MARGIN = 16
INNER = WIDTH - 2 * MARGIN

TITLE, BODY, SMALL = 20.0, 17.0, 15.0
LEADING = 1.26
"""Height of a line over the size of its type: ascender and descender of the font."""
ASCENT = 0.95
"""Where the baseline of a line lies below its top, over the size of its type."""


@dataclass(frozen=True)
class Caption:
    """The text around a chart: `heading` names the poll, `title` the item, `notes` are sentences below.

    They are drawn only where the chart `stands_alone`, as a file does; elsewhere the page says them.
    """

    heading: str
    title: str
    notes: tuple[str, ...] = ()
    stands_alone: bool = False


@dataclass(frozen=True)
class Placed:
    """A line of text and the box that it was given; units from the top left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    bold: bool
    size: float


class Canvas:
    """Collects shapes and text as SVG. `y` is the top of the next block, `missing` the letters that the font lacks."""

    def __init__(self, theme: palette.Theme = palette.Theme.DARK) -> None:
        self.y: float = MARGIN
        self._colours = palette.COLOURS[theme]
        self.placed: list[Placed] = []
        self.missing: set[str] = set()
        self._shapes: list[str] = []

    def _paint(self, colour: str) -> str:
        """Return a named colour of the theme; what is none of these is painted as it is."""
        return self._colours.get(colour, colour)

    def rectangle(
        self, x: float, y: float, width: float, height: float, fill: str, *, outline: str = "none", radius: float = 0
    ) -> None:
        """Draw a rectangle."""
        self._shapes.append(
            f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" rx="{radius}" '
            f'fill="{self._paint(fill)}" stroke="{self._paint(outline)}" stroke-width="1"/>'
        )

    def path(
        self, commands: str, *, fill: str = "none", stroke: str = "none", width: float = 1, extra: str = ""
    ) -> None:
        """Draw a path in SVG's own language."""
        self._shapes.append(
            f'<path d="{commands}" fill="{self._paint(fill)}" stroke="{self._paint(stroke)}" '
            f'stroke-width="{width:.2f}" {extra}/>'
        )

    def line(
        self, x: float, y: float, to_x: float, to_y: float, stroke: str, *, width: float = 1, dashed: bool = False
    ) -> None:
        """Draw a straight line."""
        extra = 'stroke-dasharray="5 4"' if dashed else ""
        self.path(f"M{x:.2f} {y:.2f}L{to_x:.2f} {to_y:.2f}", stroke=stroke, width=width, extra=extra)

    def text(
        self,
        x: float,
        top: float,
        words: str,
        size: float = BODY,
        *,
        bold: bool = False,
        anchor: float = 0,
        fill: str = palette.INK,
    ) -> None:
        """Set one line whose top is there. `anchor` is the part of its width left of `x`: 0, 0.5 or 1."""
        self.missing |= missing(words)
        words = drawable(words)
        width = face(bold=bold).width(words, size)
        left = x - anchor * width
        self.placed.append(Placed(words, left, top, left + width, top + size * LEADING, bold, size))
        weight = "bold" if bold else "normal"
        # resvg sets no ligatures where letters are spaced, and then what is drawn is as wide as what was measured.
        self._shapes.append(
            f'<text x="{left:.2f}" y="{top + ASCENT * size:.2f}" font-family="{FAMILY}" font-size="{size}" '
            f'font-weight="{weight}" letter-spacing="0.01" fill="{self._paint(fill)}" '
            f'xml:space="preserve">{escape(words)}</text>'
        )

    def lines(
        self,
        x: float,
        top: float,
        words: str,
        width: float,
        size: float = BODY,
        *,
        bold: bool = False,
        anchor: float = 0,
        fill: str = palette.INK,
    ) -> float:
        """Set a text in as many lines as it takes and return where they end."""
        self.missing |= missing(words)
        for line in wrap(words, width, size, bold=bold):
            self.text(x, top, line, size, bold=bold, anchor=anchor, fill=fill)
            top += size * LEADING
        return top

    def block(
        self, words: str, size: float = BODY, *, indent: float = 0, bold: bool = False, fill: str = palette.INK
    ) -> None:
        """Set a text over the whole width and go on below it."""
        self.y = self.lines(MARGIN + indent, self.y, words, INNER - indent, size, bold=bold, fill=fill)

    def begin(self, caption: Caption) -> None:
        """Set what stands above a chart that stands alone."""
        if not caption.stands_alone:
            return
        self.block(caption.heading, SMALL, fill=palette.FAINT)
        self.block(caption.title, TITLE, bold=True)
        self.y += 8

    def end(self, caption: Caption, *notes: str) -> None:
        """Set what stands below a chart that stands alone."""
        if not caption.stands_alone:
            return
        self.y += 8
        for note in notes:
            self.block(note, SMALL, fill=palette.FAINT)

    def svg(self) -> str:
        """Return the card with everything on it."""
        height = round(self.y + MARGIN)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}">'
            f'<rect width="{WIDTH}" height="{height}" fill="{self._paint(palette.CARD)}"/>'
            f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" fill="none" '
            f'stroke="{self._paint(palette.EDGE)}"/>'
            f"{''.join(self._shapes)}</svg>"
        )

    def png(self) -> bytes:
        """Render with the charts' own font and no other; blocks. Raises CannotDraw."""
        fonts = [str(face(bold=bold).file) for bold in (False, True)]
        return RENDERER.png(
            svg_string=self.svg(), zoom=ZOOM, skip_system_fonts=True, font_files=fonts, font_family=FAMILY
        )
