"""Transactions, the settings that make them durable, and what DATABASE_URL may be."""

import asyncio
import threading
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from bot.domain import pieces
from bot.domain.faults import StorageFault, Trouble
from bot.storage import postgresql, sqlite
from bot.storage.engine import BadUrl, Database, parse_url, sqlite_file
from bot.storage.servers import read_fact, save_fact
from bot.storage.sql import streamed
from bot.storage.tables import meta


async def fact(database, key="key"):
    async with database.reading() as connection:
        return await read_fact(connection, key)


@pytest.mark.parametrize("side", ["reading", "writing"])
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("synchronous", 2), ("journal_mode", "wal"), ("foreign_keys", 1), ("busy_timeout", 5000), ("secure_delete", 1)],
)
async def test_durable_settings_are_in_force_on_sqlite(database, database_file, side, pragma, value):
    assert database_file.exists()
    async with getattr(database, side)() as connection:
        assert (await connection.execute(text(f"PRAGMA {pragma}"))).scalar_one() == value


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("side", "setting", "value"),
    [
        ("writing", "synchronous_commit", "on"),
        ("writing", "transaction_isolation", "read committed"),
        ("writing", "lock_timeout", "5s"),
        ("writing", "idle_in_transaction_session_timeout", "1min"),
        ("reading", "transaction_isolation", "repeatable read"),
        ("reading", "transaction_read_only", "on"),
    ],
)
async def test_durable_settings_are_in_force_on_postgresql(database, side, setting, value):
    async with getattr(database, side)() as connection:
        assert (await connection.exec_driver_sql(f"SHOW {setting}")).scalar_one() == value


async def test_what_is_committed_is_stored(database):
    async with database.writing() as connection:
        await save_fact(connection, "key", "first")
    async with database.writing() as connection:
        await save_fact(connection, "key", "second")
    assert await fact(database) == "second"
    assert await fact(database, "other") is None


async def test_an_exception_rolls_everything_back_and_the_next_transaction_works(database):
    async def fail_half_way():
        async with database.writing() as connection:
            await save_fact(connection, "key", "never")
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        await fail_half_way()
    assert await fact(database) is None
    async with database.writing() as connection:
        await save_fact(connection, "key", "now")
    assert await fact(database) == "now"


async def test_a_cancelled_transaction_is_rolled_back_and_the_next_one_works(database):
    written = asyncio.Event()

    async def endless():
        async with database.writing() as connection:
            await save_fact(connection, "key", "never")
            written.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(endless())
    await written.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await fact(database) is None
    async with database.writing() as connection:
        await save_fact(connection, "key", "now")
    assert await fact(database) == "now"


async def test_writing_transactions_follow_one_another(database):
    async def count_up():
        async with database.writing() as connection:
            await save_fact(connection, "key", str(int(await read_fact(connection, "key") or 0) + 1))

    await asyncio.gather(*(count_up() for _ in range(50)))
    assert await fact(database) == "50"


async def test_a_reader_sees_one_moment_whatever_is_written_meanwhile(database):
    async with database.reading() as reader:
        assert await read_fact(reader, "key") is None
        async with database.writing() as connection:
            await save_fact(connection, "key", "new")
        assert await read_fact(reader, "key") is None
    assert await fact(database) == "new"


async def test_more_readers_than_connections_take_turns(database):
    assert await asyncio.gather(*(fact(database) for _ in range(50))) == [None] * 50


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_processes_that_write_about_the_same_server_follow_one_another(database, database_url):
    """Each reads before it writes; two that are about different servers do not wait for each other."""
    others = [Database.at(database_url) for _ in range(3)]

    async def count_up(each, server):
        async with each.writing(server) as connection:
            key = f"key {server}"
            await save_fact(connection, key, str(int(await read_fact(connection, key) or 0) + 1))

    await asyncio.gather(*(count_up(each, server) for server in (1, 2) for each in others * 10))
    async with database.writing(1), others[0].writing(2):
        assert [await fact(database, f"key {server}") for server in (1, 2)] == ["30", "30"]
    for each in others:
        await each.close()


async def test_a_row_that_points_nowhere_is_refused(database):
    with pytest.raises(IntegrityError):
        async with database.writing() as connection:
            await connection.execute(text("INSERT INTO names VALUES (77, 'somebody', 'Some Body')"))


