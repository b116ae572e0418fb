"""A shard is served by one process; that it dies or loses its connection gives the shard back."""

import asyncio
from contextlib import asynccontextmanager

import asyncpg
import pytest

from bot.domain.shards import ALL, Shards
from bot.storage.shard_lock import ShardLock, ShardsTaken, hold_shards

HANGING = 10
"""Seconds after which something is taken to hang; nothing takes a tenth of that."""
BRIEFLY = 0.05


@asynccontextmanager
async def owning(url, shards, patience=BRIEFLY):
    lock = ShardLock(url, shards, patience)
    try:
        await lock.take()
        yield lock
    finally:
        await lock.close()


async def hang_up(url):
    """End every connection that holds a shard, as a restart of the server does; return how many there were."""
    connection = await asyncpg.connect(url)
    ended = await connection.fetch(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
        " WHERE locktype = 'advisory' AND granted AND datname = current_database()"
    )
    await connection.close()
    return len(ended)


async def test_a_second_process_is_refused_while_the_first_one_lives(postgres_url):
    async with owning(postgres_url, ALL):
        with pytest.raises(ShardsTaken, match=r"Another process runs shard 0 of 1 on this database\. Stop it first"):
            await asyncio.wait_for(owning(postgres_url, ALL).__aenter__(), HANGING)
    async with owning(postgres_url, ALL):
        pass


@asynccontextmanager
async def queueing(url, shards):
    """Give what is waiting for shards that another process has."""
    lock = ShardLock(url, shards, HANGING)
    task = asyncio.create_task(lock.take())
    connection = await asyncpg.connect(url)
    while not await connection.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
        assert not task.done()
    await connection.close()
    yield task
    await asyncio.wait_for(task, HANGING)
    await lock.close()


async def test_a_process_that_starts_waits_for_the_one_that_is_about_to_end(postgres_url):
    async with owning(postgres_url, ALL) as first, queueing(postgres_url, ALL) as second:
        await first.release()
        await asyncio.wait_for(second, HANGING)


async def test_several_processes_share_the_shards(postgres_url):
    async with owning(postgres_url, Shards(3, (0, 2))), owning(postgres_url, Shards(3, (1,))):
        with pytest.raises(ShardsTaken, match="shard 2 of 3"):
            await owning(postgres_url, Shards(3, (2,))).__aenter__()


async def test_processes_that_divide_the_servers_differently_do_not_run_together(postgres_url):
    async with owning(postgres_url, Shards(2, (0,))):
        with pytest.raises(ShardsTaken, match="SHARD_COUNT has to be the same everywhere"):
            await owning(postgres_url, Shards(3, (1,))).__aenter__()


async def test_shards_are_taken_again_after_the_server_hung_up(postgres_url):
    async with owning(postgres_url, ALL) as lock:
        watching = asyncio.create_task(lock.watch(interval=0))
        for _ in range(3):
            while not await hang_up(postgres_url):
                assert not watching.done()
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


async def test_who_finds_the_shards_taken_after_a_hang_up_is_told(postgres_url):
    async with owning(postgres_url, ALL) as lock:
        await hang_up(postgres_url)
        async with owning(postgres_url, ALL):
            with pytest.raises(ShardsTaken):
                await asyncio.wait_for(lock.watch(interval=0), HANGING)


async def test_shards_are_held_as_long_as_it_lasts(postgres_url):
    async with hold_shards(postgres_url, ALL) as lost:
        with pytest.raises(ShardsTaken):
            await owning(postgres_url, ALL).__aenter__()
        assert not lost.done()
    async with owning(postgres_url, ALL):
        pass


async def test_losing_the_shards_to_another_process_ends_it_with_a_sentence(postgres_url, monkeypatch):
    monkeypatch.setattr("bot.storage.shard_lock.CHECK_INTERVAL", 0)
    monkeypatch.setattr("bot.storage.shard_lock.TAKEOVER_TIMEOUT", BRIEFLY)

    async def run():
        async with hold_shards(postgres_url, ALL) as lost, queueing(postgres_url, ALL):
            await hang_up(postgres_url)
            await asyncio.wait_for(asyncio.wait([lost]), HANGING)

    with pytest.raises(ShardsTaken):
        await run()
