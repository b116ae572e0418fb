"""Before and after, of each kind of item."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentences import SMALLER_MOVES_ARE_HIDDEN

from bot.charts.formatting import format_value
from bot.domain.kind import Option
from bot.domain.polls import Item, PollState, Round, Secrecy
from bot.domain.shift import can_be_paired, comparable, shift_between
from bot.domain.shift_lines import change_of_all, omissions
from bot.domain.tally import count_item, count_poll
from bot.i18n import ENGLISH

OPTIONS = tuple(Option(key, key.upper()) for key in "abc")


@pytest.fixture(scope="session")
def compared(poll_with):
    """Return what compares polls of one item from pairs of answers, and from those who answered once."""

    def compare(kind, pairs, once=((), ()), options=OPTIONS):
        tallies = []
        for number, round_ in enumerate((Round.BEFORE, Round.AFTER)):
            item = Item(number, "item", kind, "What?", options)
            profile = Counter(once[number])
            for answers, people in pairs.items():
                profile[answers[number]] += people
            poll = replace(poll_with(items=(item,)), id=number, round=round_)
            tallies.append(count_poll(poll, {number: profile}, profile.total()))
        return shift_between(*tallies, {"item": pairs})

    return compare


@pytest.fixture(scope="session")
def shifted(compared):
    """Return what compares one item."""
    return lambda *given, **options: compared(*given, **options).items[0]


@pytest.fixture(scope="session")
def moved(compared):
    """Return what gives the range of those who changed their answer."""

    def of(*given, **options):
        shift = compared(*given, **options)
        return shift.items[0].moved(shift.of_all(shift.items[0]))

    return of


def test_of_a_single_choice_every_way_of_five_or_more_is_told(shifted, moved):
    pairs = {(("a",), ("a",)): 20, (("a",), ("b",)): 8, (("b",), ("b",)): 15, (("b",), ("a",)): 5, (("c",), ("c",)): 6}
    shift = shifted("single", pairs)
    assert shift.moves.flows == {("a", "a"): 20, ("a", "b"): 8, ("b", "b"): 15, ("b", "a"): 5, ("c", "c"): 6}
    assert shift.moves.few
    assert (shift.paired, moved("single", pairs)) == (54, (13, 13))
    assert shift.sums == {"a": (28, 25), "b": (20, 23), "c": (6, 6)}
    assert shift.medians is None


def test_abstaining_is_a_state_like_any_other(shifted):
    shift = shifted("single", {((), ("a",)): 7, (("a",), ("a",)): 9})
    assert shift.moves.flows == {("abstain", "a"): 7, ("a", "a"): 9}


def test_a_few_movers_make_the_share_that_moved_a_range(shifted, moved):
    pairs = {(("a",), ("a",)): 20, (("b",), ("b",)): 15, (("c",), ("c",)): 9}
    pairs |= {(("a",), ("b",)): 7, (("b",), ("c",)): 2, (("c",), ("a",)): 3}
    shift = shifted("single", pairs)
    assert shift.moves.flows == {("a", "a"): 20, ("a", "b"): 7, ("b", "b"): 15}
    assert not shift.moves.few, "who stayed with c is left out, as with the sums it would tell who went there"
    assert moved("single", pairs) == (10, 12), "the sums, which are told, leave no more"


def test_where_few_went_on_each_way_that_is_not_told_the_range_reckons_with_that(shifted, moved):
    """Of nine whose way is not told, four at most can have stayed with the one answer that is not told."""
    pairs = {(("a",), ("a",)): 20, (("b",), ("b",)): 15, (("c",), ("c",)): 1}
    pairs |= {(("a",), ("b",)): 2, (("a",), ("c",)): 1, (("b",), ("a",)): 2, (("b",), ("c",)): 1, (("c",), ("a",)): 2}
    shift = shifted("single", pairs)
    assert shift.moves.flows == {("a", "a"): 20, ("b", "b"): 15}
    assert shift.moves.few
    assert moved("single", pairs) == (7, 9)


def test_of_an_approval_nobody_is_followed(shifted, moved):
    """The results of both polls tell how many chose each option; who gained and lost it is not told."""
    pairs = {(("a",), ("a", "b")): 6, (("a", "b"), ("b",)): 7, ((), ("a",)): 5, (("c",), ()): 9}
    shift = shifted("approval", pairs)
    assert (shift.moves, moved("approval", pairs), shift.sums, shift.medians, omissions(shift)) == (
        None,
        None,
        {},
        None,
        [],
    )


def test_of_a_rating_the_medians_are_those_who_answered_both_times(shifted):
    shift = shifted("rating", {(("a",), ("c",)): 6, (("b",), ("c",)): 5, (("c",), ("c",)): 5}, [{("c",): 30}, {}])
    assert shift.medians == (("b",), ("c",))
    assert shift.sums["c"] == (5, 16)


def test_of_a_ranking_first_choices_are_followed(shifted):
    shift = shifted("ranking", {(("a", "b"), ("b", "a")): 3, (("a",), ("b", "c")): 3, (("c", "a"), ("c", "b")): 8})
    assert shift.moves.flows == {("a", "b"): 6, ("c", "c"): 8}
    assert shift.sums == {"a": (6, 0), "b": (0, 6), "c": (8, 8)}


@pytest.mark.parametrize(("once", "told"), [(0, True), (1, False), (4, False), (5, True)])
def test_sums_are_left_out_where_they_would_tell_what_a_few_voted_who_answered_once(shifted, once, told):
    shift = shifted("rating", {(("a",), ("a",)): 9}, [{("b",): once}, {}])
    assert bool(shift.sums) is told
    assert (shift.medians is not None) is told


def test_the_ways_do_not_tell_what_one_chose_who_did_not_come_back(shifted):
    """Of six for the hub and six for the mix one did not: the mix must not be told to have gone all to the network."""
    pairs = {(("a",), ("b",)): 5, (("b",), ("c",)): 6}
    shift = shifted("single", pairs, [{("a",): 1}, {}])
    assert (shift.paired, shift.moves.flows, shift.sums) == (11, {("a", "b"): 5}, {})
    assert shifted("single", pairs | {(("a",), ("b",)): 6}).moves.flows == {("a", "b"): 6, ("b", "c"): 6}


def test_sums_are_left_out_where_a_few_of_those_who_answered_once_chose_an_option(shifted):
    """Five are enough to hide one another only where they chose the same."""
    pairs = {(("a",), ("a",)): 9, (("b",), ("b",)): 9}
    assert shifted("single", pairs, [{("a",): 5}, {}]).sums == {"a": (9, 9), "b": (9, 9), "c": (0, 0)}
    assert shifted("single", pairs, [{("a",): 4, ("b",): 1}, {}]).sums == {}


def test_fewer_than_five_people_tell_nothing_but_how_many_they_are(shifted):
    shift = shifted("single", {(("a",), ("b",)): 4})
    assert (shift.paired, shift.sums, dict(shift.moves.flows)) == (4, {}, {})
    notes = [note.msgid for note in omissions(shift)]
    assert notes == [SMALLER_MOVES_ARE_HIDDEN.forms[0]]


@pytest.fixture(scope="session")
def changes():
    """Return what says how the share of each option changed, from the two profiles of all who voted."""

    def said_of(*profiles, kind="single", papers=(OPTIONS, OPTIONS)):
        both = [
            count_item(Item(1, "item", kind, "?", paper), profile)
            for paper, profile in zip(papers, profiles, strict=True)
        ]
        return {
            option.id: format_value(change_of_all(*both, option), ENGLISH, lambda one: one.label) for option in OPTIONS
        }

    return said_of


def test_all_who_voted_are_told_in_shares_of_those_who_chose_and_in_points_between_them(changes):
    assert changes({("a",): 1, ("b",): 1, (): 7}, {("a",): 51, ("b",): 49}) == {
        "a": "50% → 51% (+1 point)",
        "b": "50% → 49% (−1 point)",
        "c": "0% → 0% (±0 points)",
    }


def test_an_option_that_was_not_on_the_paper_or_that_nobody_could_have_has_no_share(changes):
    only_later = changes({("a",): 3}, {("c",): 5, ("a",): 5}, papers=(OPTIONS[:2], OPTIONS))
    assert only_later == {"a": "100% → 50% (−50 points)", "b": "0% → 0% (±0 points)", "c": "– → 50%"}
    assert set(changes({(): 3}, {}).values()) == {"– → –"}


def test_items_are_compared_by_key_and_only_with_their_own_kind(poll_with):
    before = poll_with(items=(Item(1, "one", "single", "?", OPTIONS[:2]), Item(2, "two", "single", "?", OPTIONS)))
    after = poll_with(
        items=(
            Item(3, "two", "ranking", "?", OPTIONS),
            Item(4, "one", "single", "?", OPTIONS[1:]),
            Item(5, "three", "single", "?", OPTIONS),
        )
    )
    items = shift_between(count_poll(before, {}, 0), count_poll(after, {}, 0), {}).items
    assert [(shift.item.key, shift.moves.states) for shift in items] == [("one", ("a", "b", "c"))]


ANSWERS = st.sampled_from([(), ("a",), ("b",), ("c",)])


@given(
    st.dictionaries(st.tuples(ANSWERS, ANSWERS), st.integers(0, 30)),
    st.tuples(*[st.dictionaries(ANSWERS, st.integers(0, 9))] * 2),
)
def test_the_number_who_moved_lies_within_the_range_that_is_told(moved, pairs, once):
    truth = sum(people for (before, after), people in pairs.items() if before != after)
    least, most = moved("single", pairs, once)
    assert least <= truth <= most


def test_without_sums_the_results_limit_the_range(shifted, moved):
    """Nine of ten chose a both times. One at least moved, as there is no room for ten; two b and one more at most."""
    a, b, nothing = ("a",), ("b",), ()
    came, went = {(a, a): 9, (nothing, b): 1}, {(a, a): 9, (b, nothing): 1}
    assert shifted("single", came, ({}, {b: 1})).sums == {}
    assert moved("single", came, ({}, {b: 1})) == (1, 3)
    assert moved("single", went, ({b: 1}, {})) == (1, 3)


def test_only_ballots_that_carry_the_same_of_a_person_can_be_paired(poll_with):
    pseudonymous, named, secret = poll_with(), poll_with(secrecy=Secrecy.NAMED), poll_with(secrecy="secret")
    assert can_be_paired(pseudonymous, pseudonymous)
    assert can_be_paired(named, named)
    assert not can_be_paired(pseudonymous, named)
    assert not can_be_paired(secret, secret)


@pytest.mark.parametrize(("paired", "told"), [(4, False), (5, True)])
def test_sums_are_of_five_people_at_least(shifted, paired, told):
    shift = shifted("rating", {(("a",), ("a",)): paired})
    assert (bool(shift.sums), shift.medians is not None) == (told, told)


def test_that_numbers_are_hidden_is_one_sentence_whatever_is_hidden(shifted):
    for paired in (4, 5, 12):
        assert len(omissions(shifted("single", {(("a",), ("a",)): paired}, [{("b",): 1}, {}]))) == 1


def test_on_each_way_that_is_not_told_went_four_people_at_most(shifted, moved):
    """Of ten whose ways are few, eight at most went on the two ways to another answer, and on those to stay as many."""
    pairs = {(("a",), ("a",)): 3, (("a",), ("b",)): 2, (("b",), ("a",)): 2, (("b",), ("b",)): 3}
    profiles = {("c",): 5}, {("c",): 5}
    shift = shifted("single", pairs, profiles)
    assert (shift.moves.flows, shift.moves.few) == ({}, True)
    assert moved("single", pairs, profiles) == (2, 8), "nobody of them chose the third option"
    on_paper = shifted("single", pairs, options=OPTIONS[:2])
    assert (on_paper.moves.flows, on_paper.moves.few) == ({}, True)
    assert moved("single", pairs, options=OPTIONS[:2]) == (2, 8)


def test_a_question_is_compared_where_its_polls_before_and_after_are_closed_and_can_be_paired(poll_with):
    def poll(question, round_, state=PollState.CLOSED, **given):
        return poll_with(question=question, round=round_, state=state, **given)

    pair = poll("a", Round.BEFORE), poll("a", Round.AFTER)
    alone = [poll("b", Round.BEFORE), poll("c", Round.AFTER), poll("d", Round.MAIN), poll("a", Round.MAIN)]
    under_way = [poll("e", Round.BEFORE), poll("e", Round.AFTER, PollState.OPEN)]
    counting = [poll("f", Round.BEFORE, PollState.COUNTING), poll("f", Round.AFTER)]
    secret = [poll("g", round_, secrecy=Secrecy.SECRET) for round_ in (Round.BEFORE, Round.AFTER)]
    for found in ([*pair, *alone, *under_way, *counting, *secret], [*secret, *counting, *under_way, *alone, *pair]):
        assert comparable(found) == [pair]


def test_beside_a_way_that_is_told_went_four_people_at_most_on_each_other(shifted, moved):
    """Of ten whose ways are few, four at most went from a to b, so six at least stayed."""
    a, b = ("a",), ("b",)
    pairs = {(a, a): 4, (a, b): 2, (b, a): 7, (b, b): 4}
    shift = shifted("single", pairs, [{a: 1, b: 2}, {b: 6}], options=OPTIONS[:2])
    assert (shift.moves.flows, shift.moves.few) == ({("b", "a"): 7}, True)
    assert moved("single", pairs, [{a: 1, b: 2}, {b: 6}], options=OPTIONS[:2]) == (7 + 2, 7 + 4)


def test_where_every_way_is_told_nothing_is_said_to_be_left_out(shifted):
    a, b = ("a",), ("b",)
    every = {(a, a): 20, (a, b): 6, (b, a): 7, (b, b): 9}
    shift = shifted("single", every, options=OPTIONS[:2])
    assert (len(shift.moves.flows), shift.moves.are_complete, omissions(shift)) == (4, True, [])
    fewer = shifted("single", every | {(b, a): 0}, options=OPTIONS[:2])
    assert (len(fewer.moves.flows), fewer.moves.are_complete, len(omissions(fewer))) == (3, False, 0), (
        "nobody is left to go the other way"
    )


@pytest.mark.parametrize(("people", "is_drawn"), [(25, False), (60, False), (300, True)])
def test_moves_are_drawn_only_where_more_are_told_than_hidden(compared, people, is_drawn):
    """Of a room in which a third changes its mind, a picture of who went where tells something from some hundred on."""
    chance = Random(people)  # noqa: S311  the same room every time
    pairs = Counter()
    for _ in range(people):
        before = chance.choice("aaabbc")
        after = chance.choice("abc") if chance.random() < 1 / 3 else before
        pairs[(before,), (after,)] += 1
    shift = compared("single", pairs)
    assert shift.items[0].moves_worth_drawing(shift.of_all(shift.items[0])) is is_drawn


def test_where_everybody_answered_both_times_sums_are_told_even_of_few(shifted):
    """The result of either poll gives them anyway."""
    a, b = ("a",), ("b",)
    shift = shifted("single", {(a, a): 20, (a, b): 2, (b, a): 7, (b, b): 1}, options=OPTIONS[:2])
    assert shift.sums == {"a": (22, 27), "b": (8, 3)}