def test_the_file_of_a_database_is_known():
    assert sqlite_file("sqlite:///data/debate.db") == Path("data/debate.db")
    assert sqlite_file("postgresql://host/debate") is None


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("sqlite:///data/debate.db", "sqlite+aiosqlite"),
        ("sqlite+aiosqlite:////var/lib/debate.db", "sqlite+aiosqlite"),
        ("postgres://bot:secret@host/debate", "postgresql+asyncpg"),
        ("postgresql+psycopg://bot:secret@host:5432/debate", "postgresql+asyncpg"),
        ("postgresql://bot:secret@host/debate?sslmode=require", "postgresql+asyncpg"),
    ],
)
def test_a_url_gets_the_driver_of_its_database(url, driver):
    assert parse_url(url).drivername == driver


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", "is not a database URL"),
        ("data/debate.db", "is not a database URL"),
        ("postgresql://bot:secret@host:port/debate", "is not a database URL"),
        ("postgresql://bot:secret@host/debate?pool=3", "has the option pool; those there are: host, port, sslmode"),
        ("postgresql://bot:secret@/debate?port=x", "has a port that is no number"),
        ("mysql://bot:secret@host/debate", "names 'mysql'; use sqlite or postgresql"),
        ("sqlite://", "names no file"),
        ("sqlite:///", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite://data/debate.db", "with three slashes"),
        ("sqlite:////dev/null/debate.db", "names a folder that cannot be made"),
    ],
)
def test_a_url_that_cannot_work_is_a_sentence_without_its_password(url, told):
    with pytest.raises(BadUrl) as caught:
        Database.at(url)
    assert told in str(caught.value)
    assert str(caught.value).startswith("DATABASE_URL ")
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)


async def test_a_transaction_cancelled_while_it_begins_leaves_the_database_to_others(database, database_file):
    assert database_file.exists()  # SQLite, whose transactions happen in a thread of their own

    async def write():
        async with database.writing() as connection:
            await save_fact(connection, "key", "cancelled")

    busy = threading.Event()
    database._writer._thread.submit(busy.wait)
    task = asyncio.create_task(write())
    await asyncio.sleep(0)  # it has asked for its transaction
    task.cancel()
    busy.set()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()
    async with database.writing() as connection:
        await save_fact(connection, "other", "kept")
    assert (await fact(database, "key"), await fact(database, "other")) == (None, "kept")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://bot:secret@127.0.0.1:1/debate", "Connect call failed"),
        ("postgresql://bot:secret@/debate?host=/nowhere", "No such file or directory"),
        ("postgresql://bot:secret@nowhere.invalid/debate", "not known"),
        ("postgresql://postgres:secret@/missing?{socket}", 'database "missing" does not exist'),
        ("postgresql://nobody:secret@/template?{socket}", 'role "nobody" does not exist'),
    ],
)
async def test_a_server_that_cannot_be_used_is_a_sentence_without_its_password(postgres, url, told):
    database = Database.at(url.format(socket=postgres.url("").partition("?")[2]))
    with pytest.raises(postgresql.Unreachable) as caught:
        await database.check()
    await database.close()
    assert str(caught.value).startswith("DATABASE_URL names a PostgreSQL server that cannot be used: ")
    assert told in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.expects_errors
async def test_where_every_connection_is_in_use_that_is_said_and_not_that_others_lock_it(database_url, monkeypatch):
    for module in (sqlite, postgresql):
        monkeypatch.setattr(module, "POOL_TIMEOUT", 0.01)
    database = Database.at(database_url)
    async with AsyncExitStack() as stack:
        async with database.reading():
            pass
        for _ in range(sqlite.READERS):
            await stack.enter_async_context(database.reading())
        with pytest.raises(StorageFault) as caught:
            await stack.enter_async_context(database.reading())
        assert caught.value.trouble is Trouble.BUSY
        async with database.reading(for_long=True) as connection:
            assert await connection.scalar(text("SELECT 1")) == 1
    await database.close()


async def test_whoever_streams_rows_lets_others_have_their_turn(database, monkeypatch):
    """Also between two rows of the same batch: what is done with a row may take its time."""
    ticks, turns = count(), 0
    monkeypatch.setattr(pieces, "perf_counter", lambda: next(ticks) / 1000)

    async def others():
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with database.writing() as connection:
        for number in range(60):
            await save_fact(connection, f"key {number:02}", "value")
    async with database.reading() as connection:
        waiting = asyncio.create_task(others())
        rows = streamed(connection, select(meta.c.key).where(meta.c.key.startswith("key ")).order_by(meta.c.key))
        found = [(row.key, turns) async for row in rows]
        waiting.cancel()
    assert [key for key, _ in found] == [f"key {number:02}" for number in range(60)]
    assert len({turn for _, turn in found}) >= 60 // 6


@pytest.mark.timeout(60)
def test_a_read_that_is_given_up_does_not_hold_up_the_end_of_the_process(database_file):
    """The end cancels what is left: here the connection of a read that was cancelled twice in one statement."""
    begun, may_end = threading.Event(), threading.Event()

    def held():
        begun.set()
        may_end.wait()

    async def read(database):
        async with database.reading() as connection:
            raw = await connection.get_raw_connection()
            await raw.driver_connection.create_function("held", 0, held)
            await connection.execute(text("SELECT held()"))

    async def release():
        try:
            await asyncio.Event().wait()
        finally:
            may_end.set()

    async def main():
        reading = asyncio.create_task(read(Database.at(f"sqlite:///{database_file}")))
        releasing = asyncio.create_task(release())
        await asyncio.to_thread(begun.wait)
        for _ in range(2):  # the second time while it closes its connection
            reading.cancel()
            for _ in range(10):
                await asyncio.sleep(0)
        return reading, releasing

    reading, releasing = asyncio.run(main())
    assert reading.cancelled()
    assert releasing.cancelled()
