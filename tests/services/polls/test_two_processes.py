"""Two real processes on one PostgreSQL: both take votes and see deadlines, and each deadline is acted on once."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.polls import Round
from bot.services.polls.recount import recount
from bot.storage.polls import poll_by_id

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

CHILD = Path(__file__).with_name("process_child.py")
PACK = Path(__file__).parents[2] / "packs" / "small"
VOTERS = 60
"""In each process and poll."""


@pytest.fixture
async def opened(open_poll, clock):
    """Return three open polls; their deadline comes when the processes let an hour pass."""
    clock.present = datetime.now(UTC)
    return [await open_poll("a", round_, minutes=30) for round_ in Round]


@pytest.fixture
def both(opened, database_url):  # noqa: ARG001  the processes load the polls
    """Return what has two processes do something at the same time, and gives what came of it in each."""
    started = [
        subprocess.Popen(  # noqa: S603  our own script
            [sys.executable, str(CHILD), database_url, str(PACK), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]

    def do(word):
        for process in started:
            process.stdin.write(f"{word}\n")
            process.stdin.flush()
        return [json.loads(process.stdout.readline()) for process in started]

    yield do
    for process in started:
        process.communicate("", timeout=10)
    assert [process.returncode for process in started] == [0, 0]


async def test_both_take_votes_and_see_deadlines_and_each_deadline_is_acted_on_once(opened, both, database):
    polls = [poll.id for poll in opened]
    assert both("vote") == [2 * VOTERS * len(polls)] * 2
    assert [sorted(seen) for seen in both("look")] == [polls, polls]
    one, two = both("close")
    assert sorted([*one, *two]) == [str(poll) for poll in polls]
    assert set((one | two).values()) == {2 * VOTERS}
    async with database.reading() as connection:
        for poll_id in polls:
            counted = await recount(connection, await poll_by_id(connection, poll_id))
            assert counted.turnout == 2 * VOTERS
            assert counted.items[0].counts[0].votes == 2 * VOTERS, "the last answer of each is the one that counts"
    assert sorted(poll for claimed in both("announce") for poll in claimed) == polls
