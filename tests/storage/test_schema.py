"""Migrations make what the tables describe, once, and never touch a database from the future."""

import asyncio
import hashlib
import sqlite3
import subprocess
import sys
from functools import partial

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

import bot.storage.partial_indexes  # noqa: F401  of the tables below
from bot.domain.canonical import Codes
from bot.resources import folder
from bot.storage.codes import codes_of, summary_of
from bot.storage.engine import SCHEMA, Database
from bot.storage.migrate import NewerSchema, SchemaStatus, status, upgrade
from bot.storage.polls import poll_by_id
from bot.storage.responses import responses_by
from bot.storage.tables import metadata

STATEMENT_TABLES = (
    "statement_votes", "secret_statement_voters", "secret_statement_votes", "mixed_statement_votes",
)  # fmt: skip


def columns(file):
    """Return every table's columns as SQLite has them."""
    with sqlite3.connect(file) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {name: connection.execute(f"PRAGMA table_info({name})").fetchall() for name in tables}
    connection.close()
    return found


def definitions(file):
    """Return the statements that made the indexes."""
    with sqlite3.connect(file) as connection:
        found = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").fetchall()
    connection.close()
    return sorted(statement for (statement,) in found)


def test_migrations_make_what_the_tables_describe(template):
    engine = create_engine(f"sqlite:///{template}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_migrations_make_what_the_tables_describe_on_postgresql(database):
    async with database.reading() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync), metadata)
        )
    assert differences == []


async def test_processes_that_start_at_once_on_an_empty_postgresql_all_find_its_tables(empty_postgres_url):
    starting = [Database.at(empty_postgres_url) for _ in range(4)]
    await asyncio.gather(*(upgrade(each) for each in starting))
    assert [(await status(each)).up_to_date for each in starting] == [True] * 4
    for each in starting:
        await each.close()


