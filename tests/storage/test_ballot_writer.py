"""Group commit: many votes share a commit, each is durable before its writer goes on, and errors reach everybody."""

import asyncio
import sqlite3

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.domain.faults import StorageFault
from bot.storage.ballot_changes import Change
from bot.storage.ballot_writer import MAX_PER_COMMIT, BallotWriter
from bot.storage.ballots import turnouts_of

HANGING = 5
"""Seconds after which a writer is taken to hang; none takes a hundredth of that."""


@pytest.fixture
async def poll(open_poll):
    return await open_poll()


@pytest.fixture
def committed():
    return []


@pytest.fixture
def writer(database, committed):
    return BallotWriter(database, committed.append)


@pytest.fixture
def commits(database):
    """Gather the commits of the writing connection."""
    seen = []
    event.listen(getattr(database._writer.engine, "sync_engine", database._writer.engine), "commit", seen.append)
    return seen


@pytest.fixture
def vote(poll, clock):
    return lambda who, answer=("yes",): Change(poll.id, who, clock.now(), poll.items[0].id, answer)


@pytest.fixture
def turnout(database, poll):
    async def count():
        async with database.reading() as connection:
            return (await turnouts_of(connection, [poll.id])).get(poll.id, 0)

    return count


async def together(*writes):
    return await asyncio.wait_for(asyncio.gather(*writes, return_exceptions=True), HANGING)


async def test_votes_at_the_same_time_share_commits_and_all_are_stored(writer, vote, turnout, commits):
    commits.clear()
    written = await together(*(writer.write(vote(f"v{number}")) for number in range(400)))
    assert all(result.accepted and result.change.participant == f"v{n}" for n, result in enumerate(written))
    assert await turnout() == 400
    assert 1 <= len(commits) <= 5


async def test_a_crowd_larger_than_a_batch_is_stored_whole_and_in_order(writer, vote, turnout, committed):
    crowd = [f"v{number}" for number in range(2 * MAX_PER_COMMIT + 7)]
    await together(*(writer.write(vote(who)) for who in crowd))
    assert await turnout() == len(crowd)
    assert [result.change.participant for batch in committed for result in batch] == crowd
    assert max(len(batch) for batch in committed) <= MAX_PER_COMMIT


async def test_votes_one_after_another_are_each_durable_when_write_returns(writer, vote, database_file, commits):
    commits.clear()
    for number in range(5):
        await writer.write(vote(f"v{number}"))
        with sqlite3.connect(database_file) as stranger:
            assert stranger.execute("SELECT count(*) FROM ballots").fetchone() == (number + 1,)
        stranger.close()
    assert len(commits) == 5


async def test_the_tally_hears_of_a_vote_before_its_writer_goes_on(writer, vote, committed):
    written = await writer.write(vote("ann"))
    assert committed == [[written]]


@pytest.mark.expects_errors
async def test_a_locked_database_is_an_error_for_every_waiting_writer_and_later_writes_work(
    writer, vote, turnout, database, database_file, committed
):
    async with database.writing() as connection:
        await connection.execute(text("PRAGMA busy_timeout=0"))
    lock = sqlite3.connect(database_file, isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    failed = await together(*(writer.write(vote(f"v{number}")) for number in range(20)))
    lock.execute("ROLLBACK")
    lock.close()
    assert all(isinstance(error, StorageFault) and "locked" in str(error) for error in failed)
    assert committed == []
    assert await turnout() == 0
    assert all(result.accepted for result in await together(*(writer.write(vote(f"v{n}")) for n in range(20))))
    assert await turnout() == 20


async def test_a_missing_table_is_an_error_for_every_waiting_writer_and_later_writes_work(
    writer, vote, turnout, database
):
    async with database.writing() as connection:
        await connection.execute(text("ALTER TABLE ballots RENAME TO elsewhere"))
    failed = await together(*(writer.write(vote(f"v{number}")) for number in range(20)))
    assert all(isinstance(error, DBAPIError | sqlite3.Error) and "ballots" in str(error) for error in failed)
    async with database.writing() as connection:
        await connection.execute(text("ALTER TABLE elsewhere RENAME TO ballots"))
    await together(writer.write(vote("ann")))
    assert await turnout() == 1


async def test_a_mistake_in_moving_the_tally_is_told_to_the_writers_and_hangs_nobody(database, vote, turnout):
    def mistaken(results):
        if len(results) > 1:
            raise ZeroDivisionError

    writer = BallotWriter(database, mistaken)
    failed = await together(*(writer.write(vote(f"v{number}")) for number in range(20)))
    assert [type(error) for error in failed] == [ZeroDivisionError] * 20
    await asyncio.wait_for(writer.write(vote("late")), HANGING)
    assert await turnout() == 21


async def test_one_change_that_cannot_be_stored_fails_alone(writer, vote, poll, clock, turnout):
    impossible = Change(poll.id, "somebody", clock.now(), 10**6, ("yes",))
    changes = [vote(f"v{number}") for number in range(20)]
    changes[7] = impossible
    results = await together(*(writer.write(change) for change in changes))
    assert isinstance(results.pop(7), IntegrityError | sqlite3.IntegrityError)
    assert all(result.accepted for result in results)
    assert await turnout() == 19


@pytest.mark.parametrize("cancelled", [0, 1, 5, 9])
async def test_a_cancelled_writer_hangs_nobody(writer, vote, turnout, cancelled):
    tasks = [asyncio.create_task(writer.write(vote(f"v{number}"))) for number in range(10)]
    started = asyncio.Event()
    asyncio.get_running_loop().call_soon(started.set)
    await started.wait()
    tasks[cancelled].cancel()
    results = await together(*tasks)
    assert isinstance(results.pop(cancelled), asyncio.CancelledError)
    assert all(result.accepted for result in results)
    await together(writer.write(vote("late")))
    assert await turnout() in {10, 11}


async def test_a_leader_that_is_cancelled_during_its_commit_still_commits_for_the_others(
    writer, vote, turnout, database, database_file
):
    assert database_file.exists()  # SQLite, whose commits happen in a thread of their own
    crowd, seen = [], []
    loop = asyncio.get_running_loop()

    def on_commit(_):  # in the writer's thread, which waits
        asyncio.run_coroutine_threadsafe(during_commit(), loop).result(HANGING)

    async def during_commit():
        seen.append(len(crowd))
        if len(seen) == 1:  # these come while the first commit is under way, and share the second
            crowd.extend(asyncio.create_task(writer.write(vote(f"v{number}"))) for number in range(10))
            await asyncio.sleep(0)
        if len(seen) == 2:
            crowd[0].cancel()

    event.listen(getattr(database._writer.engine, "sync_engine", database._writer.engine), "commit", on_commit)
    await asyncio.wait_for(writer.write(vote("first")), HANGING)
    results = await together(*crowd)
    assert seen[:2] == [0, 10]
    assert isinstance(results[0], asyncio.CancelledError)
    assert all(result.accepted for result in results[1:])
    assert await turnout() == 11


async def test_all_who_wait_may_be_cancelled_at_once(writer, vote, turnout):
    tasks = [asyncio.create_task(writer.write(vote(f"v{number}"))) for number in range(10)]
    started = asyncio.Event()
    asyncio.get_running_loop().call_soon(started.set)
    await started.wait()
    for task in tasks:
        task.cancel()
    await together(*tasks)
    assert (await asyncio.wait_for(writer.write(vote("late")), HANGING)).accepted
    assert await turnout() in range(1, 12)
