"""Reads of SQLite that go to the connection's thread once for each statement."""

import asyncio
import sqlite3
import threading

import pytest
from sqlalchemy import text

from bot.storage import one_switch
from bot.storage.one_switch import FETCHED
from bot.storage.servers import read_fact, save_fact

NUMBERS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < {}) SELECT x FROM n"
LENGTHS = [0, 1, FETCHED - 1, FETCHED, FETCHED + 1, 3 * FETCHED]


@pytest.fixture
async def connection(database_file):
    opened = await one_switch.connect(str(database_file), ())
    yield opened
    await opened.close()


async def numbers(connection, count):
    return await connection.cursor().execute(f"{NUMBERS.format(count)} LIMIT {count}")


@pytest.mark.parametrize("length", LENGTHS)
async def test_all_rows_come_once_and_in_order_however_they_are_fetched(connection, length):
    wanted = [(number,) for number in range(1, length + 1)]
    assert await (await numbers(connection, length)).fetchall() == wanted
    for size in (1, 7, FETCHED, FETCHED + 3):
        cursor = await numbers(connection, length)
        found, rows = [], True
        while rows:
            rows = await cursor.fetchmany(size)
            assert len(rows) <= size
            found += rows
        assert found == wanted
    cursor = await numbers(connection, length)
    singles = [await cursor.fetchone() for _ in range(length)]
    assert (singles, await cursor.fetchone()) == (wanted, None)
    cursor = await numbers(connection, length)
    assert [await cursor.fetchone()] + await cursor.fetchall() == (wanted or [None])


async def test_a_transaction_reads_one_snapshot_from_its_first_statement_on(database, database_file):
    async with database.writing() as connection:
        await save_fact(connection, "key", "before")
    async with database.reading() as reading:
        assert await read_fact(reading, "key") == "before"
        async with database.writing() as writing:
            await save_fact(writing, "key", "after")
        assert await read_fact(reading, "key") == "before"
    async with database.reading() as reading:
        assert await read_fact(reading, "key") == "after"
    assert database_file.exists()


@pytest.mark.parametrize("statements", [0, 1])
async def test_after_a_read_that_was_cancelled_in_the_middle_the_connection_serves_others(connection, statements):
    """The thread goes on with a statement that nobody waits for any more, which may be the one that begins."""
    entered, go = threading.Event(), threading.Event()

    def hold(number):
        entered.set()
        go.wait()
        return number

    await connection.create_function("hold", 1, hold)
    connection.begin_soon()
    for _ in range(statements):
        await connection.cursor().execute("SELECT 1")
    cursor = connection.cursor()
    reading = asyncio.create_task(cursor.execute("SELECT hold(1) UNION ALL SELECT 2"))
    await asyncio.to_thread(entered.wait)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    ending = asyncio.gather(cursor.close(), connection.rollback())
    go.set()
    await ending
    assert not connection.in_transaction
    connection.begin_soon()
    found = await connection.cursor().execute("SELECT 3")
    assert connection.in_transaction
    assert await found.fetchall() == [(3,)]


async def test_a_transaction_without_a_statement_never_begins(connection):
    connection.begin_soon()
    await connection.rollback()
    await connection.cursor().execute("SELECT 1")
    assert not connection.in_transaction


async def test_a_statement_that_fails_says_why_and_leaves_the_transaction_to_be_ended(connection):
    connection.begin_soon()
    with pytest.raises(sqlite3.OperationalError, match="no such table: missing"):
        await connection.cursor().execute("SELECT * FROM missing")
    assert connection.in_transaction
    await connection.rollback()
    assert not connection.in_transaction


async def test_a_read_goes_to_the_thread_once_for_each_statement_and_once_to_end(database, database_file, monkeypatch):
    async with database.reading() as reading:
        await read_fact(reading, "key")
    went = []
    execute = one_switch.Connection._execute
    monkeypatch.setattr(one_switch.Connection, "_execute", lambda *given: went.append(given) or execute(*given))
    async with database.reading() as reading:
        for _ in range(3):
            await reading.execute(text("SELECT 1"))
    assert len(went) == 3 + 1
    assert database_file.exists()
