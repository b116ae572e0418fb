"""What many look at in the same moment is read for all of them together, and never as it was before they asked."""

import asyncio

import pytest

from bot.storage.debates import debates_of, start_debate
from bot.storage.group_reads import MOST_AT_ONCE, GroupReads


@pytest.fixture
def reads():
    """Return the keys of each read so far."""
    return []


@pytest.fixture
def titles(reads):
    """Return a read of the debates' titles in each server; the event lets the first one begin."""
    begin = asyncio.Event()

    async def read(connection, guild_ids):
        reads.append(list(guild_ids))
        await begin.wait()
        return {one: [debate.title for debate in await debates_of(connection, one)] for one in guild_ids}

    read.begin = begin
    return read


@pytest.fixture
def group_reads(database):
    return GroupReads(database)


async def ask(group_reads, titles, *guild_ids):
    """Ask for all, and return the tasks once each waits."""
    asked = [asyncio.create_task(group_reads.get(titles, one)) for one in guild_ids]
    await asyncio.sleep(0)
    return asked


async def until_read(reads, times):
    async with asyncio.timeout(5):
        while len(reads) < times:  # noqa: ASYNC110  nothing tells of it
            await asyncio.sleep(0.001)


@pytest.mark.usefixtures("debate")
async def test_who_asks_during_a_read_shares_the_next_one(group_reads, reads, titles):
    first = await ask(group_reads, titles, 1)
    await until_read(reads, 1)
    others = await ask(group_reads, titles, *[1, 2] * 100)
    titles.begin.set()
    assert await asyncio.gather(*first, *others) == [["A small debate"], *[["A small debate"], []] * 100]
    assert reads == [[1], [1, 2]]


async def test_nobody_gets_what_was_so_before_they_asked(group_reads, reads, titles, database, clock):
    before = await ask(group_reads, titles, 1)
    await until_read(reads, 1)
    async with database.writing() as connection:
        await start_debate(connection, 1, "small", "Begun meanwhile", clock.now())
    after = await ask(group_reads, titles, 1)
    titles.begin.set()
    await asyncio.gather(*before)
    assert await asyncio.gather(*after) == [["Begun meanwhile"]]


@pytest.mark.usefixtures("debate")
async def test_who_gives_up_keeps_no_other_waiting(group_reads, reads, titles):
    given_up, waiting = await ask(group_reads, titles, 1, 1)
    await until_read(reads, 1)
    given_up.cancel()
    titles.begin.set()
    assert await waiting == ["A small debate"]


async def test_a_read_that_fails_is_told_to_all_who_wait_and_the_next_is_tried(group_reads):
    fails = [True]

    async def read(connection, keys):  # noqa: ARG001  as reads are
        if fails:
            raise OSError(fails.pop())
        return dict.fromkeys(keys, "there")

    told = await asyncio.gather(*(group_reads.get(read, key) for key in "ab"), return_exceptions=True)
    assert [type(one) for one in told] == [OSError, OSError]
    assert await group_reads.get(read, "a") == "there"


async def test_more_than_fit_one_read_are_read_in_turn(group_reads, reads, titles):
    titles.begin.set()
    everybody = range(MOST_AT_ONCE + 1)
    assert await asyncio.gather(*(group_reads.get(titles, one) for one in everybody)) == [[]] * len(everybody)
    assert [len(keys) for keys in reads] == [MOST_AT_ONCE, 1]
