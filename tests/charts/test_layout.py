"""Whatever the labels are: nothing is cut, nothing runs out of the card, no text covers another."""

import io
import itertools
from datetime import timedelta
from fractions import Fraction

from gallery import OPENED, turnout_of
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.charts.canvas import INNER, MARGIN, WIDTH, ZOOM, Canvas, Caption
from bot.charts.font import face
from bot.charts.lines import HYPHEN, drawable, wrap
from bot.charts.options import Bar, OptionsChart
from bot.charts.palette import Theme
from bot.charts.ranking import RankingChart, Standing
from bot.charts.rating import RatingChart, Side, Step
from bot.charts.shift import Flow, ShiftChart, ShiftOption
from bot.charts.slope import SlopeChart, SlopeLine
from bot.i18n import ENGLISH

ALPHABET = "abcdefgWM éàçüöäßÉŒøłŁαβγДЖ –-/’“«»&<>\"'…·0123456789 日本語\u0301\u202e\u200d\ufe0f\x00\n\t😀"
LABELS = st.one_of(
    st.text(ALPHABET, max_size=100),
    st.text("WMÄ", min_size=60, max_size=100),
    st.text(max_size=100),
    st.lists(st.text("étudeßün", min_size=1, max_size=14), max_size=12).map(" ".join),
)
CAPTIONS = st.builds(Caption, LABELS, LABELS, st.lists(LABELS, max_size=2).map(tuple), st.booleans())
VOTES = st.one_of(st.integers(0, 30), st.integers(0, 10**7))
SIDES = [Side.DISAGREE, Side.DISAGREE, Side.NEITHER, Side.AGREE, Side.AGREE]


@st.composite
def option_charts(draw):
    votes = draw(st.lists(VOTES, min_size=1, max_size=12))
    total = sum(votes)
    bars = [
        Bar(draw(LABELS), count, Fraction(count, total) if total else None, editors=draw(st.booleans()))
        for count in votes
    ]
    return OptionsChart(draw(CAPTIONS), tuple(bars), total + 3, 3)


@st.composite
def rating_charts(draw):
    votes = draw(st.lists(VOTES, min_size=5, max_size=5))
    steps = (Step(draw(LABELS), count, side) for count, side in zip(votes, SIDES, strict=True))
    return RatingChart(draw(CAPTIONS), tuple(steps), (2,) if any(votes) else (), sum(votes), 0)


@st.composite
def ranking_charts(draw):
    rounds = draw(st.integers(1, 9))
    stays = draw(st.lists(st.integers(1, rounds), min_size=1, max_size=9))
    standings = [Standing(draw(LABELS), tuple(draw(VOTES) for _ in range(stay))) for stay in stays]
    standings.append(Standing(draw(LABELS), (7,) * rounds, won=True, editors=True))
    return RankingChart(draw(CAPTIONS), tuple(standings), (3,) * rounds, 10**4, 12)


@st.composite
def turnout_charts(draw):
    length = draw(st.integers(0, 60 * 24 * 30))
    times = [OPENED + timedelta(minutes=minute) for minute in draw(st.lists(st.integers(0, length), max_size=30))]
    electorate = draw(st.none() | st.integers(1, 10**6))
    return turnout_of(times, timedelta(minutes=length), electorate, draw(CAPTIONS))


@st.composite
def shift_charts(draw):
    count = draw(st.integers(1, 10))
    options = [ShiftOption(draw(LABELS), editors=draw(st.booleans())) for _ in range(count)]
    ways = draw(st.sets(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))))
    people = st.none() | st.integers(5, 99) | st.integers(5, 10**6)
    return ShiftChart(draw(CAPTIONS), tuple(options), tuple(Flow(*way, draw(people)) for way in sorted(ways)), 10**6)


SHARES = st.none() | st.fractions(0, 1, max_denominator=50)
SLOPES = st.builds(SlopeLine, LABELS, SHARES, SHARES, st.sampled_from([-1, 0, 1]), st.booleans())
slope_charts = st.builds(SlopeChart, CAPTIONS, st.lists(SLOPES, min_size=1, max_size=10).map(tuple))
CHARTS = st.one_of(option_charts(), rating_charts(), ranking_charts(), turnout_charts(), shift_charts(), slope_charts)


def drawn(chart):
    canvas = Canvas()
    chart.draw(canvas, ENGLISH)
    return canvas


@settings(max_examples=100)
@given(CHARTS)
def test_every_text_stays_on_the_card_and_covers_no_other(chart):
    canvas = drawn(chart)
    for text in canvas.placed:
        assert text.left >= MARGIN - 0.01, text
        assert text.right <= WIDTH - MARGIN + 0.01, text
        assert MARGIN - 0.01 <= text.top < text.bottom <= canvas.y + 0.01, text
    for one, other in itertools.combinations([text for text in canvas.placed if text.text], 2):
        apart_sideways = one.right <= other.left + 0.01 or other.right <= one.left + 0.01
        assert apart_sideways or one.bottom <= other.top + 0.01 or other.bottom <= one.top + 0.01, (one, other)


@settings(max_examples=100)
@given(CHARTS)
def test_a_text_alternative_fits_what_discord_takes(chart):
    words = chart.describe(ENGLISH)
    assert 0 < len(words) <= 1024
    assert "\n" not in words


@settings(max_examples=12)
@given(CHARTS)
def test_whatever_is_in_a_label_the_chart_is_drawn(chart):
    assert drawn(chart).png().startswith(b"\x89PNG")


@given(LABELS, st.floats(40, INNER), st.sampled_from([15.0, 17.0, 20.0]), st.booleans())
def test_lines_fit_and_hold_every_character(text, width, size, bold):
    lines = wrap(text, width, size, bold=bold)
    widest = max(face(bold=bold).width(line, size) for line in lines)
    assert widest <= width

    def kept(words):
        return words.replace(" ", "").replace(HYPHEN, "")

    assert kept("".join(lines)) == kept(drawable(text))


def test_a_word_that_is_too_long_is_broken_with_a_hyphen():
    lines = wrap("ein Donaudampfschifffahrtsgesellschaftskapitän", 180, 17)
    assert lines[0] == "ein"
    assert all(line.endswith(HYPHEN) for line in lines[1:-1])
    assert len(lines) > 2


@settings(max_examples=25)
@given(st.text("AVToWyfiflÉÄßjgLTłДЖαβ .,-“’f", min_size=1, max_size=24).filter(str.strip), st.booleans())
def test_what_is_drawn_is_no_wider_than_what_was_measured(text, bold):
    """Kerning, which is not measured, may push letters by a fraction of a unit and no more."""
    canvas = Canvas(Theme.LIGHT)
    canvas.y = 60
    canvas.text(MARGIN, 20, text, bold=bold)
    image = Image.open(io.BytesIO(canvas.png())).convert("L").crop((4, 4, WIDTH * ZOOM - 4, 60 * ZOOM))
    left, _, right, _ = image.point(lambda level: 255 * (level < 128)).getbbox()
    placed = canvas.placed[0]
    assert right + 4 <= (placed.right + 2) * ZOOM
    assert left + 4 >= (placed.left - 2) * ZOOM


def test_the_font_has_the_letters_of_europe():
    regular = face()
    assert all(regular.covers(letter) for letter in "àâæçéèêëîïôœùûüÿÀÉÎÖÄÜßẞñłŁőřšžαβγδωДЖяёіїєў€£→×≥–—“”„«»…·")
    assert not regular.covers("日")
    assert regular.width("日", 17) > 0
