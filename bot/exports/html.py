"""HTML: the whole debate as one page to read, print or keep. It needs nothing from the network and runs no script."""

import asyncio
import base64
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.charts.palette import Theme
from bot.charts.shift import letter_of
from bot.domain.export_schema import RESPONSES, Dataset, Records
from bot.domain.plain_text import storable
from bot.domain.refusals import NotNow
from bot.domain.report_findings import Material, last_polls, summary
from bot.domain.shift import ItemShift, PollShift
from bot.domain.shift_lines import all_voted, medians_of_all, omissions, paired, people, state_of
from bot.domain.short_seal import short_seal
from bot.domain.tally import ItemTally, PollTally
from bot.domain.texts import say
from bot.exports import Target
from bot.exports.charts import (
    THEMES,
    Draw,
    NamedChart,
    draw_chart,
    item_chart,
    shift_chart,
    slope_chart,
    turnout_chart,
)
from bot.exports.report_words import ReportWords
from bot.exports.statement_words import StatementWords
from bot.i18n import speech_in

if TYPE_CHECKING:
    from jinja2 import Template

QUESTION, TEXT, STATUS = (RESPONSES.index(name) for name in ("question", "text", "status"))


@dataclass(frozen=True)
class QuestionReport:
    """A question with its polls, the shift between them, and the number of its responses."""

    letter: str
    title: str
    asks: str
    tallies: tuple[PollTally, ...]
    shift: PollShift | None
    responses: int
    statements: tuple[StatementWords, ...] = ()

    @property
    def last(self) -> PollTally | None:
        """Return the result of the last round."""
        return next(iter(last_polls(self.tallies)), None)

    def shift_of(self, item: ItemTally) -> ItemShift | None:
        """Return what became of an item between the rounds, if both results are public."""
        if self.shift is None or not (self.shift.before.shows_counts and self.shift.after.shows_counts):
            return None
        found = self.shift.items
        return next((one for one in found if one.item.key == item.item.key), None)


@dataclass(frozen=True)
class Image:
    """A chart for `<picture>`, on a light card and on a dark one: where each is."""

    light: str
    dark: str
    width: int
    height: int
    alt: str


class Report:
    """One page. It shows responses without their authors.

    It holds its charts itself, unless they are `beside` it: files in a folder of the same ZIP.
    """

    name = "html"
    one_file = True

    def __init__(self, draw: Draw = draw_chart, *, beside: bool = False) -> None:
        self._draw = draw
        self._beside = beside

    async def write(self, dataset: Dataset, target: Target) -> None:
        tables = {table.name: table for table in dataset.tables}
        if not tables.keys() & {"tallies", "responses"}:
            raise NotNow(say("A report needs results or responses. Export `all`, `tallies` or `responses`."))
        tallies = dataset.tallies if "tallies" in tables else ()
        responses = tables.get("responses")
        words = ReportWords(speech_in(dataset.language))
        sets = dataset.statement_sets if "tallies" in tables else ()
        said = [StatementWords(words.speech, records) for records in sets]
        questions = await _questions(dataset, tallies, responses, said)
        template = await asyncio.to_thread(_template)
        page = template.generate_async(
            words=words,
            speech=words.speech,
            text_of=words.text_of,
            debate=dataset.debate,
            origin=dataset.origin,
            contact=dataset.contact,
            key=dataset.signing_key.public if dataset.signing_key else None,
            questions=questions,
            arrivals=dataset.arrivals,
            speaking=dataset.speaking,
            img=partial(_img, self._draw, beside=self._beside),
            beside=self._beside,
            responses=partial(_responses, responses),
            tallies=tallies,
            shifts=dataset.shifts,
            summary=summary(Material(tallies, dataset.shifts, sets, dict(dataset.speaking).get(None))),
            marks=any(count.option.editors for tally in tallies for item in tally.items for count in item.counts),
        )
        name = "report-public.html" if dataset.is_public and not self._beside else "report.html"
        with target.file(name) as stream:
            async for piece in page:
                stream.write(piece.encode())


@cache
def _template() -> "Template":
    """Load the template; autoescape is on for every value."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415  the bot starts sooner without

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        enable_async=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(
        item_chart=item_chart,
        turnout_chart=turnout_chart,
        shift_chart=shift_chart,
        slope_chart=slope_chart,
        all_voted=all_voted,
        medians_of_all=medians_of_all,
        paired=paired,
        people=people,
        state_of=state_of,
        omissions=omissions,
        letter_of=letter_of,
        short_seal=short_seal,
    )
    for part in environment.list_templates(["j2"]):
        environment.get_template(part)  # which keeps it: the report would compile its parts on the event loop
    return environment.get_template("report.html.j2")


async def _questions(
    dataset: Dataset, tallies: Iterable[PollTally], responses: Records | None, said: Iterable[StatementWords]
) -> list[QuestionReport]:
    """Return the questions that have polls, statements or responses, in order."""
    stated: dict[str, list[StatementWords]] = {}
    for words in said:
        stated.setdefault(words.records.set.question, []).append(words)
    polled: dict[str, list[PollTally]] = {}
    for tally in tallies:
        polled.setdefault(tally.poll.question, []).append(tally)
    counts: Counter[str] = Counter()
    if responses:
        async for row in responses.rows():
            counts[str(row[QUESTION])] += row[STATUS] == "published"
    known = dataset.origin.questions if dataset.origin else {}
    shifts = {shift.after.question: shift for shift in dataset.shifts}
    found = []
    for letter in sorted(polled.keys() | stated.keys() | set(+counts)):
        title, asks = known.get(letter, ("", ""))
        mine = polled.get(letter, [])
        found.append(
            QuestionReport(
                letter,
                mine[0].poll.title if mine else title,
                asks,
                tuple(mine),
                shifts.get(letter),
                counts[letter],
                tuple(stated.get(letter, ())),
            )
        )
    return found


async def _responses(table: Records | None, letter: str) -> AsyncIterator[str]:
    if table is None:
        return
    async for row in table.rows():
        if row[QUESTION] == letter and row[STATUS] == "published":
            yield storable(str(row[TEXT]))  # earlier versions stored what no page may have


async def _img(draw: Draw, named: NamedChart | None, *, beside: bool) -> Image | None:
    if named is None:
        return None
    drawing, dark = await draw(named, Theme.LIGHT), await draw(named, Theme.DARK)
    if drawing is None or dark is None:
        return None
    # Width and height stand at a fixed place of every PNG, behind its signature.
    width, height = (int.from_bytes(drawing.png[at : at + 4], "big") for at in (16, 20))
    if beside:
        light, in_the_dark = (f"{THEMES[theme]}/{named.name}.png" for theme in (Theme.LIGHT, Theme.DARK))
    else:
        light, in_the_dark = (f"data:image/png;base64,{base64.b64encode(one.png).decode()}" for one in (drawing, dark))
    return Image(light, in_the_dark, width, height, drawing.alt)


FORMAT = Report()
