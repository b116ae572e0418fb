"""What a ranking finds, as people read it and as analysts get it."""

import pytest
from sentences import (
    INSTANT_RUN_OFF_TIE_BETWEEN,
    INSTANT_RUN_OFF_WINS_HOWEVER_THE_TIE_GOES,
    INSTANT_RUN_OFF_WINS_IN_ROUND,
    NOBODY_RANKED_AN_OPTION,
)

from bot.domain.export_schema import ITEM_COLUMNS, findings_of
from bot.domain.kind import ABSTAIN, Option, kind_named
from bot.domain.polls import Item, PollState
from bot.domain.tally import count_poll

OPTIONS = tuple(Option(name, name.upper()) for name in "abc")
RANKING = kind_named("ranking")
PROFILE = {("a",): 5, ("b", "c"): 4, ("c", "b"): 3, ABSTAIN: 2}
FORESEEABLE = dict.fromkeys(map(tuple, ["gedbac", "fabcg", "defcgb", "fg", "abgfd", "fb", "acgb", "edaf"]), 1)
"""In round 2 three are tied for last; f wins in whatever order they go, but not if they went together."""


def lines(profile):
    options = tuple(Option(name, name.upper()) for name in sorted({"a", "b", "c"}.union(*profile)))
    return [line.msgid for line in RANKING(options).findings(profile).lines]


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        (PROFILE, INSTANT_RUN_OFF_WINS_IN_ROUND),
        ({("a",): 5, ("b", "c"): 4, ("c", "b"): 4}, INSTANT_RUN_OFF_TIE_BETWEEN),
        (FORESEEABLE, INSTANT_RUN_OFF_WINS_HOWEVER_THE_TIE_GOES),
        ({}, NOBODY_RANKED_AN_OPTION),
        ({ABSTAIN: 3}, NOBODY_RANKED_AN_OPTION),
    ],
)
def test_the_first_line_says_who_has_won(profile, said):
    assert lines(profile)[0] == said.forms[0]


async def rows_of(table):
    return [row async for row in table.rows()]


async def test_an_analyst_gets_every_round_and_every_pair(poll_with):
    item = Item(7, "goals", "ranking", "What first?", OPTIONS)
    plain = Item(8, "plain", "single", "What?", OPTIONS)
    poll = poll_with(id=4, state=PollState.CLOSED, items=(item, plain))
    pairs, rankings = findings_of("The debate", [count_poll(poll, {7: PROFILE, 8: {("a",): 1}}, 14)])
    place = ("The debate", "a", 4, "main", "goals")
    assert rankings.columns == (*ITEM_COLUMNS, "stage", "option", "votes", "outcome", "exhausted")
    assert await rows_of(rankings) == [
        (*place, 1, "a", 5, "continues", 0),
        (*place, 1, "b", 4, "continues", 0),
        (*place, 1, "c", 3, "eliminated", 0),
        (*place, 2, "a", 5, "lost", 0),
        (*place, 2, "b", 7, "won", 0),
    ]
    assert pairs.columns == (*ITEM_COLUMNS, "option", "against", "votes")
    assert await rows_of(pairs) == [
        (*place, "a", "b", 5),
        (*place, "a", "c", 5),
        (*place, "b", "a", 7),
        (*place, "b", "c", 4),
        (*place, "c", "a", 7),
        (*place, "c", "b", 3),
    ]
    assert all(isinstance(cell, (str, int)) for row in await rows_of(pairs) for cell in row)


async def test_several_ratings_share_one_file(poll_with):
    items = tuple(Item(number, f"item-{number}", "rating", "Agree?", OPTIONS) for number in (1, 2))
    (ratings,) = findings_of("The debate", [count_poll(poll_with(items=items), {1: {("a",): 2}}, 2)])
    assert [row[4:] for row in await rows_of(ratings)] == [
        ("item-1", "a", "a", 0, 2, 0.0, 1.0),
        ("item-2", None, None, 0, 0, None, None),
    ]
