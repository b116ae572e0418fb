"""What charts show and say, beyond how they look."""

import re
from datetime import timedelta
from fractions import Fraction

import pytest
from gallery import CHARTS, OPENED, turnout_of
from hypothesis import given
from hypothesis import strategies as st
from sentences import (
    ADDED_BY_THE_EDITORS_NOT_IN,
    CHART_AGREE,
    CHART_DISAGREE,
    CHART_ENTRY,
    CHART_FEWER_THAN_FIVE,
    CHART_FROM_TO,
    CHART_MEDIAN,
    CHART_MEDIAN_BETWEEN_AND,
    CHART_MINUTES,
    CHART_STAYED_WITH,
    LIGHTER_PARTS_CAME_FROM,
    NUMBERS_ARE_FIRST_CHOICES,
    PERSON_VOTED,
)

from bot.charts import picture
from bot.charts.canvas import Canvas, Caption
from bot.charts.options import Bar, OptionsChart
from bot.charts.palette import Theme
from bot.charts.ranking import RankingChart, Standing
from bot.charts.rating import RatingChart, Side, Step
from bot.charts.tallies import chart_of
from bot.domain.kind import Option
from bot.domain.polls import Item
from bot.domain.tally import count_item
from bot.i18n import ENGLISH

CAPTION = Caption("Question D", "Hub or network?", ("A note.",))


def test_a_count_becomes_bars_with_most_votes_first_and_ties_in_the_paper_s_order():
    options = tuple(Option(key, key.upper(), editors=key == "d") for key in "abcd")
    tally = count_item(Item(1, "item", "single", "Hub?", options), {("c",): 4, ("b",): 4, ("a",): 1, (): 2})
    chart = chart_of(tally, CAPTION)
    assert [(bar.label, bar.votes) for bar in chart.bars] == [("B", 4), ("C", 4), ("A", 1), ("D", 0)]
    assert [bar.label for bar in chart.bars if bar.editors] == ["D"]
    assert (chart.ballots, chart.abstentions) == (11, 2)


SCALE = (Option("no", "No"), Option("well", "Well", editors=True), Option("yes", "Yes"))


@pytest.mark.parametrize(
    ("profile", "medians"),
    [({("no",): 1, ("yes",): 2}, (2,)), ({("no",): 2, ("yes",): 2, (): 3}, (0, 2)), ({(): 2}, ())],
)
def test_a_rating_becomes_a_scale_in_its_own_order_with_sides_and_medians(profile, medians):
    chart = chart_of(count_item(Item(1, "item", "rating", "Good?", SCALE), profile), CAPTION)
    assert [(step.label, step.side) for step in chart.steps] == [
        ("No", Side.DISAGREE), ("Well", Side.NEITHER), ("Yes", Side.AGREE)
    ]  # fmt: skip
    assert [step.votes for step in chart.steps] == [profile.get((option.id,), 0) for option in SCALE]
    assert (chart.medians, chart.abstentions) == (medians, profile.get((), 0))


def test_the_sides_of_a_rating_are_those_that_the_pack_names():
    item = Item(1, "item", "rating", "Good?", SCALE, {"agree": ["no"], "disagree": ["well", "yes"]})
    chart = chart_of(count_item(item, {("no",): 1}), CAPTION)
    assert [step.side for step in chart.steps] == [Side.AGREE, Side.DISAGREE, Side.DISAGREE]


@pytest.mark.parametrize(
    ("profile", "standings", "exhausted"),
    [
        (
            {("a", "b"): 4, ("b",): 3, ("c", "b"): 2, ("d",): 1, (): 2},
            [("A", (4, 4, 4), False), ("B", (3, 3, 5), True), ("C", (2, 2), False), ("D", (1,), False)],
            (0, 1, 1),
        ),
        (
            {("a",): 2, ("b",): 2},
            [("A", (2, 2), True), ("B", (2, 2), True), ("C", (0,), False), ("D", (0,), False)],
            (0, 0),
        ),
        ({(): 2}, [("A", (0,), False), ("B", (0,), False), ("C", (0,), False), ("D", (0,), False)], (0,)),
    ],
)  # fmt: skip
def test_a_ranking_becomes_rounds_in_which_several_winners_are_a_tie(profile, standings, exhausted):
    options = tuple(Option(key, key.upper(), editors=key == "d") for key in "abcd")
    chart = chart_of(count_item(Item(1, "item", "ranking", "Which?", options), profile), CAPTION)
    assert [(one.label, one.votes, one.won) for one in chart.standings] == standings
    assert chart.exhausted == exhausted
    assert [one.label for one in chart.standings if one.editors] == ["D"]
    assert (chart.ballots, chart.abstentions) == (sum(profile.values()), profile.get((), 0))


