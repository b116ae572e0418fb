"""The report: one page, complete, of sound structure, and nothing that anybody wrote acts in it."""

import asyncio
import base64
import html
import io
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from browser import chromium
from conftest import POLL
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from sentences import (
    ALL_WHO_VOTED_BEFORE_AFTER,
    BETWEEN_OF_THEM_CHANGED,
    FEWER_THAN_FIVE,
    FLOW_FROM_BEFORE_TO_AFTER,
    IN_SECRET_POLLS,
    MOST_VOTES,
    NOT_SHOWN,
    PERSON_ANSWERED_BOTH_TIMES,
    REPORT_NOBODY_CHOSE_AN_OPTION,
    REPORT_TIE_BETWEEN,
    ROUNDS_OF_AN_INSTANT_RUN_OFF,
    SHARES_BEFORE_AND_AFTER,
    SMALLER_MOVES_ARE_HIDDEN,
    TURNOUT_OVER_TIME,
    VOTING_IS_STILL_OPEN,
)
from test_formats import DEBATE, InMemory

from bot.domain.export_schema import BALLOTS, RESPONSES, TALLIES, Dataset, Origin, Records, in_turn
from bot.domain.kind import Option
from bot.domain.polls import Item, PollState, Round, Secrecy
from bot.domain.quorum import Quorum
from bot.domain.refusals import NotNow
from bot.domain.shift import shift_between
from bot.domain.tally import count_poll
from bot.domain.texts import Text
from bot.domain.turnout import Arrivals
from bot.exports.charts import draw_chart
from bot.exports.html import Report

HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>{{ 7*7 }}</table>--><style>*{display:none}'
CLOSED = datetime(2025, 7, 10, 18, 30, tzinfo=UTC)
LONG = "Forschungsinfrastrukturgemeinschaftsfinanzierungsvereinbarung für Großrechenanlagen"
OPTIONS = (Option("tower", "A tower"), Option("web", "A web"), Option("bridge", "A bridge", editors=True))
VOID = {"meta", "img", "br", "hr", "link", "input", "source"}


