"""What `check` lets pass, Discord takes: every page in its fullest form, in every language, whatever happens."""

import importlib
import inspect
import pkgutil
import random
from collections import Counter
from dataclasses import replace
from functools import partial
from itertools import combinations
from typing import get_type_hints

import pytest
from discord import ui
from hypothesis import given, settings
from hypothesis import strategies as st
from pack_writer import Shape, files_of, write_files, write_pack

import bot.ui
from bot.domain.kind import ABSTAIN
from bot.domain.polls import Release
from bot.domain.tally import count_poll
from bot.library.languages import languages_in
from bot.library.loader import load
from bot.services.polls.voting import OwnBallot
from bot.ui.common.languages import Speech, languages_heard, speech_in
from bot.ui.content.proposal_pages import comparison
from bot.ui.pack_limits import check
from bot.ui.pack_limits.check import faults_of, page_problems
from bot.ui.pack_limits.fullest_pages import Page, every_page
from bot.ui.pack_limits.samples import A_CODE, closed, sample_poll
from bot.ui.polls.ballot_pages import item_page
from bot.ui.polls.card_pages import ballot_card
from bot.ui.polls.summary_pages import own_ballot
from bot.ui.results.pages import brief_result, result

BOTH = ("en", "fr")


WITHOUT_PAGES = {"poll_words", "bars", "chart_files", "form", "layout", "ranking_form", "text"}
"""Modules that make pages, forms and texts, though their names do not end with `pages`."""


def modules():
    """Return the modules of ui but those that measure."""
    for one in pkgutil.walk_packages(bot.ui.__path__, "bot.ui."):
        if not one.name.startswith("bot.ui.pack_limits"):
            yield importlib.import_module(one.name)


def makes_pages(name):
    """Whether a module makes what people see."""
    last = name.rsplit(".", 1)[-1]
    return last.endswith("pages") or last in WITHOUT_PAGES


def made_by_the_bot():
    """Return every function that makes a page or a form."""
    for module in (module for module in modules() if makes_pages(module.__name__)):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            is_own = function.__module__ == module.__name__ and not name.startswith("_")
            if is_own and get_type_hints(function).get("return") in (ui.LayoutView, ui.Modal, ui.LayoutView | None):
                yield function


PARTS = {"page", "paged", "first_that_fits"}
"""What pages are made with."""


def test_every_page_and_form_of_the_bot_is_measured(pack):
    """So that a page which somebody adds is measured as well."""
    measured = {page.build.func for page in every_page(pack, speech_in("en-US"))}
    missing = {function.__name__ for function in made_by_the_bot() if function not in measured}
    assert missing == PARTS


PIECES = {
    "attribution",
    "clipped",
    "file_name",
    "flows_key",
    "harmless",
    "hidden_until_after",
    "option_name",
    "ordinal",
    "plain",
    "poll_heading",
    "quoted",
    "receipt",
    "recorded_words",
}
"""What stands in messages and is none."""


def test_every_text_that_is_a_message_is_measured(pack):
    measured = {page.build.func for page in every_page(pack, speech_in("en-US"))}
    sent = {
        function
        for module in modules()
        if not makes_pages(module.__name__)
        for _, function in inspect.getmembers(module, inspect.isfunction)
        if makes_pages(function.__module__) and get_type_hints(function).get("return") is str
    }
    assert {function.__name__ for function in sent - measured} - PIECES == set()


def test_pages_that_no_pack_fills_fit_as_well(pack, library):
    for content in (pack, library):
        for page in every_page(content, speech_in("fr")):
            assert not list(faults_of(page)), page.name


def problems_of(tmp_path, **shape):
    return list(map(str, page_problems(load(write_pack(tmp_path, Shape(**shape))))))


@pytest.mark.parametrize(
    ("shape", "begins"),
    [
        ({"arguments": 9, "argument": 1000}, "questions/0.yaml: arguments: the page of its arguments "),
        ({"summary": 1000, "label": 80, "topics": 40}, "background.yaml: topics: the list of topics "),
        ({"proposals": 60, "label": 80}, "clusters.yaml: clusters: the list of all proposals "),
    ],
)
def test_a_page_that_cannot_be_shortened_is_refused_with_file_and_key(tmp_path, shape, begins):
    assert any(problem.startswith(begins) for problem in problems_of(tmp_path, **shape))


def test_a_page_is_measured_in_every_language_and_the_worst_is_named(tmp_path):
    files = files_of(Shape())
    argument = {"text": {"en": "Short.", "fr": "x" * 900}, "section": "1"}
    files["questions/0.yaml"]["arguments"] = [argument] * 5
    (problem,) = map(str, page_problems(load(write_files(tmp_path, files))))
    assert problem.startswith("questions/0.yaml: arguments: the page of its arguments has ")
    assert " characters in fr; Discord takes 4000." in problem


