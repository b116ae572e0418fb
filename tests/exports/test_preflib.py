"""PrefLib, read back by the library of those who keep it."""

import asyncio

import pytest
from conftest import POLL
from hypothesis import assume, given
from test_formats import DEBATE, InMemory
from test_ranked import OPTIONS, PROFILES, nobody, ranking

from bot.domain.export_schema import Dataset
from bot.domain.refusals import NotNow
from bot.domain.tally import PollTally
from bot.exports.preflib import PrefLib


def files(tally, ballots=nobody):
    target = InMemory()
    asyncio.run(PrefLib().write(Dataset(DEBATE, (), (tally,), ballots), target))
    return {name: content.decode() for name, content in target.files.items()}


def test_a_file_says_what_it_is_and_how_many_gave_each_order():
    profile = {("bridge", "tower"): 2, (): 3, ("tower", "web", "bridge"): 5}
    ((name, text),) = files(ranking(profile)).items()
    assert name == "question-a-main-order.soi"
    lines = text.splitlines()
    assert lines[-2:] == ["5: 1,2,3", "2: 3,1"]
    assert {"# NUMBER VOTERS: 7", "# NUMBER UNIQUE ORDERS: 2", "# ALTERNATIVE NAME 1: A tower"} <= {*lines}
    assert [*files(ranking({("tower", "web", "bridge"): 5}))] == ["question-a-main-order.soc"]


@given(PROFILES)
def test_the_library_of_preflib_reads_the_same_orders(profile):
    assume(any(profile))
    preflib = pytest.importorskip("preflibtools.instances")
    ((name, text),) = files(ranking(profile)).items()
    instance = preflib.OrdinalInstance()
    instance.parse_str(text, name.rpartition(".")[2], name)
    numbers = {option.id: number for number, option in enumerate(OPTIONS, 1)}
    expected = {tuple((numbers[one],) for one in answer): ballots for answer, ballots in profile.items() if answer}
    assert {order: ballots for order, ballots in instance.multiplicity.items() if ballots} == expected
    assert instance.num_voters == sum(expected.values())


@pytest.mark.parametrize(("tally", "ballots"), [(ranking({}), None), (PollTally(POLL, 0, ()), nobody)])
def test_without_ballots_or_a_ranking_it_says_so(tally, ballots):
    with pytest.raises(NotNow):
        files(tally, ballots)
