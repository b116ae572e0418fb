"""Processes on one PostgreSQL tell each other of new votes, also after the server has hung up."""

import asyncio

import asyncpg
import pytest

from bot.storage import notices
from bot.storage.notices import Notices

_HANG_UP = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture
async def both(postgres_url, monkeypatch):
    """Return the notices of two processes, of which one hears, and what it hears."""
    monkeypatch.setattr(notices, "CHECK_INTERVAL", 0.02)
    heard, telling, hearing = set(), Notices(postgres_url), Notices(postgres_url)
    await hearing.listen(heard.update)
    yield telling, hearing, heard
    await telling.close()
    await hearing.close()


async def until(happened):
    async with asyncio.timeout(20):
        while not happened():  # noqa: ASYNC110  nothing tells of it
            await asyncio.sleep(0.01)


async def test_polls_that_one_tells_of_the_other_hears_of_however_many(both):
    telling, _, heard = both
    many = set(range(10**9, 10**9 + 2 * notices.MOST))
    assert await telling.tell({7})
    assert await telling.tell(many)
    await until(lambda: heard == many | {7})


async def test_after_the_server_hung_up_it_hears_again_and_knows_that_it_may_have_missed_some(both, postgres_url):
    telling, hearing, heard = both
    missed = []
    staying = asyncio.create_task(hearing.stay(lambda: missed.append(True)))
    await telling.tell({1})
    await until(lambda: heard == {1})
    connection = await asyncpg.connect(postgres_url)
    await connection.execute(_HANG_UP)
    await connection.close()
    assert not await telling.tell({2}), "it says so, to be told again"
    await until(lambda: missed)
    assert await telling.tell({2})
    await until(lambda: heard == {1, 2})
    staying.cancel()
