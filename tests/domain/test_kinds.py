"""The rules of every kind on papers of any size: a new file in `bot/domain/kinds/` passes without a line added here."""

import json
from dataclasses import FrozenInstanceError
from string import ascii_lowercase, digits

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.answers import ABSTAINED, read_answer, write_answer
from bot.domain.kind import ABSTAIN, Menu, Option, Order, all_kinds, kind_named
from bot.domain.polls import Item
from bot.domain.refusals import BadAnswer
from bot.domain.texts import Text

IDS = st.text(f"{ascii_lowercase}{digits}-", min_size=1, max_size=40).filter(lambda name: name != ABSTAINED)

each_kind = pytest.mark.parametrize("kind", all_kinds().values(), ids=all_kinds())


@st.composite
def rules_of(draw, kind):
    """Draw the rules of an item of any size that the kind takes, with the default settings."""
    least, most = kind.sizes
    ids = draw(st.lists(IDS, min_size=least, max_size=most, unique=True))
    options = tuple(Option(name, f"Label of {name}") for name in ids)
    return kind(options, kind.settings_model().model_dump())


@st.composite
def picked(draw, rules):
    """Draw picks that the kind's own control lets a voter make."""
    entry = rules.entry
    least, most = 1, 1
    if isinstance(entry, Menu):
        least, most = entry.least, entry.most
    if isinstance(entry, Order):
        most = len(rules.options)
    ids = st.sampled_from([option.id for option in rules.options])
    return draw(st.lists(ids, min_size=least, max_size=most, unique=True))


def test_the_kinds_are_found_by_their_names():
    assert {"approval", "ranking", "rating", "single"} <= set(all_kinds())
    assert all(kind_named(name).name == name for name in all_kinds())


@each_kind
def test_an_item_has_its_rules_made_once_and_they_never_change(kind):
    example = kind.examples[0]
    item = Item(1, "what", kind.name, "What?", example.options, example.settings)
    assert item.rules is item.rules
    assert (item.rules.options, item.rules.settings) == (example.options, example.settings)
    with pytest.raises(FrozenInstanceError):
        item.rules.settings = {}


def test_a_kind_that_is_not_there_is_a_bug():
    with pytest.raises(KeyError):
        kind_named("acclamation")


@each_kind
@given(data=st.data())
def test_a_control_fits_its_options_and_the_hint_is_a_sentence(kind, data):
    rules = data.draw(rules_of(kind))
    entry = rules.entry
    if isinstance(entry, Menu):
        assert 1 <= entry.least <= entry.most <= len(rules.options)
    assert isinstance(rules.hint, Text)


@each_kind
@given(data=st.data())
def test_every_option_that_is_offered_can_be_picked(kind, data):
    rules = data.draw(rules_of(kind))
    least = getattr(rules.entry, "least", 1)
    for option in rules.options:
        others = [other.id for other in rules.options if other != option][: least - 1]
        assert option.id in rules.check([option.id, *others])


@each_kind
@given(data=st.data())
def test_what_the_control_lets_a_voter_pick_is_accepted_as_it_was_picked(kind, data):
    rules = data.draw(rules_of(kind))
    picks = data.draw(picked(rules))
    answer = rules.check(picks)
    assert sorted(answer) == sorted(picks)
    assert rules.check(answer) == answer


@each_kind
@given(data=st.data(), unknown=st.text(max_size=50))
def test_an_option_that_is_not_on_the_paper_is_refused(kind, data, unknown):
    rules = data.draw(rules_of(kind))
    assume(unknown not in rules.by_id)
    picks = data.draw(picked(rules))
    picks[data.draw(st.integers(0, len(picks) - 1))] = unknown
    with pytest.raises(BadAnswer):
        rules.check(picks)


@each_kind
@given(data=st.data())
def test_an_empty_pick_is_an_abstention(kind, data):
    rules = data.draw(rules_of(kind))
    assert rules.check([]) == ABSTAIN


@each_kind
@given(data=st.data())
def test_an_answer_survives_storage_and_json(kind, data):
    rules = data.draw(rules_of(kind))
    answer = rules.check(data.draw(st.just([]) | picked(rules)))
    assert read_answer(write_answer(answer)) == answer
    assert tuple(json.loads(json.dumps(answer))) == answer


@each_kind
@given(data=st.data())
def test_votes_cover_all_options_in_every_count(kind, data):
    rules = data.draw(rules_of(kind))
    answers = st.builds(rules.check, picked(rules))
    profile = data.draw(st.dictionaries(st.just(ABSTAIN) | answers, st.integers(1, 1000), max_size=8))
    votes = rules.votes(profile)
    assert set(votes) == set(rules.by_id)
    valid = sum(count for answer, count in profile.items() if answer)
    assert all(0 <= count <= valid for count in votes.values())


def test_a_single_choice_refuses_a_second_pick():
    with pytest.raises(BadAnswer):
        kind_named("single")((Option("x", "X"), Option("y", "Y"))).check(["x", "y"])


def test_an_approval_is_written_in_the_order_of_the_paper_and_counts_a_pick_once():
    options = (Option("x", "X"), Option("y", "Y"), Option("z", "Z"))
    assert kind_named("approval")(options).check(["z", "x", "z"]) == ("x", "z")


def test_an_approval_with_a_maximum_offers_accepts_and_announces_no_more():
    options = tuple(Option(name, name.upper()) for name in "wxyz")
    approval = kind_named("approval")(options, {"most": 2})
    assert approval.entry == Menu(1, 2)
    assert approval.hint.values["count"] == 2
    assert approval.check(["z", "x"]) == ("x", "z")
    with pytest.raises(BadAnswer):
        approval.check(["w", "x", "y"])


def test_a_ranking_keeps_the_order_of_the_picks_and_gives_no_option_two_places():
    ranking = kind_named("ranking")((Option("x", "X"), Option("y", "Y"), Option("z", "Z")))
    assert ranking.check(["z", "x"]) == ("z", "x")
    with pytest.raises(BadAnswer):
        ranking.check(["z", "x", "z"])


def test_a_rating_takes_one_step_only():
    with pytest.raises(BadAnswer):
        kind_named("rating")(tuple(Option(name, name) for name in "xyz")).check(["x", "y"])


@pytest.mark.parametrize(
    ("kind", "settings", "said"),
    [
        ("approval", {"most": 1}, "greater than or equal to 2"),
        ("approval", {"most": 4}, "4 is no limit: the item has 4 options"),
        ("rating", {"agree": ["z"]}, "of both, agree and disagree, or of neither"),
        ("rating", {"agree": ["z"], "disagree": ["w", "z"]}, "z cannot be both"),
        ("rating", {"agree": ["q"], "disagree": ["w"]}, "'q' is not the id of an option"),
        ("ranking", {"most": 3}, "Extra inputs are not permitted"),
    ],
)
def test_settings_that_mean_nothing_are_refused_with_a_reason(kind, settings, said):
    with pytest.raises(ValueError, match=said):
        kind_named(kind).settings_model.model_validate(settings, context={"options": list("wxyz")})