def test_the_text_alternative_of_options_says_all_that_the_picture_shows():
    chart = OptionsChart(
        CAPTION, (Bar("A hub", 3, Fraction("0.75")), Bar("A network", 1, Fraction("0.25"), editors=True)), 5, 1
    )
    assert chart.describe(ENGLISH) == (
        "Bar chart. Question D. Hub or network? A hub: 75% · 3 votes. A network\N{NO-BREAK SPACE}*: 25% · 1 vote. "
        "4 answers, 1 abstention. A note. "
        "* Added by the editors, not in the paper."
    )


def test_a_text_alternative_shortens_long_labels_before_it_leaves_any_out():
    bars = tuple(Bar(f"{place} {'long ' * 19}", place, Fraction("0.1")) for place in range(12))
    words = OptionsChart(CAPTION, bars, 66, 0).describe(ENGLISH)
    assert all(f" {place} long" in words for place in range(12))
    assert "…" in words
    assert len(words) <= 1024


def test_a_text_alternative_counts_the_entries_that_it_leaves_out():
    bars = tuple(Bar("some option", 1_000_000 + place, Fraction("0.1")) for place in range(60))
    words = OptionsChart(CAPTION, bars, 66, 0).describe(ENGLISH)
    named = words.count("some option") + words.count("…: ")
    assert f"And {60 - named} more." in words


def test_a_rating_names_both_medians_and_both_sides():
    steps = (Step("No", 2, Side.DISAGREE), Step("Well", 0, Side.NEITHER), Step("Yes", 2, Side.AGREE))
    words = RatingChart(CAPTION, steps, (0, 2), 4, 0).describe(ENGLISH)
    assert CHART_MEDIAN_BETWEEN_AND.within(words, low="No", high="Yes")
    assert f"{CHART_DISAGREE.say(share='50%')}, {CHART_AGREE.say(share='50%')}." in words


def test_a_shift_gives_no_number_for_fewer_than_five():
    """Nor a sum from which it would follow."""
    words = CHARTS["shift"].describe(ENGLISH)
    assert CHART_FROM_TO.within(words, before="Neither *")
    assert CHART_ENTRY.say(label=CHART_STAYED_WITH.say(option="Abstained"), said=CHART_FEWER_THAN_FIVE) in words
    canvas = Canvas()
    CHARTS["shift"].draw(canvas, ENGLISH)
    names = {text.text.replace("\N{NO-BREAK SPACE}", " ") for text in canvas.placed}
    assert {name for name in names if re.fullmatch("[A-D]( [0-9]+)?", name)} == {"A 22", "A", "B", "C", "C 5", "D"}


def test_a_ranking_says_round_by_round_what_each_had_and_that_it_went_out():
    words = CHARTS["ranking"].describe(ENGLISH)
    assert "Geneva (winner): 8, 8, 9, 12." in words
    assert "Nairobi: 3, 3, then out." in words
    assert LIGHTER_PARTS_CAME_FROM.within(words)


def test_a_ranking_explains_no_colour_that_it_does_not_show():
    words = RankingChart(CAPTION, (Standing("A", (5,), won=True), Standing("B", (1,))), (0,), 6, 0).describe(ENGLISH)
    assert NUMBERS_ARE_FIRST_CHOICES.within(words)
    assert not LIGHTER_PARTS_CAME_FROM.within(words)


def test_a_rating_marks_the_steps_of_the_editors_and_says_what_the_mark_means():
    chart = chart_of(count_item(Item(1, "item", "rating", "Good?", SCALE), {("well",): 3}), CAPTION)
    canvas = Canvas()
    chart.draw(canvas, ENGLISH)
    lines = [text.text.replace("\N{NO-BREAK SPACE}", " ") for text in canvas.placed]
    words = chart.describe(ENGLISH).replace("\N{NO-BREAK SPACE}", " ")
    assert "Well (median)" in lines  # the steps carry no mark
    assert {"No", "Yes"} <= set(lines)
    assert CHART_MEDIAN.within(words, step="Well *")
    assert ADDED_BY_THE_EDITORS_NOT_IN.within(words)
    assert "*" not in CHARTS["rating"].describe(ENGLISH)


