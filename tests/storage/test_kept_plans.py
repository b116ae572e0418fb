"""On PostgreSQL a vote stays a look-up, though the server planned the first ones for an empty table."""

from functools import partial

import asyncpg
import pytest
from sqlalchemy import text

from bot.domain.polls import Secrecy
from bot.storage.ballot_changes import Change, write_changes
from bot.storage.ballots import ballots_by
from bot.storage.secret_ballots import voted_on

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

ENOUGH_TO_KEEP_A_PLAN = 6
OTHERS = 5_000
BALLOTS = """
    INSERT INTO ballots (poll_id, participant, item_id, answer, cast_at, changes)
    SELECT $1, md5(number::text), $2, '["yes"]', now(), 0 FROM generate_series(1, $3) AS number
"""
VOTERS = """
    INSERT INTO secret_voters (poll_id, participant, item_id)
    SELECT $1, md5(number::text), $2 FROM generate_series(1, $3) AS number
"""


@pytest.fixture
async def server(database_url):
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@pytest.fixture
def rows_gone_through(server):
    """Return what says how many rows of a table were read from its start, by anybody."""
    asked = "SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = $1"
    return lambda table: server.fetchval(asked, table)


@pytest.mark.parametrize(
    ("secrecy", "table", "filling", "reading"),
    [
        (Secrecy.PSEUDONYMOUS, "ballots", BALLOTS, ballots_by),
        (Secrecy.SECRET, "secret_voters", VOTERS, voted_on),
    ],
)
async def test_neither_a_vote_nor_a_look_at_it_goes_through_those_of_others(
    database, open_poll, clock, server, rows_gone_through, secrecy, table, filling, reading
):
    poll = await open_poll(secrecy=secrecy)
    await server.execute(f"VACUUM {table}")

    async def vote_and_look(who):
        change = Change(poll.id, who, clock.now(), poll.items[0].id, ("yes",))
        async with database.writing() as connection:
            (written,) = await connection.run_sync(partial(write_changes, changes=[change]))
            await connection.execute(text("SELECT pg_stat_force_next_flush()"))
        async with database.reading() as connection:
            assert len(await reading(connection, [poll.id], [who])) == 1
            await connection.execute(text("SELECT pg_stat_force_next_flush()"))
        return written.accepted

    for number in range(ENOUGH_TO_KEEP_A_PLAN):
        assert await vote_and_look(f"voter {number}")
    await server.execute(filling, poll.id, poll.items[0].id, OTHERS)
    before = await rows_gone_through(table)
    assert await vote_and_look("one more")
    assert await rows_gone_through(table) == before
