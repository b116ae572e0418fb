"""The contract of every kind of item, held against its own examples; a new kind passes without a line added here."""

import json
import re
from collections import Counter
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from bot.domain.answers import ABSTAINED, read_answer, write_answer
from bot.domain.export_schema import ITEM_COLUMNS
from bot.domain.kind import ABSTAIN, MOST_OPTIONS, Menu, Option, Order, all_kinds
from bot.domain.polls import Item, Round
from bot.domain.tally import count_item
from bot.library.models import Question
from bot.services.debates import debates
from bot.services.polls import opening, voting
from bot.services.polls.opening import Opening
from bot.services.polls.recount import recount
from bot.services.polls.voting import RecordedVote
from bot.ui.common.languages import speech_in
from bot.ui.pack_limits.check import page_problems
from bot.ui.polls.answer_letters import letters
from bot.ui.polls.controls import DRAFT, PICK
from bot.ui.polls.pages import confirmation
from bot.ui.polls.ranking_form import MOST_FIELDS, order_form
from bot.ui.results.bars import finding_lines

ROOT = Path(__file__).parents[1]
EXAMPLES = [(kind, example) for kind in all_kinds().values() for example in kind.examples]
LARGEST_POLL = 10**12
MOST_CUSTOM_ID = 100
MOST_PLACES = 10
"""As many options as fit a page with a text and a button each."""
ENGLISH = speech_in("en-US")

each_example = pytest.mark.parametrize(("kind", "example"), EXAMPLES, ids=[kind.name for kind, _ in EXAMPLES])


def item(kind, example):
    return Item(1, "what", kind.name, "What?", example.options, example.settings)


def tallied(kind, example, answers):
    return count_item(item(kind, example), Counter(answers))


def question(kind, example):
    """Return the example as a pack would have it, through the checks of a pack."""
    options = [
        {
            "id": option.id,
            "label": option.label,
            "editors": option.editors,
            **({"detail": option.detail} if option.detail else {}),
        }
        for option in example.options
    ]
    ballot = [
        {"id": "what", "kind": kind.name, "title": "What?", "options": options, "settings": dict(example.settings)}
    ]
    statement = {"text": "There is something to decide.", "section": "1"}
    return Question.model_validate(
        {"id": "a", "title": "What?", "section": "1", "asks": "What?", "arguments": [statement], "ballot": ballot}
    )


@pytest.mark.parametrize("kind", all_kinds().values(), ids=all_kinds())
def test_a_kind_has_a_module_of_its_name_and_examples_with_several_answers(kind):
    assert (ROOT / "bot" / "domain" / "kinds" / f"{kind.name}.py").is_file()
    assert all(len(set(example.answers)) > 1 for example in kind.examples)


@each_example
def test_an_example_is_an_item_that_a_pack_may_have(kind, example):
    assert question(kind, example).ballot[0].choices("en") == example.options


@each_example
def test_answers_are_as_they_are_stored(kind, example):
    """An answer passes the check unchanged, and survives the database, the exports and JSON."""
    for answer in (*example.answers, ABSTAIN):
        assert item(kind, example).rules.check(answer) == answer
        assert read_answer(write_answer(answer)) == answer
        assert tuple(json.loads(json.dumps(answer))) == answer
    assert all(answer and ABSTAINED not in answer for answer in example.answers)


@each_example
def test_the_order_of_the_ballots_changes_neither_count_nor_findings(kind, example):
    answers = (*example.answers[:3], ABSTAIN, example.answers[0])
    counts = [tallied(kind, example, order) for order in set(permutations(answers))]
    assert len(counts) > 1
    assert all(tally.counts == counts[0].counts for tally in counts)
    assert all(tally.findings == counts[0].findings for tally in counts)


@each_example
async def test_a_vote_that_is_changed_and_withdrawn_leaves_the_count_as_it_was(
    kind, example, context, library, person, administrator
):
    """In memory, where tallies move with each vote, and in the database alike."""
    context = replace(context, library=library.model_copy(update={"questions": (question(kind, example),)}))
    await debates.start(context, administrator(), None, "en")
    an_opening = Opening("a", Round.MAIN, None, None, None, 42, None, "en")
    poll, _ = await opening.open_poll(context, administrator(), an_opening)
    first, *others = example.answers
    await voting.cast(context, person("who stays"), poll.id, "what", first)
    before = context.open_polls.tally(poll.id)
    for answer in (*others, ABSTAIN, first):
        await voting.cast(context, person("who goes"), poll.id, "what", answer)
        async with context.database.reading() as connection:
            assert await recount(connection, poll) == context.open_polls.tally(poll.id) != before
    await voting.withdraw(context, person("who goes"), poll.id)
    assert context.open_polls.tally(poll.id) == before
    assert context.open_polls.tally(poll.id).items[0].findings == before.items[0].findings


