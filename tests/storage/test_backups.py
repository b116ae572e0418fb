"""Copies of the database, made while the bot goes on."""

import os
import shutil
import stat
from pathlib import Path

import breaking
import pytest

from bot.storage.backups import CannotBackUp, back_up
from bot.storage.engine import Database
from bot.storage.migrate import status
from bot.storage.servers import read_fact, save_fact


async def fact(file):
    database = Database.at(f"sqlite:///{file}")
    async with database.reading() as connection:
        found = await read_fact(connection, "key")
    assert (await status(database)).up_to_date
    await database.close()
    return found


async def test_a_copy_holds_what_is_committed_and_nothing_of_a_transaction_under_way(database, database_file, tmp_path):
    async with database.writing() as connection:
        await save_fact(connection, "key", "committed")
    async with database.writing() as connection:
        await save_fact(connection, "key", "under way")
        back_up(f"sqlite:///{database_file}", tmp_path / "copy.db")
    assert await fact(tmp_path / "copy.db") == "committed"
    assert await fact(database_file) == "under way"


def test_a_file_that_is_there_is_never_touched(template, tmp_path):
    notes = tmp_path / "notes.txt"
    notes.write_text("Not a database.")
    with pytest.raises(CannotBackUp, match="is there already; name a new file"):
        back_up(f"sqlite:///{template}", notes)
    assert notes.read_text() == "Not a database."


def test_a_database_is_not_copied_onto_itself(template, tmp_path):
    source = shutil.copy(template, tmp_path / "debate.db")
    with pytest.raises(CannotBackUp):
        back_up(f"sqlite:///{source}", source)
    assert source.read_bytes() == template.read_bytes()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("sqlite:///{folder}/nowhere.db", "There is no database at {folder}/nowhere.db yet"),
        ("sqlite:///{folder}/text.db", "The copy failed: file is not a database"),
        ("postgresql://host/debate", "Back it up with its own tool, pg_dump"),
    ],
)
def test_what_cannot_be_copied_is_a_sentence_and_leaves_no_file(tmp_path, url, told):
    (tmp_path / "text.db").write_text("Not a database. " * 100)
    with pytest.raises(CannotBackUp) as caught:
        back_up(url.format(folder=tmp_path), tmp_path / "copy.db")
    assert told.format(folder=tmp_path) in str(caught.value)
    assert not (tmp_path / "copy.db").exists()


def test_a_folder_that_is_not_there_is_a_sentence(template, tmp_path):
    with pytest.raises(CannotBackUp, match="No such file or directory"):
        back_up(f"sqlite:///{template}", tmp_path / "no" / "copy.db")


def test_a_copy_of_a_damaged_database_is_no_backup(template, tmp_path):
    damaged = Path(shutil.copy(template, tmp_path / "debate.db"))
    breaking.scribble(damaged)
    with pytest.raises(CannotBackUp, match="damaged"):
        back_up(f"sqlite:///{damaged}", tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_only_its_owner_can_read_a_copy(template, tmp_path):
    before = os.umask(0o022)
    try:
        back_up(f"sqlite:///{template}", tmp_path / "copy.db")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600
