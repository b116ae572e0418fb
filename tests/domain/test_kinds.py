"""The contract of every kind of item: a new file in `bot/domain/kinds/` has to pass without a line added here."""

import json
from string import ascii_lowercase, digits

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.answers import ABSTAINED, read_answer, write_answer
from bot.domain.kind import ABSTAIN, Menu, Option, Taps, all_kinds, kind_named
from bot.domain.refusals import BadAnswer
from bot.domain.texts import Text

IDS = st.text(f"{ascii_lowercase}{digits}-", min_size=1, max_size=40).filter(lambda name: name != ABSTAINED)
PAPERS = st.lists(IDS, min_size=2, max_size=24, unique=True).map(
    lambda ids: tuple(Option(name, f"Label of {name}") for name in ids)
)

each_kind = pytest.mark.parametrize("kind", all_kinds().values(), ids=all_kinds())


def defaults(kind):
    return kind.settings_model().model_dump()


@st.composite
def picked(draw, kind, options):
    """Draw picks that the kind's own control lets a voter make."""
    entry = kind.entry(options, defaults(kind))
    least, most = (1, 1) if isinstance(entry, Taps) else (entry.least, entry.most)
    ids = st.sampled_from([option.id for option in options])
    return draw(st.lists(ids, min_size=least, max_size=most, unique=True))


def test_the_kinds_are_found_by_their_names():
    assert {"approval", "single"} <= set(all_kinds())
    assert all(kind_named(name).name == name for name in all_kinds())


def test_a_kind_that_is_not_there_is_a_bug():
    with pytest.raises(KeyError):
        kind_named("acclamation")


@each_kind
@given(options=PAPERS)
def test_a_control_fits_its_options_and_the_hint_is_a_sentence(kind, options):
    entry = kind.entry(options, defaults(kind))
    if isinstance(entry, Menu):
        assert 1 <= entry.least <= entry.most <= len(options)
    assert isinstance(kind.hint(options, defaults(kind)), Text)


@each_kind
@given(options=PAPERS)
def test_every_option_that_is_offered_can_be_picked(kind, options):
    least = getattr(kind.entry(options, defaults(kind)), "least", 1)
    for option in options:
        others = [other.id for other in options if other != option][: least - 1]
        assert option.id in kind.check(options, defaults(kind), [option.id, *others])


@each_kind
@given(data=st.data(), options=PAPERS)
def test_what_the_control_lets_a_voter_pick_is_accepted_as_it_was_picked(kind, data, options):
    picks = data.draw(picked(kind, options))
    answer = kind.check(options, defaults(kind), picks)
    assert sorted(answer) == sorted(picks)
    assert kind.check(options, defaults(kind), answer) == answer


@each_kind
@given(data=st.data(), options=PAPERS, unknown=st.text(max_size=50))
def test_an_option_that_is_not_on_the_paper_is_refused(kind, data, options, unknown):
    assume(unknown not in {option.id for option in options})
    picks = data.draw(picked(kind, options))
    picks[data.draw(st.integers(0, len(picks) - 1))] = unknown
    with pytest.raises(BadAnswer):
        kind.check(options, defaults(kind), picks)


@each_kind
@given(options=PAPERS)
def test_an_empty_pick_is_an_abstention(kind, options):
    assert kind.check(options, defaults(kind), []) == ABSTAIN


@each_kind
@given(data=st.data(), options=PAPERS)
def test_an_answer_survives_storage_and_json(kind, data, options):
    answer = kind.check(options, defaults(kind), data.draw(st.just([]) | picked(kind, options)))
    assert read_answer(write_answer(answer)) == answer
    assert tuple(json.loads(json.dumps(answer))) == answer


@each_kind
@given(data=st.data(), options=PAPERS)
def test_votes_cover_all_options_in_every_count(kind, data, options):
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