@pytest.mark.parametrize(
    ("label", "code"), [("日本", "U+65E5"), ("معهد", "U+0639"), ("संस्था", "U+0938"), ("👍", "U+1F44D")]
)
def test_a_chart_whose_words_the_font_lacks_is_left_out_and_the_log_says_so_once(label, code, caplog):
    """An emoji that is all there is of a label is such a word."""
    caplog.set_level("INFO", "bot.charts")
    chart = OptionsChart(CAPTION, (Bar(f"{label} ", 3, Fraction("0.75")), Bar("A network", 1, Fraction("0.25"))), 4, 0)
    picture.cache_clear()
    assert picture(chart, ENGLISH, Theme.DARK) is picture(chart, ENGLISH, Theme.DARK) is None
    (record,) = caplog.records
    assert (record.levelname, code in record.getMessage()) == ("INFO", True)
    assert label in chart.describe(ENGLISH)


def test_emoji_beside_words_are_left_out_and_their_alternative_keeps_them():
    bars = (Bar("🚀 Start 👩🏽‍🚀 1️⃣ → now", 3, Fraction("0.75")), Bar("A ⚖️ network", 1, Fraction("0.25")))
    chart = OptionsChart(CAPTION, bars, 4, 0)
    canvas = Canvas()
    chart.draw(canvas, ENGLISH)
    lines = [text.text for text in canvas.placed]
    assert {"Start 1 → now", "A network"} <= set(lines)
    assert not canvas.missing
    assert "🚀 Start" in chart.describe(ENGLISH)


@given(st.integers(0, 60 * 24 * 30), st.lists(st.floats(0, 1), max_size=50))
def test_turnout_counts_everybody_once_in_spans_of_whole_minutes(length, moments):
    length = timedelta(minutes=length)
    arrivals = turnout_of([OPENED + moment * length for moment in moments], length, None).arrivals
    assert sum(arrivals.people) == len(moments)
    assert len(arrivals.people) <= 120
    assert arrivals.minutes * len(arrivals.people) >= length / timedelta(minutes=1)


def test_the_text_alternative_of_turnout_says_what_it_is_of_before_the_figures():
    caption = Caption("Question D", "Turnout over time")
    words = turnout_of([OPENED + timedelta(minutes=1)], timedelta(minutes=2), None, caption).describe(ENGLISH)
    first, second = (CHART_ENTRY.say(label=CHART_MINUTES.say(minutes=n), said=n - 1) for n in (1, 2))
    assert words.startswith(f"{caption.title}. {caption.heading}. {first}. {second}. {PERSON_VOTED.say(count=1)}.")


@pytest.mark.parametrize(
    ("minutes", "seconds", "spans"),
    [(0.5, 10, 6), (10, 10, 60), (20, 10, 120), (25, 20, 75), (120, 60, 120), (121, 120, 61)],
)
def test_turnout_has_spans_of_ten_seconds_in_a_short_poll_and_of_minutes_in_a_long_one(minutes, seconds, spans):
    arrivals = turnout_of([], timedelta(minutes=minutes), 60).arrivals
    assert (arrivals.seconds, len(arrivals.people)) == (seconds, spans)


def test_turnout_keeps_nothing_finer_than_ten_seconds():
    """Whoever has the chart cannot tell who of two came first within them."""
    length = timedelta(minutes=10)
    early, late = ([OPENED + timedelta(minutes=3, seconds=second)] for second in (1, 9))
    assert turnout_of(early, length, 60) == turnout_of(late, length, 60)


def test_the_same_values_are_drawn_once():
    chart = OptionsChart(CAPTION, (Bar("A hub", 3, Fraction("0.75")), Bar("A network", 1, Fraction("0.25"))), 4, 0)
    again = OptionsChart(CAPTION, (Bar("A hub", 3, Fraction("0.75")), Bar("A network", 1, Fraction("0.25"))), 4, 0)
    assert picture(chart, ENGLISH, Theme.DARK) is picture(again, ENGLISH, Theme.DARK)
