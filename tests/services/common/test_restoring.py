"""A backup made while votes are cast is a whole database: a bot that starts from it finds everything consistent."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.services.polls.recount import recount
from bot.services.polls.voting import cast
from bot.storage.backups import back_up
from bot.storage.ballots import ballots_of
from bot.storage.engine import Database
from bot.storage.migrate import status

CHILD = Path(__file__).parents[1] / "polls" / "voting_child.py"
PACK = Path(__file__).parents[2] / "packs" / "small"
SOME = 200


@pytest.fixture
def backed_up(database_file, tmp_path):
    """Return a backup made while a crowd votes, and how many votes of each voter were acknowledged before and after."""
    copy = tmp_path / "copy.db"
    with subprocess.Popen(  # noqa: S603  our own script
        [sys.executable, str(CHILD), str(database_file), str(PACK), "1", "0"], stdout=subprocess.PIPE, text=True
    ) as child:
        try:
            before = votes_of(child.stdout.readline() for _ in range(SOME))
            back_up(f"sqlite:///{database_file}", copy)
            after = votes_of(child.stdout.readline() for _ in range(20 * SOME))
        finally:
            child.kill()
    return copy, before, after


def votes_of(lines):
    votes = (line.split(";") for line in lines if line.startswith("vote;"))
    return {int(voter): int(times) for _, _, voter, times, _ in votes}


@pytest.fixture
async def restored(backed_up):
    database = Database.at(f"sqlite:///{backed_up[0]}")
    yield database
    await database.close()


async def test_a_restored_backup_is_whole_and_voting_goes_on(backed_up, restored, context_on, person):
    _, before, after = backed_up
    assert (await status(restored)).up_to_date
    context = replace(context_on(restored), clock=lambda: datetime.now(UTC))  # the clock of the process that voted
    await context.open_polls.load()
    (poll,) = context.open_polls.polls()
    async with restored.reading() as connection:
        assert (await connection.exec_driver_sql("PRAGMA integrity_check")).scalars().all() == ["ok"]
        stored = {row.participant: row.changes + 1 async for row in ballots_of(connection, poll.id)}
        assert context.open_polls.tally(poll.id) == await recount(connection, poll)
    votes = {voter: stored.get(context.pseudonyms.participant(1, voter, poll.secrecy), 0) for voter in before | after}
    assert all(votes[voter] >= times for voter, times in before.items()), "what was acknowledged before is there"
    assert any(votes[voter] < times for voter, times in after.items()), "voting went on meanwhile"
    await cast(context, person("late", guild_id=poll.guild_id), poll.id, "build", ["yes"])
    async with restored.reading() as connection:
        assert context.open_polls.tally(poll.id) == await recount(connection, poll)
    assert context.open_polls.tally(poll.id).turnout == len(stored) + 1
