"""What the files beside an SQLite database keep, what is watched about them, and who may read them."""

import asyncio
import os
import random
import sqlite3
import stat
from contextlib import closing

import pytest
from attacking import files_of, found_in
from hearing import Heard
from sqlalchemy import text

from bot.domain.faults import StorageFault, Trouble
from bot.storage import scrubbing
from bot.storage.engine import Database
from bot.storage.servers import read_fact, save_fact


async def note(database, key="key", value="value"):
    async with database.writing() as connection:
        await save_fact(connection, key, value)


def killed(database_file, folder):
    """Return the database as the next process finds it where this one is killed now."""
    copy = folder / "killed.db"
    for ending, content in files_of(database_file).items():
        if ending != "-shm":
            copy.with_name(copy.name + ending).write_bytes(content)
    with closing(sqlite3.connect(copy)) as found:
        return dict(found.execute("SELECT key, value FROM meta").fetchall())


@pytest.mark.parametrize("seed", [8, 18, 25, 27])
async def test_a_rebuild_takes_away_what_secure_delete_leaves_between_rows(database, database_file, seed):
    """SQLite moves rows between pages and leaves copies, at least with these seeds."""
    chance = random.Random(seed)  # noqa: S311  nothing secret
    marks = [f"{chance.getrandbits(256):064x}" for _ in range(1000)]
    gone = chance.sample(marks, 900)
    async with database.writing() as connection:
        await connection.execute(text("CREATE TABLE t (a, who, b, answer, PRIMARY KEY (a, who, b)) WITHOUT ROWID"))
        adding = text("INSERT INTO t VALUES (1, :who, 1, 'yes')")
        for who in marks:
            await connection.execute(adding, {"who": who})
        changing = text("UPDATE t SET who = :new WHERE a = 1 AND who = :old")
        for who in gone:
            await connection.execute(changing, {"old": who, "new": f"deleted:{chance.getrandbits(128):032x}"})
    await database.scrub(rebuild=True)
    assert found_in(database_file, [who.encode() for who in gone]) == set()


async def test_emptying_the_log_holds_nobody_up_for_long_and_loses_nothing(database, database_file):
    await note(database)
    await asyncio.gather(*(note(database, f"key {n}") for n in range(20)), *(database.scrub() for _ in range(5)))
    await database.scrub()
    assert files_of(database_file)["-wal"] == b""
    async with database.reading() as connection:
        assert await read_fact(connection, "key 19") == "value"


async def test_a_reader_that_never_ends_is_told_of_once(database, database_file, caplog, monkeypatch):
    monkeypatch.setattr(scrubbing, "PAUSES", (0.001,))
    monkeypatch.setattr(scrubbing, "WARN_AFTER", 0.002)
    monkeypatch.setattr("bot.storage.sqlite.CHECKPOINT_TIMEOUT", 0)
    await note(database)
    with closing(sqlite3.connect(database_file, isolation_level=None)) as reader, Heard("bot.storage") as heard:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM meta").fetchall()
        await note(database, "another")
        await database.scrub()
        await asyncio.wait_for(heard.told.wait(), 10)
        for _ in range(3):
            assert not await database._scrub(False)
    await asyncio.wait_for(database._scrubber._retrying, 10)
    begun, ended = caplog.records
    assert "still on the disk" in begun.getMessage()
    assert "off the disk now" in ended.getMessage()


async def test_what_was_in_a_removed_log_and_what_comes_after_outlive_a_kill(database, database_file, tmp_path, caplog):
    await note(database, "before")
    database_file.with_name("debate.db-wal").unlink()
    for number in range(40):
        await note(database, f"after {number}")
    assert killed(database_file, tmp_path).keys() >= {"before", *(f"after {number}" for number in range(40))}
    assert "was removed while the bot ran" in caplog.text
    async with database.reading() as connection:
        assert await read_fact(connection, "after 39") == "value"


