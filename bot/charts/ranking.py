"""An instant run-off: a row an option, a column a round, so that votes are seen to move as options go out."""

from dataclasses import dataclass

from bot.charts import palette
from bot.charts.alternative import alternative
from bot.charts.font import face
from bot.charts.marks import editors_note, name_of
from bot.charts.options import GAP, answers_note
from bot.charts.sheet import INNER, LEADING, MARGIN, SMALL, Caption, Sheet
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

    def draw(self, sheet: Sheet, voice: Speech) -> None:
        """Draw for every option a column a round, as high as its share of the ballots still counting."""
        sheet.begin(self.caption)
        self._draw_heads(sheet, voice)
        for standing in self._in_order():
            name = self._name(standing, voice)
            sheet.block(name, bold=standing.won)
            self._draw_row(sheet, standing, voice)
        sheet.end(*self._notes(voice))

    def describe(self, voice: Speech) -> str:
        """Name every option, the longest in the race first, with its votes in each round."""
        entries = [(self._name(standing, voice), self._journey(standing, voice)) for standing in self._in_order()]
        head = voice.text(
            say("Rounds of an instant run-off. {title}", title=f"{self.caption.heading}. {self.caption.title}")
        )
        return alternative(head, entries, self._notes(voice), voice)

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

    def _size(self, voice: Speech) -> float:
        """Return the size of figures, which is smaller only where thousands have many rounds."""
        figures = (voice.number(votes) for standing in self.standings for votes in standing.votes)
        widest = max((face(bold=True).width(figure, SMALL) for figure in figures), default=0)
        return SMALL * min(1, (self._width - SPACE / 2) / max(widest, 1))

    def _name(self, standing: Standing, voice: Speech) -> str:
        label = name_of(standing)
        tied = sum(one.won for one in self.standings) > 1
        if not standing.won:
            return label
        found = voice.text(say("tied") if tied else say("winner"))
        return f"{label} ({found})"

    def _journey(self, standing: Standing, voice: Speech) -> str:
        votes = ", ".join(voice.number(votes) for votes in standing.votes)
        if len(standing.votes) < self._rounds:
            return voice.text(say("{votes}, then out", votes=votes))
        return votes

    def _draw_heads(self, sheet: Sheet, voice: Speech) -> None:
        sheet.block(voice.text(say("Round")), SMALL, bold=True)
        for number in range(self._rounds):
            words = voice.number(number + 1)
            sheet.text(MARGIN + (number + 0.5) * self._width, sheet.y, words, SMALL, bold=True, anchor=0.5)
        sheet.y += SMALL * LEADING
        sheet.line(MARGIN, sheet.y, MARGIN + self._width * self._rounds, sheet.y, palette.INK)
        sheet.y += SPACE

    def _draw_row(self, sheet: Sheet, standing: Standing, voice: Speech) -> None:
        sheet.y += 2
        base = sheet.y + COLUMN_HEIGHT
        for number in range(self._rounds):
            left = MARGIN + number * self._width + SPACE / 2
            width = self._width - SPACE
            middle = left + width / 2
            if number < len(standing.votes):
                votes = standing.votes[number]
                sheet.rectangle(left, sheet.y, width, COLUMN_HEIGHT, palette.TRACK)
                height = COLUMN_HEIGHT * votes / (self._counting(number) or 1)
                if votes:
                    sheet.rectangle(left, base - max(height, 2), width, max(height, 2), palette.BAR)
                self._draw_majority(sheet, left, width)
                sheet.text(middle, base, voice.number(votes), self._size(voice), bold=standing.won, anchor=0.5)
            elif number == len(standing.votes):
                self._draw_cross(sheet, middle, sheet.y + COLUMN_HEIGHT / 2)
                sheet.text(middle, base, voice.text(say("out")), SMALL, anchor=0.5, fill=palette.FAINT)
        sheet.y = base + SMALL * LEADING + GAP

    @staticmethod
    def _draw_majority(sheet: Sheet, left: float, width: float) -> None:
        half = sheet.y + COLUMN_HEIGHT / 2
        sheet.line(left - SPACE / 2, half, left + width + SPACE / 2, half, palette.INK, dashed=True)

    @staticmethod
    def _draw_cross(sheet: Sheet, x: float, y: float) -> None:
        arm = 5
        for sign in (1, -1):
            sheet.line(x - arm, y - sign * arm, x + arm, y + sign * arm, palette.OUT, width=2)

    def _counting(self, number: int) -> int:
        """Return how many ballots count in a round."""
        return sum(standing.votes[number] for standing in self.standings if number < len(standing.votes))

    def _notes(self, voice: Speech) -> list[str]:
        notes = [voice.text(say("The dashed line is half of the ballots that count in a round."))]
        if any(self.exhausted):
            numbers = ", ".join(voice.number(count) for count in self.exhausted)
            notes.append(
                voice.text(say("Ballots that name no option left, round by round: {numbers}.", numbers=numbers))
            )
        notes += [_answers(self.ballots, self.abstentions, voice), *self.caption.notes]
        return [*notes, *editors_note(self.standings, voice)]


def _answers(ballots: int, abstentions: int, voice: Speech) -> str:
    if not abstentions:
        return answers_note(ballots, abstentions, voice)
    answers = voice.text(say_many("{count} answer", "{count} answers", count=ballots))
    abstained = voice.text(say_many("{count} abstention", "{count} abstentions", count=abstentions))
    return voice.text(say("{answers}, of which {abstained}.", answers=answers, abstained=abstained))
