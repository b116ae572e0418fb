"""Votes for options: a bar each, as long as its share."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.charts import palette
from bot.charts.alternative import alternative
from bot.charts.font import face
from bot.charts.lines import plain
from bot.charts.marks import editors_note, name_of
from bot.charts.sheet import BODY, INNER, LEADING, MARGIN, Caption, Sheet
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

    def draw(self, sheet: Sheet, voice: Speech) -> None:
        """Draw a label, a bar and the figures for each option."""
        most = max((bar.votes for bar in self.bars), default=0)
        figures = [figures_of(bar.votes, bar.share, voice) for bar in self.bars]
        sheet.begin(self.caption)
        for bar, figure in zip(self.bars, figures, strict=True):
            sheet.block(name_of(bar))
            draw_bar(sheet, bar.share, figure, figures, leads=bar.votes == most > 0)
            sheet.y += GAP
        sheet.end(*self._notes(voice))

    def describe(self, voice: Speech) -> str:
        """Name every option with its figures."""
        entries = [(name_of(bar), figures_of(bar.votes, bar.share, voice)) for bar in self.bars]
        head = voice.text(say("Bar chart. {title}", title=f"{self.caption.heading}. {self.caption.title}"))
        return alternative(head, entries, self._notes(voice), voice)

    def _notes(self, voice: Speech) -> list[str]:
        return [
            answers_note(self.ballots, self.abstentions, voice),
            *self.caption.notes,
            *editors_note(self.bars, voice),
        ]


def figures_of(votes: int, share: Fraction | None, voice: Speech) -> str:
    """Write votes and their share."""
    counted = voice.text(say_many("{count} vote", "{count} votes", count=votes))
    return counted if share is None else f"{voice.percent(share)} · {counted}"


def answers_note(ballots: int, abstentions: int, voice: Speech) -> str:
    """Say how many answers there are, and what the shares are of."""
    answers = voice.text(say_many("{count} answer", "{count} answers", count=ballots))
    if not abstentions:
        return voice.text(say("{answers}, no abstentions.", answers=answers))
    abstained = voice.text(say_many("{count} abstention", "{count} abstentions", count=abstentions))
    return voice.text(
        say("{answers}, of which {abstained}; shares are of the others.", answers=answers, abstained=abstained)
    )


def draw_bar(
    sheet: Sheet,
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
    sheet.y += 2
    sheet.rectangle(MARGIN, sheet.y, length, BAR_HEIGHT, palette.TRACK, radius=2)
    if share:
        sheet.rectangle(MARGIN, sheet.y, max(share * length, 2), BAR_HEIGHT, fill, outline=outline, radius=2)
    top = sheet.y + (BAR_HEIGHT - BODY * LEADING) / 2
    end = sheet.lines(MARGIN + length + 12, top, figure, column, BODY, bold=leads)
    sheet.y = max(sheet.y + BAR_HEIGHT, end)
