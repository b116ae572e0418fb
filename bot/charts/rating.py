"""Agreement on a scale: the whole as one strip with the median in its middle, then the figures of each step."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from bot.charts import palette
from bot.charts.alternative import alternative
from bot.charts.canvas import BODY, INNER, LEADING, MARGIN, SMALL, Canvas, Caption
from bot.charts.font import face
from bot.charts.lines import plain
from bot.charts.marks import editors_note, name_of
from bot.charts.options import answers_note, figures_of
from bot.charts.rows import figures_width
from bot.domain.texts import Text, say
from bot.i18n import Speech

STRIP_HEIGHT = 30
OVERHANG = 6
BADGE = 20
GAP = 3


class Side(Enum):
    """Which way a step of a scale goes."""

    DISAGREE = "disagree"
    NEITHER = "neither"
    AGREE = "agree"


@dataclass(frozen=True)
class Step:
    """One step of a scale; `editors` marks one that the editors named."""

    label: str
    votes: int
    side: Side
    editors: bool = False


@dataclass(frozen=True)
class RatingChart:
    """The result of an item with a scale, whose steps stand in order.

    `medians` are the places of the lower and the upper median among the steps, from 0: one where they are the same,
    none without votes.
    """

    caption: Caption
    steps: tuple[Step, ...]
    medians: tuple[int, ...]
    ballots: int
    abstentions: int

    def draw(self, canvas: Canvas, speech: Speech) -> None:
        """Draw the strip, then name its steps; the numbers in both tell them apart where colours do not."""
        canvas.begin(self.caption)
        fills = self.fills()
        if self._valid:
            self._draw_strip(canvas, fills, speech)
        figures = [self._figures(step, speech) for step in self.steps]
        column = figures_width(figures)
        for number, (figure, fill) in enumerate(zip(figures, fills, strict=True)):
            self._draw_step(canvas, number, figure, column, fill, speech)
        canvas.y -= GAP
        canvas.end(self.caption, *self._notes(speech))

    def describe(self, speech: Speech) -> str:
        """Name every step with its figures, the median, and both sides."""
        entries = [(name_of(step), self._figures(step, speech)) for step in self.steps]
        head = speech.text(
            say("Distribution over a scale. {title}", title=f"{self.caption.heading}. {self.caption.title}")
        )
        sides = [speech.text(self.side_words(side, speech)) for side in self.ends()] if self._valid else []
        found = ", ".join(sides)
        tail = [self.median_words(speech), f"{found}." if found else "", *self._notes(speech)]
        return alternative(head, entries, [sentence for sentence in tail if sentence], speech)

    @property
    def _valid(self) -> int:
        return sum(step.votes for step in self.steps)

    def _share(self, votes: int) -> Fraction | None:
        return Fraction(votes, self._valid) if self._valid else None

    def _figures(self, step: Step, speech: Speech) -> str:
        return figures_of(step.votes, self._share(step.votes), speech)

    def fills(self) -> list[str]:
        """Give every step its colour, the stronger the further out on its side it stands."""
        middle = (len(self.steps) - 1) / 2
        fills = [palette.NEITHER] * len(self.steps)
        for side, shades in ((Side.DISAGREE, palette.DISAGREE), (Side.AGREE, palette.AGREE)):
            places = [place for place, step in enumerate(self.steps) if step.side is side]
            for rank, place in enumerate(sorted(places, key=lambda place: -abs(place - middle))):
                fills[place] = shades[min(rank, len(shades) - 1)]
        return fills

    def ends(self) -> tuple[Side, Side]:
        """Name the sides as they lie in the strip, left and right."""
        if self.steps[0].side is Side.AGREE:
            return Side.AGREE, Side.DISAGREE
        return Side.DISAGREE, Side.AGREE

    def side_words(self, side: Side, speech: Speech) -> Text:
        votes = sum(step.votes for step in self.steps if step.side is side)
        share = speech.percent(Fraction(votes, self._valid))
        return say("Agree {share}", share=share) if side is Side.AGREE else say("Disagree {share}", share=share)

    def _draw_strip(self, canvas: Canvas, fills: list[str], speech: Speech) -> None:
        left, right = (speech.text(self.side_words(side, speech)) for side in self.ends())
        half = INNER / 2 - 6
        ends = canvas.lines(MARGIN, canvas.y, left, half, bold=True)
        canvas.y = max(ends, canvas.lines(MARGIN + INNER, canvas.y, right, half, bold=True, anchor=1)) + OVERHANG
        for number, start, length in self._segments():
            canvas.rectangle(MARGIN + start, canvas.y, length, STRIP_HEIGHT, fills[number], outline=palette.INK)
            words = str(number + 1)
            if length > face(bold=True).width(words, BODY) + 4:
                top = canvas.y + (STRIP_HEIGHT - BODY * LEADING) / 2
                ink = palette.ink_on(fills[number])
                canvas.text(
                    MARGIN + start + length * self._label_place(start, length),
                    top,
                    words,
                    bold=True,
                    anchor=0.5,
                    fill=ink,
                )
        middle = MARGIN + INNER / 2
        canvas.line(middle, canvas.y - OVERHANG, middle, canvas.y + STRIP_HEIGHT + OVERHANG, palette.CARD, width=5)
        canvas.line(middle, canvas.y - OVERHANG, middle, canvas.y + STRIP_HEIGHT + OVERHANG, palette.INK, width=2.5)
        canvas.y += STRIP_HEIGHT + OVERHANG + GAP

    def _segments(self) -> Iterator[tuple[int, float, float]]:
        """Return number, start and length of every step that has votes."""
        start = 0.0
        for number, step in enumerate(self.steps):
            length = INNER * step.votes / self._valid
            if length:
                yield number, start, length
            start += length

    @staticmethod
    def _label_place(start: float, length: float) -> float:
        """Say where in a segment its number stands: in the middle, unless the median's line runs there."""
        middle = INNER / 2
        if not start < middle < start + length:
            return 0.5
        left, right = middle - start, start + length - middle
        return left / 2 / length if left >= right else 1 - right / 2 / length

    def _draw_step(self, canvas: Canvas, number: int, figure: str, column: float, fill: str, speech: Speech) -> None:
        top = canvas.y
        canvas.rectangle(MARGIN, top + 1, BADGE, BADGE, fill, outline=palette.INK, radius=2)
        ink = palette.ink_on(fill)
        badge = top + 1 + (BADGE - SMALL * LEADING) / 2
        canvas.text(MARGIN + BADGE / 2, badge, str(number + 1), SMALL, bold=True, anchor=0.5, fill=ink)
        is_median = number in self.medians
        label = plain(self.steps[number].label)
        if is_median:
            label += " (" + speech.text(say("median")) + ")"
        indent = BADGE + 8
        end = canvas.lines(MARGIN + indent, top, label, INNER - indent - column - 8, bold=is_median)
        canvas.y = max(end, canvas.lines(MARGIN + INNER, top, figure, column, bold=is_median, anchor=1)) + GAP

    def median_words(self, speech: Speech) -> str:
        labels = [name_of(self.steps[place]) for place in self.medians]
        if not labels:
            return ""
        if len(labels) == 1:
            return speech.text(say("Median: {step}.", step=labels[0]))
        return speech.text(say("Median: between {low} and {high}.", low=labels[0], high=labels[-1]))

    def _notes(self, speech: Speech) -> list[str]:
        return [
            answers_note(self.ballots, self.abstentions, speech),
            *self.caption.notes,
            *editors_note(self.steps, speech),
        ]
