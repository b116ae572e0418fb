"""HTML: the whole debate as one page to read, print or keep. It needs nothing from the network and runs no script."""

import asyncio
import base64
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.charts.formatting import format_value, with_sign
from bot.charts.marks import MARK, name_of
from bot.charts.palette import Theme
from bot.charts.shift import letter_of
from bot.charts.turnout import TurnoutChart
from bot.domain.export_schema import RESPONSES, Dataset, Records
from bot.domain.findings import Findings
from bot.domain.kind import Option
from bot.domain.polls import Secrecy
from bot.domain.refusals import NotNow
from bot.domain.shares import TENTHS, rounded
from bot.domain.shift import Both, ItemShift, PollShift
from bot.domain.shift_headline import shift_headline
from bot.domain.shift_lines import (
    NO_SHARE,
    all_voted,
    medians,
    medians_of_all,
    moved,
    omissions,
    paired,
    people,
    share_of,
    state_of,
)
from bot.domain.tally import ItemTally, PollTally
from bot.domain.texts import say, sign
from bot.exports import Target
from bot.exports.charts import (
    INTERIM,
    ROUNDS,
    Draw,
    NamedChart,
    draw_chart,
    item_chart,
    shift_chart,
    slope_chart,
    turnout_chart,
)
from bot.i18n import ENGLISH

if TYPE_CHECKING:
    from jinja2 import Template

SECRECY = {
    Secrecy.NAMED: "Named: moderators see who chose what.",
    Secrecy.PSEUDONYMOUS: "Pseudonymous: votes are stored under a code instead of a name.",
    Secrecy.SECRET: "Secret: votes are stored apart from the names of those who voted.",
}

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


@dataclass(frozen=True)
class EmbeddedImage:
    """A chart for `<picture>`, on a light card and on a dark one."""

    data: str
    dark: str
    width: int
    height: int
    alt: str


class Report:
    """One self-contained page. It shows responses without their authors."""

    name = "html"
    one_file = True

    def __init__(self, draw: Draw = draw_chart) -> None:
        self._draw = draw

    async def write(self, dataset: Dataset, target: Target) -> None:
        tables = {table.name: table for table in dataset.tables}
        if not tables.keys() & {"tallies", "responses"}:
            raise NotNow(say("A report needs results or responses. Export `all`, `tallies` or `responses`."))
        tallies = dataset.tallies if "tallies" in tables else ()
        responses = tables.get("responses")
        questions = await _questions(dataset, tallies, responses)
        template = await asyncio.to_thread(_template)
        page = template.generate_async(
            debate=dataset.debate,
            origin=dataset.origin,
            contact=dataset.contact,
            questions=questions,
            arrivals=dataset.arrivals,
            img=partial(_img, self._draw),
            responses=partial(_responses, responses),
            secret=any(tally.poll.secrecy is Secrecy.SECRET for tally in tallies),
            marks=any(count.option.editors for tally in tallies for item in tally.items for count in item.counts),
        )
        with target.file("report.html") as stream:
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
        day=partial(_time, "%-d %B %Y"),
        minute=partial(_time, "%-d %B %Y, %H:%M"),
        turnout=_turnout,
        quorum=_quorum,
        item_chart=item_chart,
        turnout_chart=turnout_chart,
        shift_chart=shift_chart,
        slope_chart=slope_chart,
        shift_headline=_shift_headline,
        lines=_lines,
        text_of=_text_of,
        with_sign=partial(with_sign, speech=ENGLISH),
        turnout_marks=_turnout_marks,
        votes=_votes,
        all_voted=all_voted,
        medians_of_all=medians_of_all,
        changes=_changes,
        share=_share,
        shift_lines=_shift_lines,
        paired=paired,
        people=people,
        state_of=state_of,
        omissions=omissions,
        letter_of=letter_of,
        interim=INTERIM,
        mark=MARK,
        round_words=ROUNDS,
        secrecy_words=SECRECY,
    )
    return environment.get_template("report.html.j2")


