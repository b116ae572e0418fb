"""Shares before and after, of all who voted: a line an option, so that who gained and who lost is seen at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.charts import palette
from bot.charts.alternative import alternative
from bot.charts.canvas import LEADING, MARGIN, SMALL, WIDTH, Canvas, Caption
from bot.charts.font import face
from bot.charts.lines import wrap
from bot.charts.marks import editors_note, name_of
from bot.domain.texts import say
from bot.i18n import Speech

SPAN = 92
"""Units between before and after."""
LOWEST = 110.0
"""Units from the largest share to the smallest, at least."""
TIE = 14
"""Units between a line and its label, which may have moved up or down to make room."""
LINE_HEIGHT = SMALL * LEADING


@dataclass(frozen=True)
class SlopeLine:
    """One option; a share is None where it was not on that ballot paper, or all abstained.

    `change` says that it gained most (1) or lost most (-1) of all, 0 that it did neither.
    """

    label: str
    before: Fraction | None
    after: Fraction | None
    change: int = 0
    editors: bool = False


@dataclass(frozen=True)
class SlopeChart:
    """How the shares of all who voted changed."""

    caption: Caption
    lines: tuple[SlopeLine, ...]

    def draw(self, canvas: Canvas, speech: Speech) -> None:
        """Draw the lines, percentages on the left, and percentages with names on the right."""
        canvas.begin(self.caption)
        marks = [_percent(line.before, speech) for line in self.lines]
        left = MARGIN + max(face(bold=True).width(mark, SMALL) for mark in marks) + TIE
        right = left + SPAN
        before, after = speech.text(say("Before")), speech.text(say("After"))
        ends = (
            canvas.lines(MARGIN, canvas.y, before, right - MARGIN - TIE, SMALL, fill=palette.FAINT),
            canvas.lines(right + TIE, canvas.y, after, WIDTH - MARGIN - right - TIE, SMALL, fill=palette.FAINT),
        )
        canvas.y = max(ends) + 2
        self._draw_lines(canvas, speech, left, right)
        canvas.end(self.caption, *self._notes(speech))

    def describe(self, speech: Speech) -> str:
        """Name every option with its share before and after, those that changed most first."""
        entries = [
            (name_of(line), f"{_percent(line.before, speech)} → {_percent(line.after, speech)}")
            for line in sorted(self.lines, key=lambda line: line.change == 0)
        ]
        head = speech.text(
            say("Shares before and after. {title}", title=f"{self.caption.heading}. {self.caption.title}")
        )
        return alternative(head, entries, self._notes(speech), speech)

    def _draw_lines(self, canvas: Canvas, speech: Speech, left: float, right: float) -> None:
        shares = [share for line in self.lines for share in (line.before, line.after) if share is not None]
        highest, lowest = max(shares, default=Fraction(1)), min(shares, default=Fraction(0))
        width = WIDTH - MARGIN - right - TIE
        labels = [f"{_percent(line.after, speech)} {name_of(line)}" for line in self.lines]
        heights = [
            len(wrap(label, width, SMALL, bold=bool(line.change))) * LINE_HEIGHT
            for label, line in zip(labels, self.lines, strict=True)
        ]
        area = max(LOWEST, sum(heights), LINE_HEIGHT * len(self.lines))
        top = canvas.y

        def y(share: Fraction | None) -> float:
            if share is None or highest == lowest:
                return top + area / 2
            return top + LINE_HEIGHT / 2 + (area - LINE_HEIGHT) * float((highest - share) / (highest - lowest))

        before = _apart([y(line.before) for line in self.lines], [LINE_HEIGHT] * len(self.lines), top, area)
        after = _apart([y(line.after) for line in self.lines], heights, top, area)
        for place, line in sorted(enumerate(self.lines), key=lambda entry: abs(entry[1].change)):
            colour = {1: palette.GAIN, -1: palette.LOSS}.get(line.change, palette.FAINT)
            stroke = 3.0 if line.change else 1.5
            start, end = y(line.before), y(line.after)
            if line.before is not None:
                canvas.line(left - TIE + 3, before[place] + LINE_HEIGHT / 2, left, start, palette.EDGE)
            canvas.line(right, end, right + TIE - 3, after[place] + heights[place] / 2, palette.EDGE)
            if line.before is not None and line.after is not None:
                canvas.line(left, start, right, end, colour, width=stroke)
            bold = bool(line.change)
            canvas.text(left - TIE, before[place], _percent(line.before, speech), SMALL, bold=bold, anchor=1)
            canvas.lines(right + TIE, after[place], labels[place], width, SMALL, bold=bold)
        canvas.y = top + area

    def _notes(self, speech: Speech) -> list[str]:
        return [
            speech.text(say("Percentages leave out abstentions.")),
            *self.caption.notes,
            *editors_note(self.lines, speech),
        ]


def _percent(share: Fraction | None, speech: Speech) -> str:
    return "–" if share is None else speech.percent(share)


def _apart(middles: Sequence[float], heights: Sequence[float], top: float, area: float) -> list[float]:
    """Return tops for blocks, as near to their middles as they can be without covering one another or leaving the area.

    Equal middles stay in their order.
    """
    order = sorted(range(len(middles)), key=lambda place: (middles[place], place))
    tops = [0.0] * len(middles)
    free = top
    for place in order:
        tops[place] = max(free, middles[place] - heights[place] / 2)
        free = tops[place] + heights[place]
    limit = top + area
    for place in reversed(order):
        tops[place] = min(tops[place], limit - heights[place])
        limit = tops[place]
    return tops
