"""In a rush interactions take turns, and what Discord has given up on is not begun."""

import asyncio
from types import SimpleNamespace

import pytest

from bot import metrics
from bot.ui.common import responding
from bot.ui.common.turns import LONGEST_TURN, LONGEST_WAIT, Turns, tasks_made, waited


class Rush:
    """Interactions of a letter each: which were begun, after how long, and which are still worked on."""

    def __init__(self):
        self.at = 1000.0
        self.begun, self._open = [], {}
        self.turns = Turns(self._begin, 2, lambda: self.at)

    def _begin(self, letter):
        if letter == "?":
            raise ValueError(letter)
        self.begun.append((letter, waited.get()))
        task = asyncio.ensure_future(self._answer(letter))
        return [task]

    async def _answer(self, letter):
        responding._in_flight.add(task := asyncio.current_task())
        task.add_done_callback(responding._in_flight.discard)
        self._open[letter] = asyncio.get_running_loop().create_future()
        await self._open[letter]

    def arrive(self, letters):
        for letter in letters:
            self.turns.take(letter)

    async def end(self, letter):
        await self._go()
        self._open[letter].set_result(None)
        await self._go()

    @staticmethod
    async def _go():
        for _ in range(4):
            await asyncio.sleep(0)

    async def close(self):
        self.turns.stop()
        for answer in self._open.values():
            answer.cancel()
        await self._go()


@pytest.fixture
async def rush():
    rush = Rush()
    yield rush
    await rush.close()


def late():
    return metrics.ERRORS.labels("late")._value.get()


async def test_what_there_is_room_for_begins_as_it_arrives_and_the_rest_in_order(rush):
    rush.arrive("abcde")
    assert rush.begun == [("a", 0), ("b", 0)]
    rush.at += 0.5
    await rush.end("b")
    rush.arrive("f")
    await rush.end("a")
    await rush.end("d")
    assert rush.begun[2:] == [("c", 0.5), ("d", 0.5), ("e", 0.5)]
    for letter in "cef":
        await rush.end(letter)
    rush.arrive("g")
    assert rush.begun[-1] == ("g", 0), "the rush is over"


async def test_what_waited_too_long_is_dropped_and_told_once(rush, caplog):
    before = late()
    rush.arrive("abcd")
    rush.at += LONGEST_WAIT + 0.1
    rush.arrive("e")
    assert late() - before == 2, "also while nobody's turn ends, so that they do not pile up"
    await rush.end("a")
    assert [letter for letter, _ in rush.begun] == ["a", "b", "e"]
    told = [record.getMessage() for record in caplog.records if "dropped" in record.getMessage()]
    assert len(told) == 1


async def test_one_that_hangs_does_not_keep_the_others_out_for_good(rush):
    rush.arrive("ab")
    rush.at += LONGEST_TURN + 0.1
    rush.arrive("cde")
    assert [letter for letter, _ in rush.begun] == ["a", "b", "c", "d"]


async def test_one_that_cannot_be_read_costs_nobody_else_their_turn(rush, caplog):
    rush.arrive("ab?c")
    await rush.end("a")
    assert rush.begun[-1][0] == "c"
    assert "ValueError" in caplog.text


async def test_at_the_end_those_who_wait_are_still_answered(rush):
    rush.arrive("abc")
    ending = asyncio.create_task(responding.drain(60, rush.turns.stop))
    for letter in "abc":
        assert not ending.done()
        await rush.end(letter)
    await ending


async def test_who_still_waits_when_the_time_is_up_is_not_begun(rush, caplog):
    rush.arrive("abcde")
    await rush._go()
    await responding.drain(0, rush.turns.stop)
    await rush._go()
    assert [letter for letter, _ in rush.begun] == ["a", "b"]
    assert "dropped 3 interactions" in caplog.text


async def test_the_tasks_of_others_are_found_and_only_those():
    async def nothing():
        pass

    loop = asyncio.get_running_loop()
    with tasks_made() as tasks:
        made = [asyncio.create_task(nothing(), name="x"), loop.create_task(nothing())]
    other = asyncio.create_task(nothing())
    assert (tasks, loop.get_task_factory()) == (made, None)
    await asyncio.gather(*made, other)


async def test_the_wait_for_a_turn_counts_against_the_time_until_a_deferral(monkeypatch):
    """Discord's clock runs from the tap on."""
    loop, asked = asyncio.get_running_loop(), []
    monkeypatch.setattr(loop, "call_later", lambda seconds, *_: asked.append(seconds))
    for seconds in (0.0, 1.0, 1.9):
        before = waited.set(seconds)
        responding.defer_if_slow(SimpleNamespace(extras={}))
        waited.reset(before)
    assert asked == pytest.approx([responding.DEFER_AFTER, responding.DEFER_AFTER - 1, responding.DEFER_SOONEST])
