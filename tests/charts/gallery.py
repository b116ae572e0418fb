"""The charts that are stored as pictures, and what stores them: `make golden`."""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

from bot.charts import picture
from bot.charts.canvas import Caption
from bot.charts.options import Bar, OptionsChart
from bot.charts.palette import Theme
from bot.charts.ranking import RankingChart, Standing
from bot.charts.rating import RatingChart, Side, Step
from bot.charts.shift import Flow, ShiftChart, ShiftOption
from bot.charts.slope import SlopeChart, SlopeLine
from bot.charts.turnout import TurnoutChart
from bot.domain.turnout import arrivals_in, step_of
from bot.i18n import ENGLISH

GOLDEN = Path(__file__).parent / "golden"
OPENED = datetime(2025, 7, 10, 18, tzinfo=UTC)

HUB = Caption("Question D", "Should a CERN for AI be centralised or distributed?")
FRENCH = Caption(
    "Question D, avant le débat",
    "Faut-il un « CERN pour l’IA » à Genève, où l’on mènerait la recherche en commun – ou un réseau d’instituts ?",
    ("Où siègera-t-il ? La réponse suivra après le débat.",),
)
LONG_FRENCH = "Élargissement : un réseau distribué d’instituts à travers l’Europe, coordonné à Genève et à Zürich"
LONG_GERMAN = "Forschungsinfrastrukturgemeinschaftsfinanzierungsvereinbarung für überregionale Großrechenanlagen"
SIDES = (Side.DISAGREE, Side.DISAGREE, Side.NEITHER, Side.AGREE, Side.AGREE)
GERMAN_SIDES = (Side.AGREE, Side.AGREE, Side.DISAGREE, Side.DISAGREE)
GERMAN_STEPS = ("Ja, unbedingt", "Eher ja", "Eher nein", LONG_GERMAN)
STEPS = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")


def _rating(votes, medians, labels=STEPS, sides=SIDES, caption=HUB):
    steps = tuple(Step(*step) for step in zip(labels, votes, sides, strict=True))
    return RatingChart(caption, steps, medians, sum(votes) + 2, 2)


def _arrivals(people, minutes):
    seeded = random.Random(3)  # noqa: S311  the same picture every time
    return [OPENED + timedelta(minutes=minutes * seeded.random() ** 2.5) for _ in range(people)]


def turnout_of(times, length, electorate, caption=HUB):
    """Return the chart of people who came at these times to a poll that was open so long."""
    steps = Counter(step_of(time, OPENED) for time in times)
    return TurnoutChart(caption, arrivals_in(steps, OPENED, OPENED + length), electorate)


