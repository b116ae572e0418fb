"""What somebody typed or wrote at length is answered all the same, and shown as text."""

from dataclasses import replace
from string import ascii_lowercase

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.plain_text import MOST_QUOTED, quote
from bot.domain.polls import Debate, Round
from bot.domain.refusals import NotFound
from bot.domain.responses import MOST_CHARACTERS, Response, Status
from bot.library.models import Source
from bot.services.export.export import ExportedFiles
from bot.services.mydata.mydata import OwnData
from bot.services.polls.finding import find_question
from bot.services.responses.review import Reviewed
from bot.ui.common.languages import speech_in
from bot.ui.common.layout import MOST_TEXT, measure
from bot.ui.common.text import clipped, clipped_in_bold, harmless, in_full, link
from bot.ui.content.autocomplete import find_cluster, find_proposal, find_topic
from bot.ui.export.commands import _summary
from bot.ui.mydata.pages import own_data
from bot.ui.pack_limits.samples import SOME_TIME, closed, sample_poll
from bot.ui.responses.pages import full_response
from bot.ui.responses.review_pages import response_review

MOST_CONTENT = 2000
ENGLISH = speech_in("en-US")
LONG = "*x" * 128
TYPED = [
    ("question", "name"),
    ("proposals", "cluster"),
    ("proposal", "name"),
    ("background", "topic"),
    ("results", "question"),
    ("respond", "question"),
    ("responses", "question"),
    ("poll open", "question"),
]
MARKUP = st.text(st.sampled_from("*`\\_~|<>[]()#@:.+- \nx"), max_size=MOST_CHARACTERS)


@pytest.mark.parametrize(("command", "option"), TYPED)
async def test_a_long_name_is_refused_in_a_short_sentence(room, said, command, option):
    refused = said(await room.mod.slash(room.channel, command, **{option: LONG}))
    assert LONG[: MOST_QUOTED - 1] in refused
    assert len(refused) < 3 * MOST_QUOTED


async def test_a_long_name_is_refused_among_those_to_compare(room, said):
    refused = said(await room.mod.slash(room.channel, "compare", first="claire", second=LONG))
    assert LONG[: MOST_QUOTED - 1] in refused
    assert len(refused) < 3 * MOST_QUOTED


@pytest.mark.parametrize("find", [find_question, find_proposal, find_topic, find_cluster])
def test_whatever_length_comes_in_a_refusal_quotes_little(find, pack):
    """As from a client that does not know of the option's limit yet."""
    with pytest.raises(NotFound) as refusal:
        find(pack, "x" * 6000)
    assert len(ENGLISH.text(refusal.value.text)) < 3 * MOST_QUOTED


@given(st.text(max_size=300))
def test_a_quotation_is_one_short_line(typed):
    assert len(quote(typed)) <= MOST_QUOTED
    assert len(quote(typed).splitlines()) <= 1


def test_every_option_for_text_says_how_much_it_takes(room):
    free = [
        (command.qualified_name, parameter.name)
        for command in room.client.tree.walk_commands()
        if isinstance(command, discord.app_commands.Command)
        for parameter in command.parameters
        if parameter.type is discord.AppCommandOptionType.string
        and not parameter.choices
        and not (parameter.max_value and parameter.max_value <= 256)
    ]
    assert free == []


@given(MARKUP)
def test_a_response_of_markup_is_read_in_full_by_all_and_by_moderators(text):
    response = Response(1, "a", "me", text, SOME_TIME, Status.PUBLISHED, "*" * 70)
    earlier = Debate(1, 1, "p", "*" * 200, SOME_TIME, SOME_TIME)
    for build in (full_response, lambda one, speech: response_review(Reviewed(one, earlier), SOME_TIME, speech)):
        assert measure(build(response, ENGLISH))[1] <= MOST_TEXT


@given(MARKUP)
def test_what_is_shown_in_full_is_all_there_and_harmless(text):
    shown = in_full(text, 3000)
    if shown != harmless(text):
        inside = shown.removeprefix("```\n").removesuffix("\n```")
        assert "```" not in inside
        assert inside.replace("\u200b", "") == text
        assert len(harmless(text)) > 3000
    assert len(shown) <= 3100


@given(st.lists(st.text("ab \n", min_size=1, max_size=8), max_size=12), st.integers(4, 60))
def test_a_cut_never_leaves_bold_open(words, most):
    text = ", ".join(f"**{word}**" for word in words)
    cut = clipped_in_bold(text, most)
    assert len(cut) <= most
    assert cut.count("**") % 2 == 0
    assert "***" not in cut
    assert cut == text or "…" in cut


@given(st.lists(st.text("ab-", min_size=1, max_size=12), max_size=12).map(" ".join), st.integers(9, 60))
def test_a_title_is_cut_between_words_unless_that_loses_half(text, most):
    cut = clipped(text, most)
    assert len(cut) <= most
    if cut != text:
        kept = cut.removesuffix("…")
        assert text.startswith(kept)
        between_words = text[len(kept)] == " "
        longest_word = max(map(len, text.split()))
        assert between_words or longest_word > most // 2
        assert len(kept) >= most - most // 2 - 2


def test_the_summary_of_an_export_fits_however_many_polls_there_are(pack):
    debate = Debate(1, 1, "p", "**" * 100, SOME_TIME)
    poll = closed(sample_poll(pack.questions[0], ENGLISH))
    polls = tuple(replace(poll, question=letter, round=round_) for letter in ascii_lowercase for round_ in Round)
    summary = _summary(ExportedFiles(debate, (), polls, polls, polls, shrunk=True), ENGLISH)
    assert len(summary) <= MOST_CONTENT * 0.8  # other languages take more room
    assert r"\*\*" in summary


def test_a_debate_s_title_is_shown_as_it_was_typed(pack):
    debate = Debate(1, 1, "p", "A **bold** [title](https://example.org)", SOME_TIME)
    response = Response(1, "a", "me", "Yes.", SOME_TIME, Status.PUBLISHED, None)
    shown = own_data(OwnData((), ((debate, response),), (), ()), pack, ENGLISH)
    texts = "".join(child.content for child in shown.walk_children() if isinstance(child, discord.ui.TextDisplay))
    for text in (texts, _summary(ExportedFiles(debate, (), (), (), (), shrunk=False), ENGLISH)):
        assert harmless(debate.title) in text


def test_a_link_with_brackets_of_its_own_ends_where_it_should():
    source = Source.model_validate({"label": "It", "url": "https://en.wikipedia.org/wiki/Web_(CERN)"})
    assert link(source, "en") == "[It](https://en.wikipedia.org/wiki/Web_%28CERN%29)"