@each_example
def test_its_pages_fit_what_discord_takes(kind, example, library):
    assert page_problems(library.model_copy(update={"questions": (question(kind, example),)})) == []


@each_example
def test_its_controls_fit_what_discord_takes(kind, example, poll_with):
    """One tap, one menu, or a form of at most five menus; and custom_ids of the largest poll."""
    entry, options = item(kind, example).rules.entry, example.options
    assert kind.sizes[0] <= len(options) <= kind.sizes[1] <= MOST_OPTIONS
    if isinstance(entry, Menu):
        assert 1 <= entry.least <= entry.most <= len(options)
    longest = letters(options, tuple(option.id for option in options))
    largest = {"poll": LARGEST_POLL, "item": "x" * 40, "answer": longest}
    assert len(DRAFT.custom_id(how="back", **largest)) <= MOST_CUSTOM_ID
    assert len(PICK.custom_id(**largest)) <= MOST_CUSTOM_ID
    if isinstance(entry, Order):
        assert kind.sizes[1] <= MOST_PLACES
    if isinstance(entry, Order) and len(options) <= MOST_FIELDS:
        form = order_form(poll_with(id=LARGEST_POLL), item(kind, example), example.answers[0], ENGLISH).to_dict()
        assert len(form["title"]) <= 45
        assert 1 <= len(form["components"]) <= MOST_FIELDS
        assert all(len(label["label"]) <= 45 for label in form["components"])
    assert all(len(option.label) <= 80 for option in options)


@pytest.mark.parametrize("kind", all_kinds().values(), ids=all_kinds())
def test_the_longest_receipt_fits_a_message(kind, poll_with):
    options = tuple(Option(f"{number}", f"{number} {'x' * 77}") for number in range(kind.sizes[1]))
    for answer in (tuple(option.id for option in options), (options[0].id,)):
        what = Item(1, "what", kind.name, "What?" * 60, options)
        paper = poll_with(items=(what,) * 4, participant_role=None)
        assert len(confirmation(RecordedVote(paper, what, answer, answer[:1], ((what, None),) * 3), ENGLISH)) <= 2000


@each_example
def test_what_people_read_is_short_and_complete(kind, example, poll_with):
    """The receipt of every answer names what was chosen, and every line of findings can be said."""
    what = item(kind, example)
    for answer in example.answers:
        said = confirmation(RecordedVote(poll_with(items=(what,)), what, answer, None, ()), ENGLISH)
        assert all(what.option(chosen).label in said for chosen in answer)
        assert len(said) <= 2000
    for answers in ([], [ABSTAIN], example.answers, example.answers[:1]):
        lines, details = finding_lines(tallied(kind, example, answers), ENGLISH)
        assert lines
        assert not [line for line in (*lines, *details) if "{" in line or "Option(" in line]
    assert ENGLISH.text(what.rules.hint)


@each_example
def test_its_own_files_have_the_same_columns_whatever_was_answered(kind, example):
    """An analyst finds the same files after every debate, and rows as wide as their heads."""
    heads = set()
    for answers in ([], [ABSTAIN], example.answers, example.answers[:1]):
        figures = tallied(kind, example, answers).findings.figures
        heads.add(tuple((file.file, file.columns) for file in figures))
        assert all(len(row) == len(file.columns) for file in figures for row in file.rows)
        assert not [file for file in figures if set(file.columns) & set(ITEM_COLUMNS)]
    assert len(heads) == 1


@pytest.mark.parametrize("name", all_kinds())
def test_it_is_documented(name):
    """In the table of kinds, with all that a pack may set."""
    (row,) = re.findall(
        rf"^\| `{name}` \|.*$", (ROOT / "docs" / "writing-a-pack.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    for setting in all_kinds()[name].settings_model.model_fields:
        assert re.search(rf"\b{setting}:", row), setting