async def test_the_next_look_saves_what_a_removed_log_holds(database, database_file, tmp_path):
    await note(database, "before")
    database_file.with_name("debate.db-wal").unlink()
    async with database.reading() as connection:
        assert await read_fact(connection, "before") == "value"
    assert "before" in killed(database_file, tmp_path)


async def test_at_a_clean_end_the_log_is_empty_though_another_program_has_the_file_open(database, database_file):
    await note(database)
    with closing(sqlite3.connect(database_file)) as another:
        another.execute("SELECT * FROM meta").fetchall()
        await database.close()
        assert files_of(database_file)["-wal"] == b""


async def test_a_log_removed_during_a_commit_is_noticed_before_the_commit_is_acknowledged(
    database, database_file, tmp_path
):
    await note(database, "before")
    async with database.writing() as connection:
        await save_fact(connection, "during", "value")
        database_file.with_name("debate.db-wal").unlink()
    assert killed(database_file, tmp_path).keys() >= {"before", "during"}


@pytest.mark.expects_errors
async def test_nothing_is_acknowledged_that_only_a_removed_log_would_hold(database, database_file, tmp_path):
    """A reader keeps the removed log from being moved into the database."""
    await note(database, "before")
    with closing(sqlite3.connect(database_file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM meta").fetchall()
        await note(database, "meanwhile")
        database_file.with_name("debate.db-wal").unlink()
        with pytest.raises(StorageFault) as caught:
            await note(database, "refused")
    assert caught.value.trouble is Trouble.LOG_AWAY
    await note(database, "after")
    assert killed(database_file, tmp_path).keys() >= {"before", "meanwhile", "after"}
    assert "refused" not in killed(database_file, tmp_path)


@pytest.mark.expects_errors
async def test_a_log_of_somebody_elses_is_not_written_into_the_database(database, database_file):
    await note(database, "before")
    log = database_file.with_name("debate.db-wal")
    other = log.with_name("other")
    other.write_bytes(log.read_bytes())
    aside = log.rename(log.with_name("aside"))
    other.rename(log)
    with pytest.raises(StorageFault) as caught:
        await note(database, "refused")
    assert caught.value.trouble is Trouble.LOG_AWAY
    aside.rename(log)
    await note(database, "after")


def modes(database_file):
    return {
        file.name: stat.S_IMODE(file.stat().st_mode)
        for file in database_file.parent.iterdir()
        if file.name.startswith(database_file.name)
    }


@pytest.fixture
def usual_mask():
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.usefixtures("usual_mask")
async def test_only_its_owner_can_read_a_database_and_what_lies_beside_it(tmp_path):
    made = Database.at(f"sqlite:///{tmp_path}/made.db")
    async with made.writing() as connection:
        await connection.execute(text("CREATE TABLE t (a)"))
    assert modes(tmp_path / "made.db") == dict.fromkeys(["made.db", "made.db-wal", "made.db-shm"], 0o600)
    await made.close()


@pytest.mark.usefixtures("usual_mask")
async def test_a_database_of_before_is_taken_from_the_others(database_file):
    database_file.chmod(0o644)
    opened = Database.at(f"sqlite:///{database_file}")
    await note(opened)
    assert set(modes(database_file).values()) == {0o600}
    await opened.close()


async def test_steady_commits_are_no_reason_to_warn_and_the_last_is_emptied(
    database, database_file, caplog, monkeypatch
):
    monkeypatch.setattr(scrubbing, "SOON", 0.001)
    monkeypatch.setattr(scrubbing, "PAUSES", (0.001,))
    monkeypatch.setattr(scrubbing, "WARN_AFTER", 0.003)
    for number in range(50):
        await note(database, f"key {number}")
        database.scrub_soon()
    await asyncio.wait_for(database._scrubber._retrying, 10)
    assert files_of(database_file)["-wal"] == b""
    assert not caplog.records
