"""What the page draws: the values of the charts, with their words, as JSON."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from bot.charts import palette
from bot.charts.canvas import Caption
from bot.charts.marks import editors_note, name_of
from bot.charts.options import OptionsChart, answers_note
from bot.charts.ranking import RankingChart
from bot.charts.rating import RatingChart
from bot.charts.shift import ShiftChart, hue_of
from bot.charts.slope import SlopeChart
from bot.charts.tallies import chart_of
from bot.domain.tally import ItemTally
from bot.domain.texts import say_many
from bot.i18n import Speech

Drawing = Mapping[str, object]

UNCAPTIONED = Caption("", "")


def drawing_of(item: ItemTally, speech: Speech) -> tuple[Drawing, Sequence[str]]:
    """Return the picture of a result, and the notes under it."""
    answers = answers_note(item.ballots, item.abstentions, speech)
    match chart_of(item, UNCAPTIONED):
        case RatingChart() as chart:
            return _scale(chart, speech), [answers, *editors_note(chart.steps, speech)]
        case RankingChart() as chart:
            return _ranking(chart, speech), [
                answers,
                _choices_note(chart, speech),
                *editors_note(chart.standings, speech),
            ]
        case OptionsChart() as chart:
            return _bars(chart, speech), [answers, *editors_note(chart.bars, speech)]
        case unknown:
            raise TypeError(f"the page cannot draw {type(unknown).__name__}")


def _bars(chart: OptionsChart, speech: Speech) -> Drawing:
    most = max((bar.votes for bar in chart.bars), default=0)
    rows = [
        {
            "label": name_of(bar),
            "share": float(bar.share or 0),
            "extra": 0,
            "figure": "–" if bar.share is None else speech.percent(bar.share),
            "votes": speech.text(say_many("{count} vote", "{count} votes", count=bar.votes)),
            "leads": bar.votes == most > 0,
        }
        for bar in chart.bars
    ]
    return {"type": "bars", "rows": rows}


def _choices_note(chart: RankingChart, speech: Speech) -> str:
    """Say what bars are, and of paler parts only where there are any."""
    if any(one.votes and one.votes[-1] > one.votes[0] for one in chart.standings):
        return speech("Bright bars are first choices. Paler parts came from eliminated options.")
    return speech("Bars are first choices.")


def _ranking(chart: RankingChart, speech: Speech) -> Drawing:
    everybody = sum(one.votes[0] for one in chart.standings if one.votes) or 1
    rows = [
        {
            "label": chart.name(one, speech),
            "share": one.votes[0] / everybody if one.votes else 0,
            "extra": (one.votes[-1] - one.votes[0]) / everybody if one.votes else 0,
            "figure": chart.figure(one, speech),
            "votes": "",
            "leads": one.won,
        }
        for one in chart.in_order()
    ]
    return {"type": "bars", "rows": rows}


def _scale(chart: RatingChart, speech: Speech) -> Drawing:
    valid = sum(step.votes for step in chart.steps)
    steps = [
        {
            "label": name_of(step),
            "share": step.votes / valid if valid else 0,
            "figure": speech.percent(Fraction(step.votes, valid)) if valid else "–",
            "votes": speech.text(say_many("{count} vote", "{count} votes", count=step.votes)),
            "fill": fill,
            "ink": _both_cards(palette.ink_on(fill)),
            "median": place in chart.medians,
        }
        for place, (step, fill) in enumerate(zip(chart.steps, chart.fills(), strict=True))
    ]
    ends = [speech.text(chart.side_words(side, speech)) for side in chart.ends()] if valid else []
    return {"type": "scale", "steps": steps, "ends": ends, "median": chart.median_words(speech)}


def _both_cards(name: str) -> str:
    return palette.COLOURS[palette.Theme.DARK][name]


def slopes(chart: SlopeChart, speech: Speech) -> Drawing:
    """Return the shares of all who voted, before and after."""
    lines = [
        {
            "label": name_of(line),
            "before": None if line.before is None else float(line.before),
            "after": None if line.after is None else float(line.after),
            "from": "–" if line.before is None else speech.percent(line.before),
            "to": "–" if line.after is None else speech.percent(line.after),
            "change": line.change,
        }
        for line in chart.lines
    ]
    return {"type": "slopes", "lines": lines, "before": speech("Before"), "after": speech("After")}


def flows(chart: ShiftChart, speech: Speech) -> tuple[Drawing, Sequence[str]]:
    """Return how people moved, as far as it is told, and the notes under it."""
    moved = [
        {"from": flow.before, "to": flow.after, "people": flow.people, "figure": speech.number(flow.people or 0)}
        for flow in chart.flows
    ]
    options = [{"label": name_of(option), "fill": hue_of(place)} for place, option in enumerate(chart.options)]
    untold = ""
    if chart.untold:
        untold = speech.text(
            say_many("{count} person: move not shown", "{count} people: move not shown", count=chart.untold)
        )
    drawing = {
        "type": "flows",
        "options": options,
        "flows": moved,
        "untold": chart.untold,
        "untoldWords": untold,
        "before": speech("Before"),
        "after": speech("After"),
    }
    return drawing, editors_note(chart.options, speech)
