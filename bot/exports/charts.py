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
from bot.domain.turnout import Arrivals
from bot.exports import Target
from bot.i18n import ENGLISH

ROUNDS = {Round.MAIN: "Poll", Round.BEFORE: "Poll before the debate", Round.AFTER: "Poll after the debate"}

INTERIM = "Voting is still open. This is an interim count."

FOLDER = "charts"
ALTERNATIVES = f"{FOLDER}/alternatives.md"
NOT_DRAWN = "It is not drawn, as the font of the charts lacks letters in it."

IN_MEMORY = 4_000_000
"""Bytes of pictures, about fifty, that the cache keeps in memory before it uses the disk."""


@dataclass(frozen=True)
class NamedChart:
    """A chart and its name: the file name without extension, unique within an export."""

    name: str
    chart: Chart


def charts_of(dataset: Dataset) -> Iterator[NamedChart]:
    """Yield every chart of the dataset, as it is in a file of its own."""
    for tally in dataset.tallies:
        for item in tally.items:
            yield item_chart(tally.poll, item, stands_alone=True)
        if tally.poll.id in dataset.arrivals:
            yield turnout_chart(tally.poll, dataset.arrivals[tally.poll.id], stands_alone=True)
    for shift in dataset.shifts:
        for item_shift in shift.items:
            if named := shift_chart(shift, item_shift, stands_alone=True):
                yield named


def item_chart(poll: Poll, item: ItemTally, *, stands_alone: bool = False) -> NamedChart:
    """Return the chart of an item's result."""
    notes = () if poll.closed_at else (INTERIM,)
    chart = chart_of(item, Caption(_heading(poll), item.item.title, notes, stands_alone))
    return NamedChart(name_of_item(poll, item.item.key), chart)


def turnout_chart(poll: Poll, arrivals: Arrivals, *, stands_alone: bool = False) -> NamedChart:
    """Return the chart of a poll's turnout."""
    chart = chart_of_turnout(poll, arrivals, _heading(poll), ENGLISH, stands_alone=stands_alone)
    return NamedChart(name_of_turnout(poll), chart)


def slope_chart(shift: PollShift, item: ItemShift) -> NamedChart:
    """Return the chart of an item's shares before and after; the report alone has it."""
    caption = Caption(ENGLISH.text(heading(shift.after)), item.item.title)
    return NamedChart(
        name_of_shares(shift.after.question, item.item.key), chart_of_shares(item, shift.of_all(item), caption)
    )


def shift_chart(shift: PollShift, item: ItemShift, *, stands_alone: bool = False) -> NamedChart | None:
    """Return the chart of how people moved, where there is one."""
    caption = Caption(ENGLISH.text(heading(shift.after)), item.item.title, stands_alone=stands_alone)
    chart = chart_of_shift(item, shift.of_all(item), caption, ENGLISH)
    return NamedChart(name_of_shift(shift.after.question, item.item.key), chart) if chart else None


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


def _heading(poll: Poll) -> str:
    return f"Question {poll.question.upper()}, {ROUNDS[poll.round].lower()}"


Draw = Callable[[NamedChart, Theme], Awaitable[Picture | None]]
"""Draws a chart in a worker thread; returns None if the font lacks a letter."""


async def draw_chart(named: NamedChart, theme: Theme) -> Picture | None:
    """Draw a chart."""
    return await asyncio.to_thread(draw, named.chart, ENGLISH, theme)


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
    """Write every chart as a PNG, one at a time, and one file with the text alternative of each."""
    words = []
    for named in charts_of(dataset):
        name = f"{named.name}.png"
        if picture := await draw(named, Theme.LIGHT):
            with target.file(f"{FOLDER}/{name}") as stream:
                stream.write(picture.png)
        words.append(f"## {name}\n\n{named.chart.describe(ENGLISH)}\n" + (f"\n{NOT_DRAWN}\n" if not picture else ""))
    with target.file(ALTERNATIVES) as stream:
        stream.write("\n".join(["# What the charts show\n", *words]).encode())
