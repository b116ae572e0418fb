"""The rules of every kind on papers of any size: a new file in `bot/domain/kinds/` passes without a line added here."""

import json
from string import ascii_lowercase, digits

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.answers import ABSTAINED, read_answer, write_answer
from bot.domain.kind import ABSTAIN, Menu, Option, Places, all_kinds, kind_named
from bot.domain.refusals import BadAnswer
from bot.domain.texts import Text

IDS = st.text(f"{ascii_lowercase}{digits}-", min_size=1, max_size=40).filter(lambda name: name != ABSTAINED)

each_kind = pytest.mark.parametrize("kind", all_kinds().values(), ids=all_kinds())


@st.composite
def papers(draw, kind):
    """Draw the options of an item of any size that the kind takes."""
    least, most = kind.sizes
    ids = draw(st.lists(IDS, min_size=least, max_size=most, unique=True))
    return tuple(Option(name, f"Label of {name}") for name in ids)


def defaults(kind):
    return kind.settings_model().model_dump()


@st.composite
def picked(draw, kind, options):
    """Draw picks that the kind's own control lets a voter make."""
    entry = kind.entry(options, defaults(kind))
    least, most = 1, 1
    if isinstance(entry, Menu):
        least, most = entry.least, entry.most
    if isinstance(entry, Places):
        most = len(options)
    ids = st.sampled_from([option.id for option in options])
    return draw(st.lists(ids, min_size=least, max_size=most, unique=True))


def test_the_kinds_are_found_by_their_names():
    assert {"approval", "ranking", "rating", "single"} <= set(all_kinds())
    assert all(kind_named(name).name == name for name in all_kinds())


def test_a_kind_that_is_not_there_is_a_bug():
    with pytest.raises(KeyError):
        kind_named("acclamation")


@each_kind
@given(data=st.data())
def test_a_control_fits_its_options_and_the_hint_is_a_sentence(kind, data):
    options = data.draw(papers(kind))
    entry = kind.entry(options, defaults(kind))
    if isinstance(entry, Menu):
        assert 1 <= entry.least <= entry.most <= len(options)
    assert isinstance(kind.hint(options, defaults(kind)), Text)


@each_kind
@given(data=st.data())
def test_every_option_that_is_offered_can_be_picked(kind, data):
    options = data.draw(papers(kind))
    least = getattr(kind.entry(options, defaults(kind)), "least", 1)
    for option in options:
        others = [other.id for other in options if other != option][: least - 1]
        assert option.id in kind.check(options, defaults(kind), [option.id, *others])


@each_kind
@given(data=st.data())
def test_what_the_control_lets_a_voter_pick_is_accepted_as_it_was_picked(kind, data):
    options = data.draw(papers(kind))
    picks = data.draw(picked(kind, options))
    answer = kind.check(options, defaults(kind), picks)
    assert sorted(answer) == sorted(picks)
    assert kind.check(options, defaults(kind), answer) == answer


@each_kind
@given(data=st.data(), unknown=st.text(max_size=50))
def test_an_option_that_is_not_on_the_paper_is_refused(kind, data, unknown):
    options = data.draw(papers(kind))
    assume(unknown not in {option.id for option in options})
    picks = data.draw(picked(kind, options))
    picks[data.draw(st.integers(0, len(picks) - 1))] = unknown
    with pytest.raises(BadAnswer):
        kind.check(options, defaults(kind), picks)


@each_kind
@given(data=st.data())
def test_an_empty_pick_is_an_abstention(kind, data):
    options = data.draw(papers(kind))
    assert kind.check(options, defaults(kind), []) == ABSTAIN


@each_kind
@given(data=st.data())
def test_an_answer_survives_storage_and_json(kind, data):
    options = data.draw(papers(kind))
    answer = kind.check(options, defaults(kind), data.draw(st.just([]) | picked(kind, options)))
    assert read_answer(write_answer(answer)) == answer
    assert tuple(json.loads(json.dumps(answer))) == answer


@each_kind
@given(data=st.data())
def test_votes_cover_all_options_in_every_count(kind, data):
    options = data.draw(papers(kind))
    answers = st.builds(lambda picks: kind.check(options, defaults(kind), picks), picked(kind, options))
    profile = data.draw(st.dictionaries(st.just(ABSTAIN) | answers, st.integers(1, 1000), max_size=8))
    votes = kind.votes(options, profile)
    assert set(votes) == {option.id for option in options}
    valid = sum(count for answer, count in profile.items() if answer)
    assert all(0 <= count <= valid for count in votes.values())


def test_a_single_choice_refuses_a_second_pick():
    with pytest.raises(BadAnswer):
        kind_named("single").check((Option("x", "X"), Option("y", "Y")), {}, ["x", "y"])


def test_an_approval_is_written_in_the_order_of_the_paper_and_counts_a_pick_once():
    options = (Option("x", "X"), Option("y", "Y"), Option("z", "Z"))
    assert kind_named("approval").check(options, {}, ["z", "x", "z"]) == ("x", "z")


def test_an_approval_with_a_maximum_offers_accepts_and_announces_no_more():
    approval, settings = kind_named("approval"), {"most": 2}
    options = tuple(Option(name, name.upper()) for name in "wxyz")
    assert approval.entry(options, settings) == Menu(1, 2)
    assert approval.hint(options, settings).values["count"] == 2
    assert approval.check(options, settings, ["z", "x"]) == ("x", "z")
    with pytest.raises(BadAnswer):
        approval.check(options, settings, ["w", "x", "y"])


def test_a_ranking_keeps_the_order_of_the_picks_and_gives_no_option_two_places():
    ranking, options = kind_named("ranking"), (Option("x", "X"), Option("y", "Y"), Option("z", "Z"))
    assert ranking.check(options, {}, ["z", "x"]) == ("z", "x")
    with pytest.raises(BadAnswer):
        ranking.check(options, {}, ["z", "x", "z"])


def test_a_rating_takes_one_step_only():
    with pytest.raises(BadAnswer):
        kind_named("rating").check(tuple(Option(name, name) for name in "xyz"), {}, ["x", "y"])


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
