"""Whoever goes through much lets everybody else have their turn, and gets the same."""

import asyncio
import threading
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import pieces
from bot.domain.pieces import in_pieces, made_in_thread, sorted_in_pieces


@pytest.fixture
def slow_clock(monkeypatch):
    """Let a millisecond pass whenever somebody looks at the time."""
    ticks = count()
    monkeypatch.setattr(pieces, "perf_counter", lambda: next(ticks) / 1000)


async def turns_of_others(values):
    """Return what comes of a loop through values, and how often others had their turn meanwhile."""
    turns = 0

    async def others():
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    waiting = asyncio.create_task(others())
    found = [value async for value in values]
    waiting.cancel()
    return found, turns


@pytest.mark.usefixtures("slow_clock")
async def test_others_have_their_turn_every_few_milliseconds():
    found, turns = await turns_of_others(in_pieces(range(1000)))
    assert found == list(range(1000))
    assert turns >= 1000 // 6


async def test_what_is_made_is_made_in_another_thread_and_in_order():
    makers = set()

    def make():
        for number in range(2_500):
            makers.add(threading.current_thread())
            yield number

    assert [value async for value in made_in_thread(make())] == list(range(2_500))
    assert makers
    assert threading.main_thread() not in makers


@given(values=st.lists(st.tuples(st.integers(), st.text())))
def test_sorting_in_pieces_sorts(values):
    whole = pieces.SORTED_AT_ONCE
    try:
        for pieces.SORTED_AT_ONCE in (1, 3, whole):
            assert list(sorted_in_pieces(values)) == sorted(values)
    finally:
        pieces.SORTED_AT_ONCE = whole
