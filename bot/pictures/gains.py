"""Before and after, where several may be chosen: how many each option gained and lost."""

from dataclasses import dataclass

from bot.domain.shift import GAINED, LOST, ItemShift
from bot.domain.shift_lines import FEW, UNTOLD, paired
from bot.domain.texts import say
from bot.pictures import palette
from bot.pictures.alternative import alternative
from bot.pictures.marks import editors_note, name_of
from bot.pictures.sheet import BODY, INNER, MARGIN, SMALL, WIDTH, Caption, Sheet
from bot.pictures.voice import Voice

BAR_HEIGHT = 20
GAP = 10
THINNEST = 2.0
MIDDLE = WIDTH / 2
HALF = INNER / 2
GUTTER = 6
"""Width between the words of the two sides."""


@dataclass(frozen=True)
class Gain:
    """How many chose an option after and not before, and the other way round; None where it is not told.

    It then is `few`, fewer than five, or as many as nobody is told. `editors` marks an option of the editors.
    """

    label: str
    gained: int | None
    lost: int | None
    few: bool = False
    editors: bool = False


@dataclass(frozen=True)
class GainsChart:
    """What became of each option, in the order drawn, among those `paired` who answered both times."""

    caption: Caption
    gains: tuple[Gain, ...]
    paired: int

    def draw(self, sheet: Sheet, voice: Voice) -> None:
        """Draw for each option what it lost to the left of a line, and what it gained to the right."""
        sheet.begin(self.caption)
        if self.gains:
            self._draw_heads(sheet, voice)
        for gain in self.gains:
            sheet.block(name_of(gain))
            self._draw_bars(sheet, gain)
            _draw_words(sheet, gain, voice)
            sheet.y += GAP
        sheet.end(*self._notes(voice))

    def describe(self, voice: Voice) -> str:
        """Name every option with both figures."""
        entries = [(name_of(gain), self._figures(gain, voice)) for gain in self.gains]
        head = voice.text(say("Gains and losses. {title}", title=f"{self.caption.heading}. {self.caption.title}"))
        return alternative(head, entries, self._notes(voice), voice)

    def _draw_heads(self, sheet: Sheet, voice: Voice) -> None:
        sides = voice.text(say("Lost")), voice.text(say("Gained"))
        sheet.y = _both_sides(sheet, sides, BODY) + GAP / 2

    def _draw_bars(self, sheet: Sheet, gain: Gain) -> None:
        """Draw both bars to one scale on tracks; what is not told has an empty track with a dashed outline."""
        most = max([1, *(people or 0 for each in self.gains for people in (each.gained, each.lost))])
        for people, is_left in ((gain.lost, True), (gain.gained, False)):
            if people is None:
                left = MARGIN if is_left else MIDDLE
                edges = f"M{left:.2f} {sheet.y:.2f}h{HALF:.2f}v{BAR_HEIGHT}h{-HALF:.2f}Z"
                sheet.path(edges, stroke=palette.EDGE, extra='stroke-dasharray="4 3"')
                continue
            sheet.rectangle(MARGIN if is_left else MIDDLE, sheet.y, HALF, BAR_HEIGHT, palette.TRACK)
            length = max(people / most * HALF, THINNEST) if people else 0
            fill = palette.LOSS if is_left else palette.BAR
            sheet.rectangle(MIDDLE - length if is_left else MIDDLE, sheet.y, length, BAR_HEIGHT, fill)
        sheet.line(MIDDLE, sheet.y - 2, MIDDLE, sheet.y + BAR_HEIGHT + 2, palette.INK, width=1.5)
        sheet.y += BAR_HEIGHT + 2

    def _figures(self, gain: Gain, voice: Voice) -> str:
        gained, lost = _said(gain.gained, gain, voice), _said(gain.lost, gain, voice)
        return voice.text(say("gained {gained}, lost {lost}", gained=gained, lost=lost))

    def _notes(self, voice: Voice) -> list[str]:
        return [voice.text(paired(self.paired)), *self.caption.notes, *editors_note(self.gains, voice)]


def gains_chart(item: ItemShift, caption: Caption) -> GainsChart:
    """Return the chart of an item of which several options may be chosen."""
    gains = (
        Gain(moves.option.label, moves.flows.get(GAINED), moves.flows.get(LOST), moves.few, moves.option.editors)
        for moves in item.moves
        if moves.option
    )
    return GainsChart(caption, tuple(gains), item.paired)


def _said(people: int | None, gain: Gain, voice: Voice) -> str:
    if people is not None:
        return voice.number(people)
    return voice.text(FEW if gain.few else UNTOLD)


def _draw_words(sheet: Sheet, gain: Gain, voice: Voice) -> None:
    """Set what was lost and gained below its bar, in words where there is no number."""
    sheet.y = _both_sides(sheet, (_signed(gain.lost, gain, voice, "−"), _signed(gain.gained, gain, voice, "+")), SMALL)


def _signed(people: int | None, gain: Gain, voice: Voice, sign: str) -> str:
    return f"{sign if people else ''}{_said(people, gain, voice)}"


def _both_sides(sheet: Sheet, words: tuple[str, str], size: float) -> float:
    """Set words to the left and to the right of the middle, and return where the longer of them ends."""
    left, right = words
    width = HALF - GUTTER
    return max(
        sheet.lines(MIDDLE - GUTTER, sheet.y, left, width, size, bold=True, anchor=1),
        sheet.lines(MIDDLE + GUTTER, sheet.y, right, width, size, bold=True),
    )
