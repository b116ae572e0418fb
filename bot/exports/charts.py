"""The charts of an export. Each has a name, and is drawn once, whatever it goes into."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile

from bot.charts import Chart, Picture, draw
from bot.charts.canvas import Caption
from bot.charts.palette import Theme
from bot.charts.tallies import chart_of, chart_of_shares, chart_of_shift, chart_of_turnout
from bot.domain.export_schema import Dataset
from bot.domain.polls import Poll, Round
from bot.domain.shift import ItemShift, PollShift
from bot.domain.shift_lines import heading
from bot.domain.tally import ItemTally
from bot.domain.texts import say
from bot.domain.turnout import Arrivals
from bot.exports import Target
from bot.i18n import DEFAULT_LANGUAGE, Speech, speech_in

INTERIM = say("Voting is still open. This is an interim count.")

FOLDER = "charts"
ALTERNATIVES = f"{FOLDER}/alternatives.md"
THEMES = {Theme.LIGHT: FOLDER, Theme.DARK: f"{FOLDER}/dark"}
"""The folder of the pictures on each card."""
NOT_DRAWN = say("It is not drawn, as the font of the charts lacks letters in it.")
NO_PICTURE = "<!-- no picture -->"
"""Says the same to `verify`, in whatever language the sentence is."""

IN_MEMORY = 4_000_000
"""Bytes of pictures, about fifty, that the cache keeps in memory before it uses the disk."""


@dataclass(frozen=True)
class NamedChart:
    """A chart, its name, and the language of its words.

    The name is the file name without extension, unique within an export.
    """

    name: str
    chart: Chart
    language: str = DEFAULT_LANGUAGE

    @property
    def speech(self) -> Speech:
        """Say its words."""
        return speech_in(self.language)


def charts_of(dataset: Dataset) -> Iterator[NamedChart]:
    """Yield every chart of the dataset, as it is in a file of its own."""
    speech = speech_in(dataset.language)
    for tally in dataset.tallies:
        for item in tally.items:
            yield item_chart(tally.poll, item, speech, stands_alone=True)
        if tally.poll.id in dataset.arrivals:
            yield turnout_chart(tally.poll, dataset.arrivals[tally.poll.id], speech, stands_alone=True)
    for shift in dataset.shifts:
        for item_shift in shift.items:
            yield slope_chart(shift, item_shift, speech, stands_alone=True)
            if named := shift_chart(shift, item_shift, speech, stands_alone=True):
                yield named


def item_chart(poll: Poll, item: ItemTally, speech: Speech, *, stands_alone: bool = False) -> NamedChart:
    """Return the chart of an item's result."""
    notes = () if poll.closed_at else (speech.text(INTERIM),)
    chart = chart_of(item, Caption(_heading(poll, speech), item.item.title, notes, stands_alone))
    return NamedChart(name_of_item(poll, item.item.key), chart, speech.language)


def turnout_chart(poll: Poll, arrivals: Arrivals, speech: Speech, *, stands_alone: bool = False) -> NamedChart:
    """Return the chart of a poll's turnout."""
    chart = chart_of_turnout(poll, arrivals, _heading(poll, speech), speech, stands_alone=stands_alone)
    return NamedChart(name_of_turnout(poll), chart, speech.language)


def slope_chart(shift: PollShift, item: ItemShift, speech: Speech, *, stands_alone: bool = False) -> NamedChart:
    """Return the chart of an item's shares before and after."""
    caption = Caption(speech.text(heading(shift.after)), item.item.title, stands_alone=stands_alone)
    chart = chart_of_shares(item, shift.of_all(item), caption)
    return NamedChart(name_of_shares(shift.after.question, item.item.key), chart, speech.language)


def shift_chart(shift: PollShift, item: ItemShift, speech: Speech, *, stands_alone: bool = False) -> NamedChart | None:
    """Return the chart of how people moved, where there is one."""
    caption = Caption(speech.text(heading(shift.after)), item.item.title, stands_alone=stands_alone)
    chart = chart_of_shift(item, shift.of_all(item), caption, speech)
    name = name_of_shift(shift.after.question, item.item.key)
    return NamedChart(name, chart, speech.language) if chart else None


def name_of_item(poll: Poll, key: str) -> str:
    """Name the chart of an item's result."""
    return f"question-{poll.question}-{poll.round.value}-{key}"


def name_of_turnout(poll: Poll) -> str:
    """Name the chart of a poll's turnout; no round is called turnout, so that the name is no item's."""
    return f"question-{poll.question}-turnout-{poll.round.value}"


def name_of_shares(question: str, key: str) -> str:
    """Name the chart of an item's shares before and after; no round is called shares either."""
    return f"question-{question}-shares-{key}"


def name_of_shift(question: str, key: str) -> str:
    """Name the chart of an item's shift; no round is called shift either."""
    return f"question-{question}-shift-{key}"


_HEADINGS = {
    Round.MAIN: say("Question {letter}, poll"),
    Round.BEFORE: say("Question {letter}, poll before the debate"),
    Round.AFTER: say("Question {letter}, poll after the debate"),
}


def _heading(poll: Poll, speech: Speech) -> str:
    return speech(_HEADINGS[poll.round].msgid, letter=poll.question.upper())


Draw = Callable[[NamedChart, Theme], Awaitable[Picture | None]]
"""Draws a chart in a worker thread; returns None if the font lacks a letter."""


async def draw_chart(named: NamedChart, theme: Theme) -> Picture | None:
    """Draw a chart."""
    return await asyncio.to_thread(draw, named.chart, named.speech, theme)


@contextmanager
def chart_cache() -> Iterator[Draw]:
    """Return a function that draws each chart once and caches the picture, on disk if there are many."""
    positions: dict[tuple[Chart, Theme], tuple[int, int, str] | None] = {}
    with SpooledTemporaryFile(IN_MEMORY) as cache:

        async def cached(named: NamedChart, theme: Theme) -> Picture | None:
            key = named.chart, theme
            if key not in positions:
                picture = await draw_chart(named, theme)
                positions[key] = (cache.seek(0, os.SEEK_END), len(picture.png), picture.alt) if picture else None
                if picture:
                    cache.write(picture.png)
                return picture
            if (position := positions[key]) is None:
                return None
            start, length, alt = position
            cache.seek(start)
            return Picture(cache.read(length), alt)

        yield cached


async def write_charts(dataset: Dataset, target: Target, draw: Draw) -> None:
    """Write every chart as a PNG on both cards, one at a time, and one file with the text alternative of each."""
    speech = speech_in(dataset.language)
    words = []
    for named in charts_of(dataset):
        name = f"{named.name}.png"
        picture = None
        for theme, folder in THEMES.items():
            if picture := await draw(named, theme):
                with target.file(f"{folder}/{name}") as stream:
                    stream.write(picture.png)
        without = "" if picture else f"\n{speech.text(NOT_DRAWN)}\n{NO_PICTURE}\n"
        words.append(f"## {name}\n\n{named.chart.describe(speech)}\n{without}")
    title = speech("What the charts show")
    with target.file(ALTERNATIVES) as stream:
        stream.write("\n".join([f"# {title}\n", *words]).encode())
