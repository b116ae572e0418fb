"""The charts of an export: each is drawn once, and stands in the ZIP with its words."""

import asyncio
import re
from dataclasses import replace

import pytest
from sentences import IT_IS_NOT_DRAWN
from test_formats import DEBATE, InMemory, table, unpacked
from test_report import AREAS, CHOICE, ORDER, RANKED, Outline, shift, tally

from bot.charts.rendering import RENDERER
from bot.domain.export_schema import Dataset, Document, in_turn
from bot.domain.kind import Option
from bot.domain.polls import PollState, Round
from bot.domain.turnout import Arrivals
from bot.exports import charts
from bot.exports.zip_ import Archive
from bot.i18n import ENGLISH

JAPAN = (Option("japan", "日本"), Option("web", "A web"))
DRAWN = (
    "question-a-before-order", "question-a-after-choice", "question-a-after-areas", "question-a-turnout-after",
    "question-a-shares-order", "question-a-shift-order", "question-a-shares-areas",
)  # fmt: skip


def dataset(**given):
    """Return what there is to draw: both rounds, turnout of one of them, a shift, and a result that cannot be drawn."""
    after = tally(CHOICE, {("web",): 3}, id=2, round=Round.AFTER)
    areas = tally(AREAS, {("web", "tower"): 3}, id=2, round=Round.AFTER)
    japan = tally(replace(CHOICE, key="japan", options=JAPAN), {("japan",): 3}, id=3)
    return Dataset(
        DEBATE,
        (table([]),),
        (
            tally(ORDER, RANKED, round=Round.BEFORE),
            replace(after, items=(*after.items, *areas.items)),
            replace(japan, poll=replace(japan.poll, question="b")),
        ),
        documents=(Document("codebook.md", lambda: in_turn([b"Words"])),),
        shifts=(shift(ORDER, AREAS),),
        arrivals={2: Arrivals(300, (3, 0, 4))},
        **given,
    )


def zipped(of):
    target = InMemory()
    asyncio.run(Archive().write(of, target))
    return unpacked(target.files["debate.zip"])


def test_every_chart_is_a_picture_on_both_cards_and_a_text_and_the_report_refers_to_them():
    found = zipped(dataset())
    pictures = {name: content for name, content in found.items() if name.endswith(".png")}
    assert sorted(pictures) == sorted(f"{folder}/{name}.png" for name in DRAWN for folder in ("charts", "charts/dark"))
    assert all(content.startswith(b"\x89PNG") for content in pictures.values())
    page = Outline(found["report.html"].decode())
    shown = {image["src"]: image["alt"] for image in page.named("img")}
    in_the_dark = {source["srcset"] for source in page.named("source")}
    assert all(source["media"] == "(prefers-color-scheme: dark)" for source in page.named("source"))
    assert {"charts/question-a-turnout-after.png", "charts/question-a-shift-order.png"} < shown.keys() < pictures.keys()
    assert in_the_dark == {name.replace("charts/", "charts/dark/") for name in shown}
    assert "data:" not in found["report.html"].decode()
    words = found["charts/alternatives.md"].decode()
    sections = re.findall(r"^## (\S+)\n\n(.+)\n", words, re.MULTILINE)
    assert [name for name, _ in sections] == [
        *(f"{name}.png" for name in DRAWN[:4]), "question-b-main-japan.png", *(f"{name}.png" for name in DRAWN[4:])
    ]  # fmt: skip
    in_words = {alt for _, alt in sections}
    assert {*shown.values()} < in_words
    assert "日本: 100% · 3 votes." in words
    assert words.count(IT_IS_NOT_DRAWN.say()) == 1


@pytest.mark.parametrize("in_memory", [charts.IN_MEMORY, 1])
def test_each_is_drawn_once(monkeypatch, in_memory):
    """On each card, also where they are kept on disk; the same bytes come out."""
    asked, draw = [], RENDERER.png

    def watched(**given):
        asked.append(given)
        return draw(**given)

    expected = zipped(dataset())
    monkeypatch.setattr(charts, "IN_MEMORY", in_memory)
    monkeypatch.setattr(RENDERER, "png", watched)
    assert zipped(dataset()) == expected
    assert len({given["svg_string"] for given in asked}) == len(asked) > len(DRAWN)


def test_a_zip_of_tables_alone_has_no_charts():
    assert not [name for name in zipped(replace(dataset(), documents=())) if name.startswith("charts/")]


def test_names_are_those_of_files_everywhere_and_an_item_called_turnout_takes_no_other_s():
    poll = tally(CHOICE, {}, id=2).poll
    item = tally(replace(CHOICE, key="turnout"), {}, id=2).items[0]
    names = [charts.item_chart(poll, item, ENGLISH).name, charts.turnout_chart(poll, Arrivals(60, (5,)), ENGLISH).name]
    assert names == ["question-a-main-turnout", "question-a-turnout-main"]
    assert all(re.fullmatch("[a-z0-9-]+", name) for name in names)


def test_the_chart_of_an_open_poll_says_that_it_is_one_and_its_turnout_has_none():
    open_ = replace(tally(CHOICE, {("web",): 2}).poll, state=PollState.OPEN, closed_at=None)
    of = Dataset(DEBATE, (), (replace(tally(CHOICE, {("web",): 2}), poll=open_),))
    (named,) = charts.charts_of(of)
    assert named.name == "question-a-main-choice"
    assert charts.INTERIM.msgid in named.chart.describe(ENGLISH)
