"""A process that dies in the middle of a vote, really: every acknowledged vote is there, and none is there twice."""

import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from bot.services.closing import recount
from bot.storage.ballots import ballots_of

CHILD = Path(__file__).with_name("voting_child.py")
PACK = Path(__file__).parents[1] / "packs" / "small"
RECEIPTS_BEFORE_THE_KILL = 400


@pytest.fixture
def receipts(database_file):
    """Return what the killed process had acknowledged: by voter, how many votes and the last answer."""
    child = subprocess.Popen(  # noqa: S603  our own script
        [sys.executable, str(CHILD), str(database_file), str(PACK)], stdout=subprocess.PIPE, text=True
    )
    lines = [child.stdout.readline() for _ in range(RECEIPTS_BEFORE_THE_KILL)]
    child.send_signal(signal.SIGKILL)
    rest, _ = child.communicate(timeout=10)
    assert child.returncode == -signal.SIGKILL
    acknowledged = {}
    for line in [*lines, *rest.splitlines(keepends=True)]:
        assert line.endswith("\n")
        voter, cast, answer = line.strip().split(";")
        acknowledged[int(voter)] = (int(cast), (answer,))
    return acknowledged


async def test_every_acknowledged_vote_survives_a_kill_and_none_counts_twice(receipts, context, database):
    async with database.reading() as connection:
        assert (await connection.exec_driver_sql("PRAGMA integrity_check")).scalars().all() == ["ok"]
    await context.box.load()
    (poll,) = context.box.polls()
    async with database.reading() as connection:
        rows = [row async for row in ballots_of(connection, poll.id)]
        counted = await recount(connection, poll)
    stored = {row.participant: (row.changes + 1, row.answer) for row in rows}
    assert len(stored) == len(rows)
    for voter, (cast, answer) in receipts.items():
        found = stored[context.pseudonyms.participant(poll.debate_id, 1000 + voter, poll.secrecy)]
        # What was committed but not yet acknowledged when the process died may be there as well: one vote at most.
        assert found == (cast, answer) or found[0] == cast + 1
    answers = Counter(row.answer for row in rows)
    assert {count.option.id: count.votes for count in counted.items[0].counts} == {
        option.id: answers[option.id,] for option in poll.items[0].options
    }
    assert context.box.tally(poll.id) == counted
    assert counted.turnout == len(rows) >= len(receipts)