def test_bytes_are_measured_as_well_as_characters(tmp_path):
    """Discord fails where a message has some 10,170 bytes of text, which are 3,400 characters of Japanese."""
    (problem,) = problems_of(tmp_path, languages=("en", "ja"), arguments=4, argument=800)
    assert "bytes of text in ja" in problem


SHAPES = st.builds(
    Shape,
    languages=st.sampled_from([("en",), BOTH, ("en", "ja"), ("en", "de", "fr")]),
    items=st.lists(
        st.one_of(
            st.tuples(st.sampled_from(["single", "approval"]), st.integers(2, 24)),
            st.tuples(st.just("ranking"), st.integers(2, 10)),
            st.tuples(st.just("rating"), st.integers(3, 7)),
        ),
        min_size=1,
        max_size=4,
    ).map(tuple),
    label=st.integers(8, 80),
    editors=st.booleans(),
    title=st.integers(8, 256),
    item_title=st.integers(8, 300),
    asks=st.integers(8, 1000),
    questions=st.integers(1, 4),
    proposals=st.integers(2, 8),
    summary=st.integers(8, 1000),
    paper=st.integers(8, 256),
    author=st.integers(8, 300),
)


def happenings(library, speech: Speech, chance: random.Random):
    """Go through pages as one of many possible evenings fills them."""
    for question in library.questions:
        poll = sample_poll(question, speech, release=Release.LIVE)
        profiles = {item.id: answers(item, chance) for item in poll.items}
        for here in (poll, closed(poll)):
            tally = count_poll(here, profiles, chance.randrange(10**6))
            yield partial(ballot_card, tally, speech)
            yield partial(result, tally, speech)
            yield partial(brief_result, tally, speech)
        ballot = tuple((item, chance.choice(list(profiles[item.id]))) for item in poll.items)
        yield partial(own_ballot, OwnBallot(poll, ballot, A_CODE), speech, votable=chance.choice((True, False)))
        yield from (partial(item_page, poll, item, answer, speech) for item, answer in ballot)
    for size in (2, 3):
        for chosen in combinations(library.proposals, size):
            yield partial(comparison, library, chosen, speech)


def answers(item, chance):
    """Return answers to an item by how many ballots gave them."""
    options = [option.id for option in item.options]
    given = Counter({ABSTAIN: chance.randrange(1, 1000)})
    for _ in range(chance.randrange(30)):
        picks = chance.sample(options, chance.randint(1, len(options)))
        picks = picks if item.kind_name in {"approval", "ranking"} else picks[:1]
        given[item.rules.check(picks)] += chance.choice((1, 1, 10**6))
    return given


def every_page_fits(folder, shape, seed, most_languages=None):
    """Hold an evening on a pack, where `check` accepts it, and measure every page in so many of its languages."""
    library = load(write_pack(folder, shape))
    if page_problems(library):
        return
    chance = random.Random(seed)  # noqa: S311  which evening, not a secret
    heard = list(languages_heard(languages_in(library)).values())
    for language in chance.sample(heard, most_languages or len(heard)):
        for build in happenings(library, speech_in(language), chance):
            assert not list(faults_of(Page(build.func.__name__, build)))


@given(shape=SHAPES, seed=st.integers(0, 10**6))
@settings(max_examples=4)
def test_of_any_pack_that_check_accepts_every_page_fits_whatever_people_do(tmp_path_factory, shape, seed):
    every_page_fits(tmp_path_factory.mktemp("pack"), shape, seed, most_languages=1)


@pytest.mark.soak
@given(shape=SHAPES, seed=st.integers(0, 10**6))
@settings(max_examples=200)
def test_the_same_of_many_packs_in_all_their_languages(tmp_path_factory, shape, seed):
    every_page_fits(tmp_path_factory.mktemp("pack"), shape, seed)


def test_what_is_too_large_in_each_way_is_found():
    """The measure itself: each of Discord's limits that a page may go beyond."""
    view = ui.LayoutView(timeout=None)
    row = ui.ActionRow()
    row.add_item(ui.Button(label="x" * 81, custom_id="a"))
    row.add_item(ui.Button(label="x", custom_id="a"))
    view.add_item(row)
    menu = ui.ActionRow()
    menu.add_item(ui.Select(custom_id="b" * 100, options=[]))
    view.add_item(menu)
    view.add_item(ui.TextDisplay(" "))
    view.add_item(ui.TextDisplay("x" * 4001))
    view.add_item(ui.TextDisplay("日" * 3400))
    kinds = {fault.kind for fault in faults_of(Page("it", partial(lambda: view)))}
    assert kinds == {"button", "twice", "menu", "blank", "characters", "bytes of text"}
    assert [fault.kind for fault in faults_of(Page("it", partial(str, "x" * 2001)))] == ["characters"]
    crowded = replace(Page("it", partial(_crowd)), name="it")
    assert [fault.kind for fault in check.faults_of(crowded)] == ["components"]


def _crowd():
    view = ui.LayoutView(timeout=None)
    for _ in range(41):
        view.add_item(ui.TextDisplay("x"))
    return view
