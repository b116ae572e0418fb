"""Turnout over time: how many have voted, as steps. It knows when votes came in and nothing of what they say."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from bot.charts import palette
from bot.charts.alternative import alternative
from bot.charts.canvas import LEADING, MARGIN, SMALL, WIDTH, Canvas, Caption
from bot.charts.font import face
from bot.domain.texts import Text, say, say_many
from bot.domain.turnout import MINUTE, Arrivals
from bot.i18n import Speech

HEIGHT = 120
MOST_MARKS = 4
HOUR, DAY = 60, 60 * 24
MARKS = (1, 2, 5, 10, 15, 30, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR, DAY, 2 * DAY, 5 * DAY, 10 * DAY, 20 * DAY)
"""Minutes between two marks on the line of time."""


@dataclass(frozen=True)
class TurnoutChart:
    """How many had voted at each time since the poll opened."""

    caption: Caption
    arrivals: Arrivals
    electorate: int | None

    def draw(self, canvas: Canvas, speech: Speech) -> None:
        """Draw the steps over a scale of people and one of time."""
        canvas.begin(self.caption)
        total = sum(self.arrivals.people)
        canvas.block(self._people(total, speech), bold=True)
        canvas.y += 8
        top = max(total, self.electorate or 0) if self._shows_electorate else total
        step = _round_step(max(top, 1) / MOST_MARKS)
        highest = step * -(-max(top, 1) // step)
        marks = [speech.number(number) for number in range(0, highest + 1, step)]
        left = MARGIN + max(face().width(mark, SMALL) for mark in marks) + 8
        area = _Area(left, canvas.y + SMALL * LEADING / 2, WIDTH - MARGIN - left, highest, len(self.arrivals.people))
        self._draw_scale(canvas, area, marks)
        self._draw_steps(canvas, area)
        self._draw_time(canvas, area, speech)
        canvas.end(self.caption, *self._notes(speech))

    def describe(self, speech: Speech) -> str:
        """Say how many had voted by each mark of time."""
        head = f"{self.caption.title}. {self.caption.heading}"
        total = f"{self._people(sum(self.arrivals.people), speech)}."
        return alternative(head, self.marks(speech), [total, *self._notes(speech)], speech)

    def marks(self, speech: Speech) -> list[tuple[str, str]]:
        """Return some times since the poll opened, and how many had voted by each."""
        sums = list(accumulate(self.arrivals.people, initial=0))
        times = [*range(self._apart, self.arrivals.minutes, self._apart), self.arrivals.minutes]
        places = [minutes * MINUTE // self.arrivals.seconds for minutes in times]
        return [
            (speech.text(_span(minutes, minutes)), speech.number(sums[place]))
            for minutes, place in zip(times, places, strict=True)
        ]

    @property
    def _apart(self) -> int:
        """Minutes between two marks of time."""
        length = self.arrivals.minutes
        return next((mark for mark in MARKS if length <= mark * MOST_MARKS), -(-length // MOST_MARKS // DAY) * DAY)

    @property
    def _shows_electorate(self) -> bool:
        """Whether the electorate is near enough that the steps stay readable below it."""
        return self.electorate is not None and self.electorate <= 2 * sum(self.arrivals.people)

    def _people(self, total: int, speech: Speech) -> str:
        voted = speech.text(say_many("{count} person voted", "{count} people voted", count=total))
        if not self.electorate:
            return voted
        share, everybody = speech.percent(Fraction(total, self.electorate)), speech.number(self.electorate)
        return speech.text(
            say("{voted} (turnout {share} of {electorate})", voted=voted, share=share, electorate=everybody)
        )

    def _draw_scale(self, canvas: Canvas, area: "_Area", marks: list[str]) -> None:
        for number, mark in enumerate(marks):
            y = area.y(number * area.highest // (len(marks) - 1))
            canvas.line(area.left, y, area.left + area.width, y, palette.EDGE)
            canvas.text(area.left - 6, y - SMALL * LEADING / 2, mark, SMALL, anchor=1, fill=palette.FAINT)
        if self._shows_electorate and self.electorate is not None:
            y = area.y(self.electorate)
            canvas.line(area.left, y, area.left + area.width, y, palette.INK, width=1.5, dashed=True)

    def _draw_steps(self, canvas: Canvas, area: "_Area") -> None:
        commands = f"M{area.left:.2f} {area.y(0):.2f}"
        for place, people in enumerate(accumulate(self.arrivals.people)):
            # A span is drawn flat at what it came to, so that the line never shows a vote before it was cast.
            commands += f"H{area.x(place + 1):.2f}V{area.y(people):.2f}"
        closing = f"V{area.y(0):.2f}Z"
        canvas.path(commands + closing, fill=palette.LINE, extra='fill-opacity="0.18"')
        canvas.path(commands, stroke=palette.LINE, width=3, extra='stroke-linejoin="round"')

    def _draw_time(self, canvas: Canvas, area: "_Area", speech: Speech) -> None:
        length, apart = self.arrivals.minutes, self._apart
        canvas.y = area.y(0) + SMALL * LEADING / 2
        for minutes in range(0, length + 1, apart):
            x = area.left + area.width * minutes / length
            words = speech.text(_span(minutes, apart))
            half = face().width(words, SMALL) / 2
            canvas.line(x, area.y(0), x, area.y(0) + 5, palette.INK)
            canvas.text(
                min(max(x, MARGIN + half), WIDTH - MARGIN - half),
                canvas.y,
                words,
                SMALL,
                anchor=0.5,
                fill=palette.FAINT,
            )
        canvas.y += SMALL * LEADING + 4

    def _notes(self, speech: Speech) -> list[str]:
        notes = [speech.text(say("Time since the poll opened."))]
        if self._shows_electorate:
            notes.append(speech.text(say("The dashed line is everybody who may vote.")))
        return [*notes, *self.caption.notes]


@dataclass(frozen=True)
class _Area:
    """Where the steps are drawn: people upwards, spans to the right."""

    left: float
    top: float
    width: float
    highest: int
    spans: int

    def x(self, place: int) -> float:
        return self.left + self.width * place / self.spans

    def y(self, people: float) -> float:
        return self.top + HEIGHT * (1 - people / self.highest)


def _round_step(least: float) -> int:
    """Return the first of 1, 2, 5, 10, 20, 50 and so on that is not smaller."""
    power = 1
    while True:
        for digit in (1, 2, 5):
            if digit * power >= least:
                return digit * power
        power *= 10


def _span(minutes: int, apart: int) -> Text:
    if minutes and apart % DAY == 0:
        return say_many("{count} day", "{count} days", count=minutes // DAY)
    if minutes and apart % HOUR == 0:
        return say("{hours} h", hours=minutes // HOUR)
    return say("{minutes} min", minutes=minutes)
