"""An instant run-off: a row an option, with its first choices and what came over to it as others went out."""

from dataclasses import dataclass
from fractions import Fraction

from bot.charts import palette
from bot.charts.alternative import alternative
from bot.charts.canvas import Canvas, Caption
from bot.charts.marks import editors_note, name_of
from bot.charts.options import answers_note
from bot.charts.rows import GAP, draw_row, figures_width
from bot.domain.texts import say
from bot.i18n import Speech


@dataclass(frozen=True)
class Standing:
    """One option's votes, round by round until it is out. `won` marks the winner, or several in a tie."""

    label: str
    votes: tuple[int, ...]
    won: bool = False
    editors: bool = False


@dataclass(frozen=True)
class RankingChart:
    """The rounds of an instant run-off. `exhausted` are the ballots that name no option left, round by round."""

    caption: Caption
    standings: tuple[Standing, ...]
    exhausted: tuple[int, ...]
    ballots: int
    abstentions: int

    def draw(self, canvas: Canvas, speech: Speech) -> None:
        """Draw a row for each option: its first choices, and what came over to it until the end."""
        canvas.begin(self.caption)
        everybody = sum(one.votes[0] for one in self.standings if one.votes)
        figures = [self.figure(standing, speech) for standing in self.in_order()]
        for standing, figure in zip(self.in_order(), figures, strict=True):
            first, last = (standing.votes[0], standing.votes[-1]) if standing.votes else (0, 0)
            solid, soft = (palette.LEADS, palette.LEADS_SOFT) if standing.won else (palette.OTHER, palette.OTHER_SOFT)
            segments = [(Fraction(first, everybody or 1), solid), (Fraction(last - first, everybody or 1), soft)]
            name = self.name(standing, speech)
            draw_row(canvas, name, figure, figures_width(figures), segments, leads=standing.won)
        canvas.y -= GAP
        canvas.end(self.caption, *self._notes(speech))

    def describe(self, speech: Speech) -> str:
        """Name every option, the longest in the race first, with its votes in each round."""
        entries = [(self.name(standing, speech), self._journey(standing, speech)) for standing in self.in_order()]
        head = speech.text(
            say("Rounds of an instant run-off. {title}", title=f"{self.caption.heading}. {self.caption.title}")
        )
        return alternative(head, entries, self._notes(speech), speech)

    def in_order(self) -> list[Standing]:
        """Put who stayed longest, with most votes at the end, first."""
        return sorted(
            self.standings, key=lambda one: (not one.won, -len(one.votes), -one.votes[-1] if one.votes else 0)
        )

    @property
    def _rounds(self) -> int:
        return len(self.exhausted)

    def figure(self, standing: Standing, speech: Speech) -> str:
        """Write first choices and votes at the end, and whether it went out before."""
        ends = [standing.votes[0], *standing.votes[-1:]] if standing.votes else []
        words = " → ".join(speech.number(votes) for votes in dict.fromkeys(ends))
        if len(standing.votes) < self._rounds:
            return speech.text(say("{votes}, out", votes=words))
        return words

    def name(self, standing: Standing, speech: Speech) -> str:
        label = name_of(standing)
        tied = sum(one.won for one in self.standings) > 1
        if not standing.won:
            return label
        found = speech.text(say("tied") if tied else say("winner"))
        return f"{label} ({found})"

    def _journey(self, standing: Standing, speech: Speech) -> str:
        votes = ", ".join(speech.number(votes) for votes in standing.votes)
        if len(standing.votes) < self._rounds:
            return speech.text(say("{votes}, then out", votes=votes))
        return votes

    def _notes(self, speech: Speech) -> list[str]:
        came_over = any(one.votes and one.votes[-1] > one.votes[0] for one in self.standings)
        unit = (
            say("Dark bars are first choices. Lighter parts came from eliminated options.")
            if came_over
            else say("The numbers are first choices.")
        )
        notes = [speech.text(unit)]
        if any(self.exhausted):
            numbers = ", ".join(speech.number(count) for count in self.exhausted)
            notes.append(speech.text(say("Ballots with no option left, round by round: {numbers}.", numbers=numbers)))
        notes += [answers_note(self.ballots, self.abstentions, speech), *self.caption.notes]
        return [*notes, *editors_note(self.standings, speech)]
