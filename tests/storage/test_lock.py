"""What keeps a second process off a database file; `tests/test_two_processes.py` has the processes."""

import pytest

from bot.domain.faults import StorageFault
from bot.storage.engine import BadUrl, Database
from bot.storage.lock import InUse, sole_process
from bot.storage.servers import read_fact, save_fact


def test_a_file_is_locked_under_every_name_and_free_again_afterwards(tmp_path):
    (tmp_path / "link.db").symlink_to(tmp_path / "debate.db")
    for _ in range(2):
        with (
            sole_process(f"sqlite:///{tmp_path}/debate.db"),
            pytest.raises(InUse),
            sole_process(f"sqlite:///{tmp_path}/link.db"),
        ):
            pytest.fail("two processes would write")


def test_databases_beside_each_other_and_servers_are_not_in_each_others_way(tmp_path):
    urls = [f"sqlite:///{tmp_path}/{name}.db" for name in ("first", "second")] + ["postgresql://host/debate"] * 2
    with sole_process(urls[0]), sole_process(urls[1]), sole_process(urls[2]), sole_process(urls[3]):
        assert {file.name for file in tmp_path.iterdir()} == {"first.db.lock", "second.db.lock"}


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(BadUrl, match="cannot be made"), sole_process(f"sqlite:///{tmp_path}/file/debate.db"):
        pytest.fail("there is nothing to lock")


async def test_what_is_opened_to_be_read_sees_what_is_committed_and_cannot_write(database, database_file):
    async with database.writing() as connection:
        await save_fact(connection, "key", "committed")
    reading = Database.to_read(f"sqlite:///{database_file}")
    async with reading.reading() as connection:
        assert await read_fact(connection, "key") == "committed"
    with pytest.raises(StorageFault, match="may not be written"):
        async with reading.writing() as connection:
            await save_fact(connection, "key", "changed")
    await reading.close()
