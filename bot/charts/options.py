"""Votes for options: a bar each, as long as its share."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.charts import palette
from bot.charts.alternative import alternative
from bot.charts.canvas import BODY, INNER, LEADING, MARGIN, Canvas, Caption
from bot.charts.font import face
from bot.charts.lines import plain
from bot.charts.marks import editors_note, name_of
from bot.domain.texts import say, say_many
from bot.i18n import Speech

BAR_HEIGHT = 20
GAP = 10
MOST_FIGURES = INNER / 2
"""Width that figures may take before they are set in two lines."""


@dataclass(frozen=True)
class Bar:
    """An option; `share` is of 0 to 1, None where everybody abstained. `editors` marks an option of the editors."""

    label: str
    votes: int
    share: Fraction | None
    editors: bool = False


@dataclass(frozen=True)
class OptionsChart:
    """The result of an item with options, in the order that they are drawn in. `ballots` includes abstentions."""

    caption: Caption
    bars: tuple[Bar, ...]
    ballots: int
    abstentions: int

    def ranked(self) -> "OptionsChart":
        """Return the same with most votes first; ties stay in the order of the paper."""
        bars = sorted(self.bars, key=lambda bar: -bar.votes)
        return OptionsChart(self.caption, tuple(bars), self.ballots, self.abstentions)

    def draw(self, canvas: Canvas, speech: Speech) -> None:
        """Draw a label, a bar and the figures for each option."""
        most = max((bar.votes for bar in self.bars), default=0)
        figures = [figures_of(bar.votes, bar.share, speech) for bar in self.bars]
        canvas.begin(self.caption)
        for bar, figure in zip(self.bars, figures, strict=True):
            canvas.block(name_of(bar))
            draw_bar(canvas, bar.share, figure, figures, leads=bar.votes == most > 0)
            canvas.y += GAP
        canvas.end(*self._notes(speech))

    def describe(self, speech: Speech) -> str:
        """Name every option with its figures."""
        entries = [(name_of(bar), figures_of(bar.votes, bar.share, speech)) for bar in self.bars]
        head = speech.text(say("Bar chart. {title}", title=f"{self.caption.heading}. {self.caption.title}"))
        return alternative(head, entries, self._notes(speech), speech)

    def _notes(self, speech: Speech) -> list[str]:
        return [
            answers_note(self.ballots, self.abstentions, speech),
            *self.caption.notes,
            *editors_note(self.bars, speech),
        ]


def figures_of(votes: int, share: Fraction | None, speech: Speech) -> str:
    """Write votes and their share."""
    counted = speech.text(say_many("{count} vote", "{count} votes", count=votes))
    return counted if share is None else f"{speech.percent(share)} · {counted}"


def answers_note(ballots: int, abstentions: int, speech: Speech) -> str:
    """Say how many answers there are, and what the shares are of."""
    answers = speech.text(say_many("{count} answer", "{count} answers", count=ballots))
    if not abstentions:
        return speech.text(say("{answers}, no abstentions.", answers=answers))
    abstained = speech.text(say_many("{count} abstention", "{count} abstentions", count=abstentions))
    return speech.text(
        say("{answers}, of which {abstained}; shares are of the others.", answers=answers, abstained=abstained)
    )


def draw_bar(
    canvas: Canvas,
    share: Fraction | None,
    figure: str,
    figures: Sequence[str],
    *,
    leads: bool,
    fill: str = palette.BAR,
    outline: str = "none",
) -> None:
    """Draw a bar on a track that stands for everybody, and its figures in a column as wide as the widest of all."""
    widest = max(face(bold=True).width(plain(words), BODY) for words in figures)
    column = min(widest, MOST_FIGURES) + 1
    length = INNER - column - 12
    canvas.y += 2
    canvas.rectangle(MARGIN, canvas.y, length, BAR_HEIGHT, palette.TRACK, radius=2)
    if share:
        canvas.rectangle(MARGIN, canvas.y, max(share * length, 2), BAR_HEIGHT, fill, outline=outline, radius=2)
    top = canvas.y + (BAR_HEIGHT - BODY * LEADING) / 2
    end = canvas.lines(MARGIN + length + 12, top, figure, column, BODY, bold=leads)
    canvas.y = max(canvas.y + BAR_HEIGHT, end)