async def _questions(dataset: Dataset, tallies: Iterable[PollTally], responses: Records | None) -> list[QuestionReport]:
    """Return the questions that have polls or responses, in order."""
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
    for letter in sorted(polled.keys() | +counts):
        title, asks = known.get(letter, ("", ""))
        mine = polled.get(letter, [])
        found.append(
            QuestionReport(
                letter, mine[0].poll.title if mine else title, asks, tuple(mine), shifts.get(letter), counts[letter]
            )
        )
    return found


async def _responses(table: Records | None, letter: str) -> AsyncIterator[str]:
    if table is None:
        return
    async for row in table.rows():
        if row[QUESTION] == letter and row[STATUS] == "published":
            yield str(row[TEXT])


async def _img(draw: Draw, named: NamedChart | None) -> EmbeddedImage | None:
    drawing = await draw(named, Theme.LIGHT) if named else None
    dark = await draw(named, Theme.DARK) if named else None
    if drawing is None or dark is None:
        return None
    # Width and height stand at a fixed place of every PNG, behind its signature.
    width, height = (int.from_bytes(drawing.png[at : at + 4], "big") for at in (16, 20))
    data, in_the_dark = (base64.b64encode(one.png).decode() for one in (drawing, dark))
    return EmbeddedImage(data, in_the_dark, width, height, drawing.alt)


def _share(share: Fraction | None) -> str:
    return NO_SHARE if share is None else f"{rounded(share, TENTHS) / 10:.1f}%"


def _changes(item: ItemShift, before: ItemTally, after: ItemTally) -> list[tuple[Option, str, str, str]]:
    """Return the share of each option before and after, and the points between these as they are written."""
    rows = []
    for option in item.item.options:
        earlier, later = share_of(before, option), share_of(after, option)
        change = NO_SHARE
        if earlier is not None and later is not None:
            points = rounded(later, TENTHS) - rounded(earlier, TENTHS)
            change = f"{sign(points)}{abs(points) / 10:.1f}"
        rows.append((option, _share(earlier), _share(later), change))
    return rows


def _shift_headline(item: ItemShift, both: Both) -> str:
    return _text_of(shift_headline(item, *both).text)


def _shift_lines(item: ItemShift, both: Both) -> list[str]:
    """How many of the paired voters moved, and the medians of a scale before and after."""
    found = (moved(item, both), medians(item)) if item.paired else ()
    return [_text_of(line) for line in found if line]


def _lines(item: ItemTally, found: Findings) -> list[str]:
    """The result in words: the findings of the kind, or the option with most votes."""
    if found.lines:
        return [_text_of(line) for line in found.lines]
    leaders = _text_of(tuple(count.option for count in item.leaders))
    if not leaders:
        return ["Nobody chose an option."]
    return [f"Tie between {leaders}" if len(item.leaders) > 1 else f"Most votes: {leaders}"]


def _votes(item: ItemTally) -> str:
    """Say what a vote is."""
    heading = item.item.rules.votes_heading
    return _text_of(heading) if heading else "Votes"


def _text_of(value: object) -> str:
    return format_value(value, ENGLISH, name_of)


def _turnout(tally: PollTally) -> str:
    share, voted = tally.turnout_share, ENGLISH.number(tally.turnout)
    if share is None or tally.electorate is None:
        return f"{voted} voted"
    return f"{voted} of {ENGLISH.number(tally.electorate)} voted ({ENGLISH.percent(share)})"


def _quorum(tally: PollTally) -> str:
    quorum, electorate = tally.poll.quorum, tally.electorate
    needed = quorum.needed(electorate) if quorum else None
    if needed is None:
        return f"{quorum}; it is not known how many could vote"
    voters = f"{quorum} ({ENGLISH.number(needed)})" if quorum and quorum.of_electorate else ENGLISH.number(needed)
    return f"{voters}: {'reached' if tally.turnout >= needed else 'not reached'}"


def _turnout_marks(named: NamedChart) -> list[tuple[str, str]]:
    return named.chart.marks(ENGLISH) if isinstance(named.chart, TurnoutChart) else []


def _time(layout: str, at: datetime | None) -> str:
    return at.astimezone(UTC).strftime(layout) if at else "now"


FORMAT = Report()
