"""BLT, read back by votelib and by a reader of its own."""

import asyncio
import re
import threading
from collections import Counter
from dataclasses import replace
from itertools import permutations

import pytest
import votelib.io.blt
from conftest import POLL
from hypothesis import given
from hypothesis import strategies as st
from test_formats import DEBATE, InMemory, Watched

from bot.domain.export_schema import Dataset
from bot.domain.kind import Option
from bot.domain.polls import Item, Round
from bot.domain.refusals import NotNow
from bot.domain.tally import count_item, count_poll
from bot.exports.blt import Ranked

OPTIONS = (Option("tower", "A tower"), Option("web", 'The "web", déjà # vu'), Option("bridge", "A bridge"))
ORDERS = [order for length in (1, 2, 3) for order in permutations([option.id for option in OPTIONS], length)]
PROFILES = st.dictionaries(st.sampled_from([(), *ORDERS]), st.integers(1, 50))


def ranking(profile, title="What comes first?", options=OPTIONS, **place):
    item = Item(1, "order", "ranking", title, options)
    return count_poll(replace(POLL, items=(item,), **place), {1: profile}, sum(profile.values()))


async def nobody():
    for ballot in ():
        yield ballot


def files(*tallies, ballots=nobody):
    target = InMemory()
    asyncio.run(Ranked().write(Dataset(DEBATE, (), tallies, ballots), target))
    return {name: content.decode() for name, content in target.files.items()}


def only(profile, **given):
    (text,) = files(ranking(profile, **given)).values()
    return text


def test_a_file_says_orders_options_and_title_line_by_line():
    profile = {("bridge", "tower"): 2, (): 3, ("tower",): 5, ("tower", "web", "bridge"): 2}
    assert only(profile).splitlines() == [
        "3 1",
        "5 1 0",
        "2 1 2 3 0",
        "2 3 1 0",
        "0",
        '"A tower"',
        '"The “web”, déjà # vu"',
        '"A bridge"',
        '"What comes first? (3 abstained and are left out)"',
    ]


@given(PROFILES)
def test_votelib_reads_every_ballot_back(profile):
    votes, seats, candidates, _ = votelib.io.blt.loads(only(profile))
    names = dict(zip((candidate.name for candidate in candidates), OPTIONS, strict=True))
    read = {tuple(names[candidate.name].id for candidate in order): count for order, count in votes.items()}
    assert seats == 1
    assert read == {order: count for order, count in profile.items() if order}


@given(PROFILES)
def test_the_order_in_which_ballots_came_does_not_show(profile):
    assert only(profile) == only(dict(reversed(profile.items())))


@given(st.text(), st.text(min_size=1))
def test_no_name_or_title_ends_its_line_or_its_quotes(title, label):
    """Whatever a text holds, there is one quoted name a line, and one title."""
    text = only({("tower",): 1}, title=title, options=(Option("tower", label), Option("web", "A web")))
    lines = text.split("\n")
    assert lines[:3] == ["2 1", "1 1 0", "0"]
    assert len(lines) == 3 + 3 + 1
    assert all(re.fullmatch(r'"[^"\n\r]*"', line) for line in lines[3:-1])


def test_every_ranking_of_every_round_has_its_file():
    other = Item(2, "how", "single", "How?", OPTIONS)
    mixed = ranking({("web",): 1})
    mixed = replace(mixed, items=(*mixed.items, count_item(other, Counter({("web",): 1}))))
    found = files(mixed, ranking({("tower",): 1}, question="d", round=Round.AFTER))
    assert list(found) == ["question-a-main-order.blt", "question-d-after-order.blt"]


def test_without_a_ranking_there_is_a_sentence_and_no_file():
    item = Item(1, "how", "single", "How?", OPTIONS)
    with pytest.raises(NotNow, match="has a ranking"):
        files(count_poll(replace(POLL, items=(item,)), {}, 0))


def test_where_no_ballots_were_asked_for_none_are_handed_over():
    with pytest.raises(NotNow, match="Export `ballots` or `all`"):
        files(ranking({("web",): 1}), ballots=None)


def test_fifty_thousand_orders_are_written_beside_the_event_loop():
    target = Watched()
    asyncio.run(Ranked().write(Dataset(DEBATE, (), (ranking({("web",): 2, ("tower", "web"): 1}),), nobody), target))
    assert target.writers
    assert threading.main_thread() not in target.writers
