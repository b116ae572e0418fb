"""An instant run-off: a row an option, a column a round, so that votes are seen to move as options go out."""

from dataclasses import dataclass

from bot.charts import palette
from bot.charts.alternative import alternative
from bot.charts.canvas import INNER, LEADING, MARGIN, SMALL, Canvas, Caption
from bot.charts.font import face
from bot.charts.marks import editors_note, name_of
from bot.charts.options import GAP, answers_note
from bot.domain.texts import say, say_many
from bot.i18n import Speech

COLUMN_HEIGHT = 48
WIDEST = 90.0
SPACE = 4


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
        """Draw for every option a column a round, as high as its share of the ballots still counting."""
        canvas.begin(self.caption)
        self._draw_heads(canvas, speech)
        for standing in self._in_order():
            name = self._name(standing, speech)
            canvas.block(name, bold=standing.won)
            self._draw_row(canvas, standing, speech)
        canvas.end(*self._notes(speech))

    def describe(self, speech: Speech) -> str:
        """Name every option, the longest in the race first, with its votes in each round."""
        entries = [(self._name(standing, speech), self._journey(standing, speech)) for standing in self._in_order()]
        head = speech.text(
            say("Rounds of an instant run-off. {title}", title=f"{self.caption.heading}. {self.caption.title}")
        )
        return alternative(head, entries, self._notes(speech), speech)

    def _in_order(self) -> list[Standing]:
        """Put who stayed longest, with most votes at the end, first."""
        return sorted(
            self.standings, key=lambda one: (not one.won, -len(one.votes), -one.votes[-1] if one.votes else 0)
        )

    @property
    def _rounds(self) -> int:
        return len(self.exhausted)

    @property
    def _width(self) -> float:
        return min(WIDEST, INNER / max(self._rounds, 1))

    def _size(self, speech: Speech) -> float:
        """Return the size of figures, which is smaller only where thousands have many rounds."""
        figures = (speech.number(votes) for standing in self.standings for votes in standing.votes)
        widest = max((face(bold=True).width(figure, SMALL) for figure in figures), default=0)
        return SMALL * min(1, (self._width - SPACE / 2) / max(widest, 1))

    def _name(self, standing: Standing, speech: Speech) -> str:
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

    def _draw_heads(self, canvas: Canvas, speech: Speech) -> None:
        canvas.block(speech.text(say("Round")), SMALL, bold=True)
        for number in range(self._rounds):
            words = speech.number(number + 1)
            canvas.text(MARGIN + (number + 0.5) * self._width, canvas.y, words, SMALL, bold=True, anchor=0.5)
        canvas.y += SMALL * LEADING
        canvas.line(MARGIN, canvas.y, MARGIN + self._width * self._rounds, canvas.y, palette.INK)
        canvas.y += SPACE

    def _draw_row(self, canvas: Canvas, standing: Standing, speech: Speech) -> None:
        canvas.y += 2
        base = canvas.y + COLUMN_HEIGHT
        for number in range(self._rounds):
            left = MARGIN + number * self._width + SPACE / 2
            width = self._width - SPACE
            middle = left + width / 2
            if number < len(standing.votes):
                votes = standing.votes[number]
                canvas.rectangle(left, canvas.y, width, COLUMN_HEIGHT, palette.TRACK)
                height = COLUMN_HEIGHT * votes / (self._counting(number) or 1)
                if votes:
                    canvas.rectangle(left, base - max(height, 2), width, max(height, 2), palette.BAR)
                self._draw_majority(canvas, left, width)
                canvas.text(middle, base, speech.number(votes), self._size(speech), bold=standing.won, anchor=0.5)
            elif number == len(standing.votes):
                self._draw_cross(canvas, middle, canvas.y + COLUMN_HEIGHT / 2)
                canvas.text(middle, base, speech.text(say("out")), SMALL, anchor=0.5, fill=palette.FAINT)
        canvas.y = base + SMALL * LEADING + GAP

    @staticmethod
    def _draw_majority(canvas: Canvas, left: float, width: float) -> None:
        half = canvas.y + COLUMN_HEIGHT / 2
        canvas.line(left - SPACE / 2, half, left + width + SPACE / 2, half, palette.INK, dashed=True)

    @staticmethod
    def _draw_cross(canvas: Canvas, x: float, y: float) -> None:
        arm = 5
        for sign in (1, -1):
            canvas.line(x - arm, y - sign * arm, x + arm, y + sign * arm, palette.OUT, width=2)

    def _counting(self, number: int) -> int:
        """Return how many ballots count in a round."""
        return sum(standing.votes[number] for standing in self.standings if number < len(standing.votes))

    def _notes(self, speech: Speech) -> list[str]:
        notes = [speech.text(say("The dashed line is half of the ballots that count in a round."))]
        if any(self.exhausted):
            numbers = ", ".join(speech.number(count) for count in self.exhausted)
            notes.append(
                speech.text(say("Ballots that name no option left, round by round: {numbers}.", numbers=numbers))
            )
        notes += [_answers(self.ballots, self.abstentions, speech), *self.caption.notes]
        return [*notes, *editors_note(self.standings, speech)]


def _answers(ballots: int, abstentions: int, speech: Speech) -> str:
    if not abstentions:
        return answers_note(ballots, abstentions, speech)
    answers = speech.text(say_many("{count} answer", "{count} answers", count=ballots))
    abstained = speech.text(say_many("{count} abstention", "{count} abstentions", count=abstentions))
    return speech.text(say("{answers}, of which {abstained}.", answers=answers, abstained=abstained))
