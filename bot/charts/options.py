"""Votes for options: a bar each, as long as its share."""

from dataclasses import dataclass
from fractions import Fraction

from bot.charts import palette
from bot.charts.alternative import alternative
from bot.charts.canvas import Canvas, Caption
from bot.charts.marks import editors_note, name_of
from bot.charts.rows import GAP, draw_row, figures_width
from bot.domain.texts import say, say_many
from bot.i18n import Speech


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

    def draw(self, canvas: Canvas, speech: Speech) -> None:
        """Draw a row for each option, those that lead in a colour of their own."""
        most = max((bar.votes for bar in self.bars), default=0)
        figures = [figures_of(bar.votes, bar.share, speech) for bar in self.bars]
        canvas.begin(self.caption)
        for bar, figure in zip(self.bars, figures, strict=True):
            leads = bar.votes == most > 0
            segments = [(bar.share or Fraction(0), palette.LEADS if leads else palette.OTHER)]
            draw_row(canvas, name_of(bar), figure, figures_width(figures), segments, leads=leads)
        canvas.y -= GAP
        canvas.end(self.caption, *self._notes(speech))

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
    """Say how many chose something, of whom the shares are, and how many abstained."""
    answers = speech.text(say_many("{count} answer", "{count} answers", count=ballots - abstentions))
    if not abstentions:
        return speech.text(say("{answers}, no abstentions.", answers=answers))
    abstained = speech.text(say_many("{count} abstention", "{count} abstentions", count=abstentions))
    return speech.text(say("{answers}, {abstained}.", answers=answers, abstained=abstained))