class Outline(HTMLParser):
    """Reads a page as a list of tags with attributes, and as text; every element has to be closed in its turn."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.words, self.open, self.tables = [], [], [], []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"th", "td"}:
            self.tables[-1][-1].append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.words.append(data)
        if {"th", "td"} & {*self.open}:
            row = self.tables[-1][-1]
            row[-1] = " ".join(f"{row[-1]} {data}".split())

    def named(self, *names):
        return [attributes for tag, attributes in self.tags if tag in names]

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def tally(item, profile, **given):
    settled = {"state": PollState.CLOSED, "closed_at": CLOSED, "published_at": CLOSED, "electorate": 20}
    return count_poll(replace(POLL, items=(item,), **(settled | given)), {item.id: profile}, sum(profile.values()))


def notices(page):
    """Return what a report warns of, a paragraph each."""
    return re.findall(r'<p class="notice">(\S[^<]*)</p>', page)


async def nothing(*_):
    """Draw no chart, which takes a while."""


def response(text, question="a", status="published"):
    return ("A debate", question, 1, "pseudonym-of-ann", text, "2025-07-10T18:00:00Z", status)


def report(
    *tallies, responses=(), debate=DEBATE, origin=None, tables=("tallies", "responses"), draw=draw_chart, **more
):
    rows = {"tallies": (TALLIES, []), "responses": (RESPONSES, list(responses)), "ballots": (BALLOTS, [])}
    found = tuple(Records(name, rows[name][0], lambda name=name: in_turn(rows[name][1])) for name in tables)
    target = InMemory()
    asyncio.run(Report(draw).write(Dataset(debate, found, tallies, origin=origin, **more), target))
    (content,) = target.files.values()
    assert list(target.files) == ["report.html"]
    return content.decode()


ORDER = Item(1, "order", "ranking", "What comes first?", OPTIONS)
CHOICE = Item(2, "choice", "single", "Which one?", OPTIONS)
RANKED = {("tower",): 4, ("web", "bridge"): 3, ("bridge", "web"): 2, (): 1}


AREAS = Item(3, "areas", "approval", "Which of them?", OPTIONS)
PAIRS = {
    "order": {
        (("tower",), ("tower",)): 9, (("tower",), ("web", "bridge")): 7,
        (("web",), ("tower",)): 2, (("web",), ("web",)): 3, ((), ("tower",)): 1,
    },
    "areas": {
        (("tower",), ("tower", "web")): 8, (("tower",), ("web",)): 5, (("tower",), ("tower",)): 6, (("bridge",), ()): 3
    },
}  # fmt: skip


def shift(*items, pairs=PAIRS, **given):
    """Return what becomes of items between two polls that just the same people voted in."""
    rounds = []
    for place, round_ in enumerate((Round.BEFORE, Round.AFTER)):
        profiles = {item.id: Counter() for item in items}
        for item in items:
            for answers, people in pairs[item.key].items():
                profiles[item.id][answers[place]] += people
        poll = replace(POLL, items=items, round=round_, state=PollState.CLOSED, closed_at=CLOSED, **given)
        rounds.append(count_poll(poll, profiles, 20))
    return shift_between(*rounds, pairs)


@pytest.fixture(scope="module")
def whole():
    """Return a report with both rounds, two kinds, responses, turnout over time, and a result that is not published."""
    origin = Origin(Text("Quoted from “A paper” by An author."), {"a": ("What?", "Why do we ask?"), "b": ("Who?", "")})
    return report(
        tally(ORDER, RANKED, round=Round.BEFORE),
        tally(ORDER, RANKED, round=Round.AFTER, id=2, published_at=None, secrecy=Secrecy.NAMED),
        responses=[response("I like towers."), response("Us.", "b"), response("Not this.", status="declined")],
        origin=origin,
        shifts=(shift(ORDER, AREAS, published_at=CLOSED),),
        arrivals={2: Arrivals(300, (3, 0, 4, 0, 1, 2))},
    )


@pytest.mark.parametrize(
    ("quorum", "electorate", "said"),
    [
        (Quorum(20), None, "20: not reached"),
        (Quorum(10), None, "10: reached"),
        (Quorum(50, of_electorate=True), 20, "50% (10): reached"),
        (Quorum(50, of_electorate=True), None, "50%; it is not known how many could vote"),
        (None, 20, None),
    ],
)
def test_it_says_whether_a_quorum_was_reached(quorum, electorate, said):
    text = Outline(report(tally(ORDER, RANKED, quorum=quorum, electorate=electorate))).text
    assert f"Quorum {said}" in text if said else "Quorum" not in text


def test_a_seal_that_covers_the_log_shows_its_head():
    sealed = {"seal": "0123abcd" * 8, "log_head": "fedc9876" * 8}
    assert "fedc9876fedc" in Outline(report(tally(ORDER, RANKED, **sealed))).text


def test_it_has_the_seals_to_compare_and_says_that_a_secret_vote_is_final():
    text = Outline(report(tally(ORDER, RANKED, secrecy=Secrecy.SECRET, seal="0123abcd" * 8))).text
    assert f"Seal {'0123abcd' * 8}" in text
    assert IN_SECRET_POLLS.within(text)
    assert not IN_SECRET_POLLS.within(Outline(report(tally(ORDER, RANKED))).text)


def test_it_says_what_was_asked_how_it_was_polled_and_what_came_out(whole):
    text = Outline(whole).text
    for words in (
        "A debate", "Quoted from “A paper” by An author.", "Question A: What?", "Why do we ask?",
        "Poll before the debate", "Poll after the debate", "10 July 2025, 18:00 to 10 July 2025, 18:30",
        "10 of 20 voted (50%)", "Pseudonymous", "Named", "Instant run-off: “A web” wins in round 2 with 5 of 9",
        "Round 1: “A bridge *” is eliminated (2 votes)", "A tower 4 44.4%", "Abstentions 1",
        "* marks an option that the editors added", "I like towers.", "Question B: Who?", "Responses (1)",
        "Turnout over time", "10 min 3 20 min 7 30 min 10",
    ):  # fmt: skip
        assert words in text
    assert len(notices(whole)) == 1, "of the result that is not published"


def test_who_wrote_a_response_and_what_was_declined_stand_nowhere(whole):
    assert "pseudonym-of-ann" not in whole
    assert "Not this." not in whole


def test_it_loads_nothing_and_runs_nothing(whole):
    page = Outline(whole)
    assert not {"script", "link", "iframe", "object", "form"} & {tag for tag, _ in page.tags}
    assert "default-src 'none'" in next(meta["content"] for meta in page.named("meta") if "http-equiv" in meta)
    for _, attributes in page.tags:
        assert not any(name.startswith("on") for name in attributes)
        assert attributes.get("src", "data:").startswith("data:image/png;base64,") or "src" not in attributes
        assert attributes.get("href", "#").startswith("#")
    assert not re.search(r"url\(|@import", whole)


def test_readers_that_speak_find_their_way(whole):
    """Language, landmarks, headings without gaps, named sections, captions, scopes and descriptions of the charts."""
    page = Outline(whole)
    tags = Counter(tag for tag, _ in page.tags)
    assert page.named("html") == [{"lang": "en"}]
    assert [tags[name] for name in ("header", "nav", "main", "footer", "h1")] == [1] * 5
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for section in page.named("section", "nav"):
        assert section["aria-labelledby"] in ids
    assert {link["href"].removeprefix("#") for link in page.named("a")} <= set(ids)
    assert tags["caption"] == tags["table"] == 7
    assert all(heading["scope"] in {"col", "row"} for heading in page.named("th"))
    described = [
        SHARES_BEFORE_AND_AFTER, ROUNDS_OF_AN_INSTANT_RUN_OFF, SHARES_BEFORE_AND_AFTER,
        TURNOUT_OVER_TIME, FLOW_FROM_BEFORE_TO_AFTER,
    ]  # fmt: skip
    heads = [head.forms[0].split(".")[0] for head in described]
    assert [image["alt"].split(".")[0] for image in page.named("img")] == heads
    named = [region["aria-labelledby"] for region in page.named("section", "nav", "div") if "aria-labelledby" in region]
    assert len(named) == len(set(named)), "no two regions have the same name"
    assert not [region for region in page.named("div") if "tabindex" in region], "no table here needs to be scrolled"


def test_charts_are_whole_pictures_of_the_size_that_is_said(whole):
    for image in Outline(whole).named("img"):
        png = base64.b64decode(image["src"].removeprefix("data:image/png;base64,"), validate=True)
        with Image.open(io.BytesIO(png)) as drawn:
            drawn.load()
            assert drawn.size == (int(image["width"]), int(image["height"]))


def test_the_same_debate_gives_the_same_bytes():
    assert report(tally(CHOICE, {("web",): 2})) == report(tally(CHOICE, {("web",): 2}))


def test_hostile_texts_are_shown_as_they_were_written():
    options = (Option("one", HOSTILE[:80]), Option("two", "Two"))
    plain = Outline(
        report(tally(replace(CHOICE, title="What?", options=options[1:] * 2), {}), responses=[response("x")])
    )
    page = Outline(
        report(
            tally(replace(CHOICE, title=HOSTILE, options=options), {("one",): 1}, title=HOSTILE),
            responses=[response(HOSTILE), response("x" * 2000)],
            debate=replace(DEBATE, title=HOSTILE),
            origin=Origin(Text("{hostile}", {"hostile": HOSTILE}), {"a": (HOSTILE, HOSTILE)}),
        )
    )
    assert {tag for tag, _ in page.tags} == {tag for tag, _ in plain.tags}
    assert {name for _, attributes in page.tags for name in attributes} == {
        name for _, attributes in plain.tags for name in attributes
    }
    assert " ".join(HOSTILE.split()) in page.text
    assert "49" not in page.text


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        ({("web",): 2}, MOST_VOTES.say(options="“A web”")),
        ({("web",): 2, ("tower",): 2}, REPORT_TIE_BETWEEN.say(options="“A tower”, “A web”")),
        ({(): 2}, REPORT_NOBODY_CHOSE_AN_OPTION.say()),
        ({}, REPORT_NOBODY_CHOSE_AN_OPTION.say()),
    ],
)
def test_what_came_out_is_one_sentence_with_ties_as_ties(profile, words):
    assert words in Outline(report(tally(CHOICE, profile))).text


def test_a_chart_that_cannot_be_drawn_is_left_out_and_its_table_is_not():
    options = (Option("japan", "日本"), Option("web", "A web"))
    page = Outline(report(tally(replace(CHOICE, options=options), {("japan",): 2})))
    assert not page.named("img", "figure")
    assert "日本 2 100.0%" in page.text


def test_before_and_after_are_told_in_words_and_from_each_answer_to_each():
    page = report(tally(ORDER, RANKED), shifts=(shift(ORDER, AREAS, published_at=CLOSED),), draw=nothing)
    text = Outline(page).text
    for words in (
        ALL_WHO_VOTED_BEFORE_AFTER.say(before=22, after=22),
        BETWEEN_OF_THEM_CHANGED.say(least=10, most=11, low="45%", high="50%"),
        SMALLER_MOVES_ARE_HIDDEN.say(),
    ):
        assert words in text
    both_times = PERSON_ANSWERED_BOTH_TIMES.say(count=22)
    assert len(re.findall(rf'<p class="finding">{both_times} \S', page)) == 1, "only first choices are compared"
    _, of_all, order, ways, areas_of_all = Outline(page).tables
    assert of_all == [
        ["Option", "Before", "After", "Change"],
        ["A tower", "76.2%", "54.5%", "−21.7"],
        ["A web", "23.8%", "45.5%", "+21.7"],
        ["A bridge *", "0.0%", "0.0%", "±0.0"],
    ]
    assert areas_of_all[2] == ["A web", "0.0%", "68.4%", "+68.4"]
    assert order[1:] == [["A tower", "16", "12", "−4"], ["A web", "5", "10", "+5"], ["A bridge *", "0", "0", "±0"]]
    assert ways[0] == ["Before", "A A tower", "B A web", "C A bridge *", "D Abstained"]
    few = f"<5 {FEWER_THAN_FIVE}"
    assert ways[1] == ["A A tower", "9", "7", few, few]
    assert ways[2:] == [[name, *[few] * 4] for name in ("B A web", "C A bridge *", "D Abstained")]


PAIRED = st.dictionaries(
    st.tuples(*[st.sampled_from([("tower",), ("web",), ("bridge",), ()])] * 2), st.integers(1, 12), max_size=9
)


@settings(max_examples=25)
@given(PAIRED)
def test_no_table_tells_a_number_that_is_not_told(pairs):
    """What is told stands in its cell, and every other cell says why it does not."""
    single, several = replace(CHOICE, key="order"), AREAS
    found = shift(single, several, pairs={"order": pairs, "areas": pairs})
    page = report(tally(CHOICE, {}), shifts=(found,), draw=nothing)
    one, _ = found.items
    tables = [table for table in Outline(page).tables[1:] if not table[1][1].endswith(("%", "–"))]
    if not one.paired:
        assert tables == []
        return
    moves = one.moves
    untold = f"<5 {FEWER_THAN_FIVE}" if moves.few else f"– {NOT_SHOWN}"
    expected = [[str(moves.flows.get((b, a), untold)) for a in moves.states] for b in moves.states]
    ways = [[row[1:] for row in table[1:]] for table in tables if table[0][0] == "Before"]
    assert ways == ([expected] if moves.flows else [])
    assert len(tables) == bool(moves.flows) + bool(one.sums), "an approval has no table of people"


def test_what_is_not_told_is_short_in_its_cell_and_spoken_in_full():
    options = tuple(Option(f"o{number}", f"Option {number}") for number in range(9))
    pairs = {"choice": {((f"o{number}",), (f"o{number}",)): 6 for number in range(9)}}
    page = report(tally(CHOICE, {}), shifts=(shift(replace(CHOICE, options=options), pairs=pairs),), draw=nothing)
    ways = Outline(page).tables[-1]
    assert ways[1] == ["A Option 0", "6", *[f"<5 {FEWER_THAN_FIVE}"] * 8]
    spoken = f'<span class="unseen">{FEWER_THAN_FIVE}</span>'
    assert page.count(f'<span aria-hidden="true">&lt;5</span>{spoken}') == 72


def test_a_shift_that_is_not_public_is_marked():
    assert len(notices(report(tally(ORDER, RANKED), shifts=(shift(ORDER),), draw=nothing))) == 1
    public = shift(ORDER, published_at=CLOSED)
    assert notices(report(tally(ORDER, RANKED), shifts=(public,), draw=nothing)) == []


def test_a_poll_that_is_open_is_an_interim_count():
    open_ = tally(CHOICE, {("web",): 2}, state=PollState.OPEN, closed_at=None, published_at=None)
    text = Outline(report(open_)).text
    assert VOTING_IS_STILL_OPEN.within(text)
    assert "10 July 2025, 18:00 to now" in text
    assert not VOTING_IS_STILL_OPEN.within(Outline(report(tally(CHOICE, {("web",): 2}))).text)


def test_a_debate_without_anything_says_so():
    assert re.search(r'<main id="report">\s*<p>\S[^<]*</p>\s*</main>', report())


def test_parts_that_were_not_asked_for_are_left_out():
    results, texts = tally(CHOICE, {("web",): 2}), [response("I like towers.")]
    assert "I like towers." not in report(results, responses=texts, tables=("tallies",))
    assert "Which one?" not in report(results, responses=texts, tables=("responses",))
    with pytest.raises(NotNow, match="`responses`"):
        report(results, tables=("ballots",))


@pytest.mark.browser
async def test_a_browser_shows_it_on_a_phone_without_scrolling_sideways_or_loading_anything(whole, tmp_path):
    file = tmp_path / "report.html"
    file.write_text(whole.replace("I like towers.", "tower" * 100).replace("A tower", LONG), encoding="utf-8")
    asked, said = [], []
    async with chromium() as browser:
        page = await browser.new_page(viewport={"width": 390, "height": 800})
        page.on("request", lambda request: asked.append(request.url.split(":")[0]))
        page.on("console", lambda message: said.append(message.text))
        await page.goto(file.as_uri())
        assert await page.evaluate("document.documentElement.scrollWidth") == 390
        assert await page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)")
    assert [scheme for scheme in asked if scheme != "data"] == ["file"]
    assert said == []


@pytest.mark.parametrize("contact", ["", "help@example.org", "https://example.org/?a=1&b=<i>"])
def test_the_foot_says_where_to_report_a_problem(contact):
    foot = report(responses=[response("Us.")], contact=contact).partition("<footer>")[2]
    assert html.escape(contact) in foot
    assert ("report a problem" in foot) == bool(contact)
