"""Where several may be chosen, the options' tables together give away nobody either: tried out against every world."""

from collections import Counter

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.disclosure import at_risk, disclose
from bot.domain.linked_tables import CHOSEN, NOT_CHOSEN, ONCE, cell_of, disclose_together, table_of

ANYTHING = (lambda _: True,) * 2
ONE_ONLY = (lambda ballot: len(ballot) < 2,) * 2


def exists(types, constraints, limits):
    """Whether numbers of each type of people fit: `constraints` are (types, their number), `limits` the most."""
    left = [number for _, number in constraints]
    room = [number for _, number in limits]
    of = [[place for place, (group, _) in enumerate(constraints) if type_ in group] for type_ in types]
    held = [[place for place, (group, _) in enumerate(limits) if type_ in group] for type_ in types]
    closing = [
        [place for place in of[i] if all(place not in later for later in of[i + 1 :])] for i in range(len(types))
    ]

    def fits(index):
        if index == len(types):
            return not any(left)
        most = min([left[place] for place in of[index]] + [room[place] for place in held[index]])
        numbers = range(most + 1)
        for place in closing[index]:
            numbers = [number for number in numbers if number == left[place]]
        for number in numbers:
            for place in of[index]:
                left[place] -= number
            for place in held[index]:
                room[place] -= number
            found = fits(index + 1)
            for place in of[index]:
                left[place] += number
            for place in held[index]:
                room[place] += number
            if found:
                return True
        return False

    return fits(0)


def is_seen(people, options, rules, told, place, cell, fewest):
    """Whether no other number fits what readers know: both results, how many answered twice, and what is told."""
    ballots = [(), *((one,) for one in options), tuple(options)]
    before = [None, *filter(rules[0], ballots)]
    after = [None, *filter(rules[1], ballots)]
    types = [(one, other) for one in before for other in after if (one, other) != (None, None)]

    def those(fits):
        return frozenset(filter(fits, types))

    groups = [those(lambda pair: None not in pair)]
    for side in (0, 1):
        groups += [
            those(lambda pair, side=side: pair[side] is not None),
            those(lambda pair, side=side: pair[side] == ()),
        ]
        groups += [those(lambda pair, side=side, one=one: one in (pair[side] or ())) for one in options]
    limits = []
    for each, one in zip(told, options, strict=True):
        table = table_of(people, one)
        hidden, most = each.hidden(table), each.limits(table, fewest)
        cells = [(row, column) for row in range(3) for column in range(3) if (row, column) != (ONCE, ONCE)]
        group = {where: those(lambda pair, one=one, where=where: cell_of(pair, one) == where) for where in cells}
        groups += [group[where] for where in cells if where not in hidden]
        limits += [(group[where], number) for where, number in most.items()]
    constraints = [(group, sum(people.get(pair, 0) for pair in group)) for group in groups]
    asked = those(lambda pair: cell_of(pair, options[place]) == cell)
    true = sum(people.get(pair, 0) for pair in asked)
    return not any(
        exists(types, [(asked, number), *constraints], limits)
        for number in (true - 1, true + 1, true + 2)
        if number >= 0
    )


def require_nobody_is_seen(people, rules, fewest):
    options = "ab"
    told = disclose_together(people, options, rules, fewest)
    for place, (one, each) in enumerate(zip(options, told, strict=True)):
        table = table_of(people, one)
        assert all(table[row][column] >= fewest for row, column in each.cells)
        for cell in at_risk(table, fewest):
            assert not is_seen(people, options, rules, told, place, cell, fewest), (people, told, one, cell)


def crowds(ballots):
    answers = st.sampled_from([None, *ballots])
    return st.lists(st.tuples(answers, answers).filter(any_ballot), min_size=1, max_size=8).map(Counter)


def any_ballot(pair):
    return pair != (None, None)


MIRRORED = Counter(
    {(("a",), ("a",)): 4, (("a",), ("b",)): 1, (("b",), ("a",)): 3, (("b",), ("b",)): 3, (None, ("a",)): 1}
)


@settings(max_examples=40)
@given(crowds([(), ("a",), ("b",), ("a", "b")]), st.integers(2, 3))
@example(MIRRORED, 3)
def test_no_small_number_follows_from_all_options_together(people, fewest):
    require_nobody_is_seen(people, ANYTHING, fewest)


@settings(max_examples=150)
@given(crowds([(), ("a",), ("b",)]), st.integers(2, 3))
@example(MIRRORED, 3)
def test_nor_where_only_one_may_be_chosen_so_that_each_option_tells_of_the_other(people, fewest):
    require_nobody_is_seen(people, ONE_ONLY, fewest)


def test_options_that_have_nothing_to_do_with_each_other_are_told_as_if_alone():
    """Those who stayed are told; the few who did not hide behind those who answered once."""
    moves = {("", ""): 8, ("", "x"): 2, ("x", ""): 3, ("x", "x"): 9}
    people = Counter({(None, ("a",)): 2, (None, ("b",)): 2, (("a", "b"), None): 3, ((), None): 1})
    for (a, a_after), number in moves.items():
        for (b, b_after), other in moves.items():
            before, after = "a" * bool(a) + "b" * bool(b), "a" * bool(a_after) + "b" * bool(b_after)
            people[tuple(before), tuple(after)] += number * other
    told = disclose_together(people, "ab", ANYTHING)
    assert told == [disclose(table_of(people, option)) for option in "ab"]


def test_a_few_who_moved_hide_behind_those_who_answered_once():
    people = Counter(
        {(("a", "b"), ("a", "b")): 9, (("b",), ("b",)): 8, (("b",), ("a", "b")): 2, (("a", "b"), ("b",)): 3}
    )
    people |= Counter({(None, ("a", "b")): 2, (None, ("b",)): 1, (("a", "b"), None): 1, (("b",), None): 3})
    (a, b) = disclose_together(people, "ab", ANYTHING)
    assert (a.cells, a.few) == ({(CHOSEN, CHOSEN), (NOT_CHOSEN, NOT_CHOSEN)}, True)
    assert (b.cells, b.few) == ({(CHOSEN, CHOSEN)}, True)