def _long_race():
    """Ten options, of which the last goes out each time and leaves its votes to two that end in a tie."""
    others = [Standing(f"Option {place + 1}", (1400 - 150 * place,) * (10 - place)) for place in range(2, 10)]
    gone = sorted(one.votes[0] for one in others)
    leading = tuple(1500 + sum(gone[:number]) // 2 for number in range(9))
    return (*(Standing(f"Option {place}", leading, won=True) for place in (1, 2)), *others)


CHARTS = {
    "options": OptionsChart(
        HUB,
        (Bar("A central hub", 17, Fraction(17, 30)), Bar("A network", 12, Fraction(12, 30)),
            Bar("Neither", 1, Fraction(1, 30), editors=True)),
        32,
        2,
    ),
    "options-tie": OptionsChart(
        FRENCH,
        (Bar(LONG_FRENCH, 12, Fraction("0.48")), Bar(LONG_GERMAN, 12, Fraction("0.48")),
            Bar("Ελληνικά, Łódź", 1, Fraction("0.04")), Bar("Другое <&>", 0, Fraction(0))),
        25,
        0,
    ),
    "options-all-abstained": OptionsChart(HUB, (Bar("A central hub", 0, None), Bar("A network", 0, None)), 2, 2),
    "options-crowd": OptionsChart(
        HUB,
        (Bar("A central hub", 1_234_567, Fraction(1)), Bar("A distributed network", 1, Fraction(1, 1_234_567))),
        1_234_568,
        0,
    ),
    "rating": _rating((4, 7, 6, 15, 9), (3,)),
    "rating-split": _rating((6, 2, 2, 6), (1, 2), GERMAN_STEPS, GERMAN_SIDES),
    "rating-editors": RatingChart(
        HUB, (Step("Yes", 6, Side.AGREE), Step("Neither", 3, Side.NEITHER, editors=True), Step("No", 2, Side.DISAGREE)),
        (0,), 11, 0,
    ),
    "rating-empty": _rating((0, 0, 0, 0, 0), ()),
    "ranking": RankingChart(
        HUB,
        (
            Standing("Geneva", (8, 8, 9, 12), won=True),
            Standing(LONG_FRENCH, (7, 8, 9, 10)),
            Standing("Vienna", (5, 6, 6)),
            Standing("Nairobi", (3, 3)),
            Standing("Anywhere", (2,), editors=True),
        ),
        (0, 0, 1, 3),
        27,
        2,
    ),
    "ranking-long": RankingChart(
        Caption("Question E", "In which order should these ten come?", ("One against one: no winner.",)),
        _long_race(),
        (0, 1, 2, 3, 5, 8, 13, 21, 34),
        9000,
        0,
    ),
    "slope": SlopeChart(
        HUB,
        (SlopeLine("A central hub", Fraction(60, 100), Fraction(50, 100), -1),
            SlopeLine("A network of institutes", Fraction(32, 100), Fraction(41, 100), 1),
            SlopeLine("Neither", Fraction(8, 100), Fraction(9, 100), editors=True)),
    ),
    "slope-crowded": SlopeChart(
        FRENCH,
        (SlopeLine(LONG_FRENCH, Fraction(30, 100), Fraction(31, 100)),
            SlopeLine(LONG_GERMAN, Fraction(29, 100), Fraction(30, 100)),
            SlopeLine("Łódź", Fraction(28, 100), Fraction(39, 100), 1),
            SlopeLine("Only before", Fraction(13, 100), None), SlopeLine("Only after", None, Fraction(0))),
    ),
    "slope-nobody": SlopeChart(HUB, (SlopeLine("A central hub", None, None), SlopeLine("A network", None, None))),
    "turnout": turnout_of(_arrivals(47, 25), timedelta(minutes=25), 60),
    "turnout-days": turnout_of(_arrivals(1730, 6 * 24 * 60), timedelta(days=6, hours=3), None),
    "turnout-none": turnout_of([], timedelta(seconds=40), 60),
    "shift": ShiftChart(
        Caption("Question D", "Should a CERN for AI be centralised or distributed?", ("15 of 53 people moved.",)),
        (
            ShiftOption("A central hub"),
            ShiftOption(LONG_FRENCH),
            ShiftOption("Neither", editors=True),
            ShiftOption("Abstained"),
        ),
        (
            Flow(0, 0, 14), Flow(0, 1, 8), Flow(1, 0, None), Flow(1, 1, 19),
            Flow(2, 1, None), Flow(2, 2, 5), Flow(3, 3, None), Flow(3, 1, None),
        ),
        53,
    ),
    "shift-untold": ShiftChart(
        HUB,
        (ShiftOption("A central hub"), ShiftOption("A network"), ShiftOption("Neither", editors=True)),
        (Flow(0, 0, 14), Flow(0, 1, 8), Flow(1, 1, 6)),
        60,
        whole=False,
    ),
    "shift-nobody": ShiftChart(HUB, (ShiftOption("A central hub"), ShiftOption("A network")), (), 0),
}  # fmt: skip

IN_A_FILE = ("options", "rating", "ranking", "turnout", "shift", "slope")
"""Those that are also stored as they are in a file of an export: on a light card, with a title and notes."""


def stored():
    """Yield the name of every stored picture, its chart and its theme."""
    for name, chart in CHARTS.items():
        yield name, chart, Theme.DARK
    for name in IN_A_FILE:
        chart = CHARTS[name]
        yield f"{name}-file", replace(chart, caption=replace(chart.caption, stands_alone=True)), Theme.LIGHT


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for stale in GOLDEN.glob("*.png"):
        stale.unlink()
    for name, chart, theme in stored():
        (GOLDEN / f"{name}.png").write_bytes(picture(chart, ENGLISH, theme).png)
