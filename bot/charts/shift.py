"""Before and after: a band from every option to every option, as thick as the number of people in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_uppercase

from bot.charts import palette
from bot.charts.alternative import alternative
from bot.charts.canvas import BODY, INNER, LEADING, MARGIN, SMALL, WIDTH, Canvas, Caption
from bot.charts.font import face
from bot.charts.marks import editors_note, name_of
from bot.domain.shift_lines import paired
from bot.domain.texts import say, say_many
from bot.i18n import Speech

HEIGHT = 190
"""Units for everybody together."""
FEW = 2
"""People whom a band of fewer than five is drawn for: it shows that it is thin and no more."""
THINNEST = 1.5
NODE = 12
GAP = 10
WAY = 56
"""Width that the letters of a flow take beside its number."""


@dataclass(frozen=True)
class ShiftOption:
    """What people chose, abstaining included."""

    label: str
    editors: bool = False


@dataclass(frozen=True)
class Flow:
    """How many went from one option to another or stayed, by places among the options; None is fewer than five."""

    before: int
    after: int
    people: int | None


@dataclass(frozen=True)
class ShiftChart:
    """Where those `paired` people went who answered both times.

    An option's own sum stands at it where no flow of fewer than five is part of it. Whoever makes this merges small
    flows, and sees that none follows from `paired` and the others. Where flows are left out altogether, so that the
    chart is not `whole`, no sums stand at all, and those whose way is not told are a grey band of their own.
    """

    caption: Caption
    options: tuple[ShiftOption, ...]
    flows: tuple[Flow, ...]
    paired: int
    whole: bool = True

    @property
    def untold(self) -> int:
        """How many people's ways are not told."""
        return 0 if self.whole else self.paired - sum(flow.people or 0 for flow in self.flows)

    def draw(self, canvas: Canvas, speech: Speech) -> None:
        """Draw the bands between two columns of letters, then say what the letters are and list all numbers."""
        canvas.begin(self.caption)
        if self.flows:
            self._draw_heads(canvas, speech)
            self._draw_bands(canvas, speech)
        self._draw_options(canvas)
        if self.caption.stands_alone:
            self._draw_numbers(canvas, speech)
        canvas.end(self.caption, *self._notes(speech))

    def describe(self, speech: Speech) -> str:
        """Name every flow, those of most people first."""
        flows = sorted(self.flows, key=lambda flow: -(flow.people or 0))
        entries = [(self._way(flow, speech), self._people(flow, speech)) for flow in flows]
        if self.untold:
            entries.append((speech.text(say("Move not shown")), speech.number(self.untold)))
        head = speech.text(
            say("Flow from before to after. {title}", title=f"{self.caption.heading}. {self.caption.title}")
        )
        return alternative(head, entries, self._notes(speech), speech)

    def _way(self, flow: Flow, speech: Speech) -> str:
        before, after = (name_of(self.options[place]) for place in (flow.before, flow.after))
        if flow.before == flow.after:
            return speech.text(say("Stayed with {option}", option=before))
        return speech.text(say("From {before} to {after}", before=before, after=after))

    @staticmethod
    def _people(flow: Flow, speech: Speech) -> str:
        return speech.text(say("fewer than five")) if flow.people is None else speech.number(flow.people)

    @staticmethod
    def _number(flow: Flow, speech: Speech) -> str:
        return "<\N{NO-BREAK SPACE}5" if flow.people is None else speech.number(flow.people)

    def _draw_heads(self, canvas: Canvas, speech: Speech) -> None:
        half = INNER / 2 - 6
        end = canvas.lines(MARGIN, canvas.y, speech.text(say("Before")), half, bold=True)
        canvas.y = (
            max(end, canvas.lines(WIDTH - MARGIN, canvas.y, speech.text(say("After")), half, bold=True, anchor=1)) + 4
        )

    def _draw_bands(self, canvas: Canvas, speech: Speech) -> None:
        places = range(len(self.options))
        names = [self._name(place, speech, is_left=is_left) for place in places for is_left in (True, False)]
        gutter = max(face(bold=True).width(name, BODY) for name in names) + 8
        lefts, left_end = self._draw_nodes(canvas, speech, MARGIN + gutter, is_left=True)
        rights, right_end = self._draw_nodes(canvas, speech, WIDTH - MARGIN - gutter - NODE, is_left=False)
        start, stop = MARGIN + gutter + NODE, WIDTH - MARGIN - gutter - NODE
        for flow in sorted(self.flows, key=lambda flow: -self._thickness(flow)):
            self._draw_band(canvas, flow, (start, lefts[flow]), (stop, rights[flow]))
        for flow in self.flows:
            if self._thickness(flow) >= SMALL * LEADING:
                top = lefts[flow] + (self._thickness(flow) - SMALL * LEADING) / 2
                canvas.text(start + 6, top, self._number(flow, speech), SMALL, bold=True)
        canvas.y = max(left_end, right_end)
        if self.untold:
            self._draw_untold(canvas, speech, start - NODE, stop + NODE)

    def _draw_untold(self, canvas: Canvas, speech: Speech, x: float, to_x: float) -> None:
        words = speech.text(
            say_many("{count} person: move not shown", "{count} people: move not shown", count=self.untold)
        )
        height = max(self._scale * self.untold, SMALL * LEADING)
        canvas.rectangle(x, canvas.y, to_x - x, height, palette.TRACK, outline=palette.EDGE)
        canvas.text((x + to_x) / 2, canvas.y + (height - SMALL * LEADING) / 2, words, SMALL, anchor=0.5)
        canvas.y += height + GAP

    @property
    def _scale(self) -> float:
        """Units a person."""
        told = sum(FEW if flow.people is None else flow.people for flow in self.flows)
        return HEIGHT / ((told + self.untold) or 1)

    def _thickness(self, flow: Flow) -> float:
        return max(self._scale * (FEW if flow.people is None else flow.people), THINNEST)

    def _flows_at(self, place: int, *, is_left: bool) -> Iterator[Flow]:
        """Return what touches a node, from top to bottom, in the order of the other side."""
        ends = [flow for flow in self.flows if (flow.before if is_left else flow.after) == place]
        yield from sorted(ends, key=lambda flow: flow.after if is_left else flow.before)

    def _draw_nodes(
        self, canvas: Canvas, speech: Speech, x: float, *, is_left: bool
    ) -> tuple[dict[Flow, float], float]:
        """Draw one side; return where each flow begins on it, and where the side ends."""
        tops: dict[Flow, float] = {}
        y = canvas.y
        for place in range(len(self.options)):
            flows = list(self._flows_at(place, is_left=is_left))
            height = sum(map(self._thickness, flows))
            slot = max(height, BODY * LEADING)
            top = y + (slot - height) / 2
            canvas.rectangle(x, top, NODE, max(height, THINNEST), hue_of(place), outline=palette.INK)
            name = self._name(place, speech, is_left=is_left)
            middle = y + (slot - BODY * LEADING) / 2
            canvas.text(x - 6 if is_left else x + NODE + 6, middle, name, bold=True, anchor=1 if is_left else 0)
            for flow in flows:
                tops[flow] = top
                top += self._thickness(flow)
            y += slot + GAP
        return tops, y

    def _draw_band(self, canvas: Canvas, flow: Flow, start: tuple[float, float], stop: tuple[float, float]) -> None:
        (x, y), (to_x, to_y) = start, stop
        thick, middle = self._thickness(flow), (start[0] + stop[0]) / 2
        commands = (
            f"M{x:.2f} {y:.2f}C{middle:.2f} {y:.2f} {middle:.2f} {to_y:.2f} {to_x:.2f} {to_y:.2f}"
            f"V{to_y + thick:.2f}C{middle:.2f} {to_y + thick:.2f} {middle:.2f} {y + thick:.2f} {x:.2f} {y + thick:.2f}Z"
        )
        dashes = ' stroke-dasharray="4 3"' if flow.people is None else ""
        fill = "none" if flow.people is None else hue_of(flow.before)
        canvas.path(commands, fill=fill, stroke=hue_of(flow.before), extra=f'fill-opacity="0.45"{dashes}')

    def _draw_options(self, canvas: Canvas) -> None:
        canvas.y += 4
        for place, option in enumerate(self.options):
            letter = letter_of(place)
            canvas.text(MARGIN, canvas.y, letter, bold=True)
            indent = face(bold=True).width(letter, BODY) + 10
            canvas.block(name_of(option), indent=max(indent, 24))
        canvas.y += 6

    def _draw_numbers(self, canvas: Canvas, speech: Speech) -> None:
        numbers = [self._number(flow, speech) for flow in self.flows]
        widest = max((face(bold=True).width(number, BODY) for number in numbers), default=0)
        columns = int(INNER // (WAY + widest + 2 * GAP))
        for place, (flow, number) in enumerate(zip(self.flows, numbers, strict=True)):
            if place and place % columns == 0:
                canvas.y += BODY * LEADING
            x = MARGIN + place % columns * INNER / columns
            canvas.text(x, canvas.y, f"{letter_of(flow.before)} → {letter_of(flow.after)}")
            canvas.text(x + WAY, canvas.y, number, bold=True)
        canvas.y += BODY * LEADING if self.flows else 0

    def _name(self, place: int, speech: Speech, *, is_left: bool) -> str:
        """Return an option's letter and, where that tells no small flow, how many chose it."""
        people = [flow.people for flow in self._flows_at(place, is_left=is_left)]
        if not self.whole or None in people:
            return letter_of(place)
        return f"{letter_of(place)}\N{NO-BREAK SPACE}{speech.number(sum(count or 0 for count in people))}"

    def _notes(self, speech: Speech) -> list[str]:
        notes = [speech.text(paired(self.paired))]
        if any(flow.people is None for flow in self.flows):
            notes.append(speech.text(say("Dashed flows are fewer than five people. Their width means nothing.")))
        notes += self.caption.notes
        return [*notes, *editors_note(self.options, speech)]


def letter_of(place: int) -> str:
    """Name a state by its place, as the bands, the numbers and tables beside the chart do."""
    return ascii_uppercase[place] if place < len(ascii_uppercase) else str(place + 1)


def hue_of(place: int) -> str:
    """Return the colour of a state by its place."""
    return palette.HUES[place % len(palette.HUES)]