def test_migrated_tables_have_the_very_columns_and_indexes_of_fresh_ones(template, tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/fresh.db")
    metadata.create_all(engine)
    engine.dispose()
    migrated = {name: found for name, found in columns(template).items() if name != "alembic_version"}
    assert migrated == columns(tmp_path / "fresh.db")
    assert definitions(template) == definitions(tmp_path / "fresh.db")


@pytest.mark.parametrize(
    "name", ["ballots", "secret_voters", "secret_ballots", "mixed_ballots", "codes", *STATEMENT_TABLES]
)
def test_what_votes_leave_behind_is_kept_sorted_by_its_key_and_not_as_it_came(template, name):
    with sqlite3.connect(template) as connection:
        (made,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", [name]).fetchone()
    connection.close()
    assert "WITHOUT ROWID" in made


async def test_an_empty_database_is_behind_and_then_up_to_date(tmp_path):
    database = Database.at(f"sqlite:///{tmp_path}/new/folder/debate.db")
    before = await status(database)
    await upgrade(database)
    after = await status(database)
    await database.close()
    assert before == SchemaStatus(None, after.newest)
    assert not before.up_to_date
    assert after.up_to_date


def test_the_files_of_the_migrations_begin_with_their_revisions_in_order():
    """By this the bot knows, without alembic, which revisions there are and which is the newest."""
    config = Config()
    config.set_main_option("script_location", str(folder("migrations")))
    newest_first = [revision.revision for revision in ScriptDirectory.from_config(config).walk_revisions()]
    files = sorted(file.name for file in (folder("migrations") / "versions").glob("*.py"))
    assert [name.split("_")[0] for name in files] == newest_first[::-1]


def test_a_start_on_a_database_that_is_up_to_date_does_without_alembic(database_file):
    script = (
        "import asyncio, sys; from pydantic import SecretStr; "
        "from bot import operations; from bot.settings import Settings; "
        f"print(asyncio.run(operations.upgrade(Settings(database_url=SecretStr('sqlite:///{database_file}'))))); "
        "print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603  our own code
    assert "up to date" in done.stdout
    assert done.stdout.endswith("False\n")


OLDER_CODES = [
    "INSERT INTO debates (id, guild_id, pack, title, started_at) VALUES (1, 1, 'small', 'A', CURRENT_TIMESTAMP)",
    """INSERT INTO polls
        (id, debate_id, guild_id, question, title, round, state, release, secrecy, channel_id, opened_at)
        VALUES (1, 1, 1, 'a', 'A', 'main', 'closed', 'closed', 'pseudonymous', 1, CURRENT_TIMESTAMP)""",
    "INSERT INTO codes (poll_id, code) VALUES (1, 'SOMECODE2222'), (1, 'ANOTHER33333'), (1, 'MORECODE4444')",
]


def upgrade_to(connection, revision):
    """Bring a database to a revision that is not the newest."""
    config = Config()
    config.set_main_option("script_location", str(folder("migrations")))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


@pytest.fixture
def empty_url(request, tmp_path):
    """Return the URL of a database without any table."""
    if request.param == "postgresql":
        return request.getfixturevalue("empty_postgres_url")
    return f"sqlite:///{tmp_path}/older.db"


@pytest.mark.parametrize("empty_url", ["sqlite", "postgresql"], indirect=True)
async def test_codes_of_an_older_version_leave_the_order_of_their_voters_and_fit_their_seal(empty_url):
    database = Database.at(empty_url)
    async with database.writing(SCHEMA) as connection:
        await connection.run_sync(partial(upgrade_to, revision="0005"))
        for statement in OLDER_CODES:
            await connection.execute(text(statement))
    await upgrade(database)
    on_sqlite = empty_url.startswith("sqlite")
    unordered = "SELECT code FROM codes" if on_sqlite else "SELECT code FROM codes ORDER BY ctid"
    async with database.reading() as connection:
        assert (await connection.execute(text(unordered))).scalars().all() == [
            "ANOTHER33333",
            "MORECODE4444",
            "SOMECODE2222",
        ]
        listed = [entry async for entry in codes_of(connection, 1)]
        found = await summary_of(connection, 1)
    await database.close()
    assert [(entry.commitment, entry.is_valid) for entry in listed] == [(entry.code, True) for entry in listed]
    # What a seal covers that was given by that version.
    assert found == Codes(3, hashlib.sha256(b"ANOTHER33333\nMORECODE4444\nSOMECODE2222\n").hexdigest())


@pytest.mark.parametrize("empty_url", ["sqlite", "postgresql"], indirect=True)
async def test_a_poll_that_an_older_version_sealed_keeps_its_seal_and_is_known_by_its_lack_of_a_head(empty_url):
    database = Database.at(empty_url)
    async with database.writing(SCHEMA) as connection:
        await connection.run_sync(partial(upgrade_to, revision="0008"))
        for statement in OLDER_CODES[:2]:
            await connection.execute(text(statement))
        await connection.execute(text("UPDATE polls SET seal = 'a seal'"))
    await upgrade(database)
    async with database.reading() as connection:
        poll = await poll_by_id(connection, 1)
    await database.close()
    assert (poll.seal, poll.log_head) == ("a seal", None)


@pytest.mark.parametrize("empty_url", ["sqlite", "postgresql"], indirect=True)
async def test_a_response_of_an_older_version_stays_and_nobody_agrees_with_it_yet(empty_url):
    database = Database.at(empty_url)
    async with database.writing(SCHEMA) as connection:
        await connection.run_sync(partial(upgrade_to, revision="0010"))
        await connection.execute(text(OLDER_CODES[0]))
        await connection.execute(
            text(
                "INSERT INTO responses (id, debate_id, question, participant, text, created_at, status) "
                "VALUES (1, 1, 'a', 'me', 'Old words.', CURRENT_TIMESTAMP, 'published')"
            )
        )
    await upgrade(database)
    async with database.reading() as connection:
        (response,) = await responses_by(connection, ["me"])
    await database.close()
    assert (response.text, response.agreed, response.edited_at) == ("Old words.", 0, None)


async def test_upgrading_twice_is_harmless(database, open_poll):
    poll = await open_poll()
    await upgrade(database)
    assert (await status(database)).up_to_date
    async with database.reading() as connection:
        assert (await connection.execute(text("SELECT id FROM polls"))).scalars().all() == [poll.id]


async def test_a_database_from_a_newer_version_is_left_alone(database):
    async with database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for use in (status, upgrade):
        with pytest.raises(NewerSchema, match="revision 9999, which this version of the bot does not know"):
            await use(database)


async def test_a_migration_that_fails_leaves_nothing_behind(tmp_path):
    file = tmp_path / "debate.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE ballots (something)")
    connection.close()
    database = Database.at(f"sqlite:///{file}")
    with pytest.raises(Exception, match="table ballots already exists"):
        await upgrade(database)
    await database.close()
    assert list(columns(file)) == ["ballots"]
