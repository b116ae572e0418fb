"""The bot is started on a database that it cannot use: one sentence on stderr, exit code 1, and nothing changed."""

import contextlib
import logging
import resource
import subprocess
import sys
from pathlib import Path

import breaking
import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.settings import Settings
from bot.storage import sqlite

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"  # noqa: S105  no real token


@pytest.fixture
def file(template, tmp_path, monkeypatch):
    """Return a good database in the folder in which the bot is started."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(logging.root, "handlers", [])
    level = logging.root.level
    made = tmp_path / "data" / "debate.db"
    made.parent.mkdir()
    made.write_bytes(template.read_bytes())
    yield made
    logging.root.setLevel(level)


def start(*command):
    done = CliRunner().invoke(main, command or ["run"], env={"DISCORD_TOKEN": TOKEN}, prog_name="debate-bot")
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr


@contextlib.contextmanager
def no_database(file):
    file.write_bytes(b"This is no database. " * 5000)
    yield


@contextlib.contextmanager
def a_folder(file):
    file.unlink()
    file.mkdir()
    yield


@contextlib.contextmanager
def read_only(file):
    Path("data/pseudonym.key").write_text("ab" * 32)
    file.chmod(0o444)
    file.parent.chmod(0o555)
    with breaking.without_root():
        yield
    file.parent.chmod(0o755)


@contextlib.contextmanager
def unreadable(file):
    Path("data/pseudonym.key").write_text("ab" * 32)
    file.chmod(0)
    with breaking.without_root():
        yield


@contextlib.contextmanager
def locked(file):
    holder = subprocess.Popen(  # noqa: S603  our own script
        [sys.executable, "-c", breaking.HOLDER, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    holder.stdout.readline()
    try:
        yield
    finally:
        holder.communicate()


@contextlib.contextmanager
def no_room(file):
    Path("data/pseudonym.key").write_text("ab" * 32)
    file.unlink()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (no_database, "is damaged, or is no database. Stop the bot and restore a backup."),
        (a_folder, "cannot be opened."),
        (read_only, "may not be written."),
        (unreadable, "cannot be opened."),
        (locked, "another program keeps the database locked."),
        (no_room, "the disk does not take what is written to it"),
    ],
)
def test_the_operator_is_told_in_one_line(file, monkeypatch, fault, told):
    patience = tuple(pragma.replace("busy_timeout=5000", "busy_timeout=100") for pragma in sqlite.PRAGMAS)
    monkeypatch.setattr(sqlite, "PRAGMAS", patience)
    with fault(file):
        code, said, errors = start()
    assert (code, said) == (1, "")
    assert told in errors
    assert errors.startswith("The database data/debate.db: ")
    assert errors.count("\n") == 1


@pytest.mark.expects_errors
def test_a_file_damaged_in_the_middle_is_found_when_it_is_read(file):
    breaking.scribble(file)
    before = file.read_bytes()
    code, said, errors = start("export", "--list")
    assert (code, said) == (1, "")
    assert errors == (
        "The database data/debate.db: the file is damaged, or is no database. Stop the bot and restore a backup.\n"
    )
    assert file.read_bytes() == before


def test_a_schema_newer_than_the_code_is_left_alone(file):
    breaking.set_revision(file, "9999")
    code, said, errors = start()
    assert (code, said) == (1, "")
    assert "revision 9999, which this version of the bot does not know" in errors
    assert errors.count("\n") == 1


def test_a_folder_that_is_missing_is_made_and_one_that_is_a_file_is_refused(file):
    file.unlink()
    file.parent.rmdir()
    assert start("db", "upgrade")[0] == 0
    assert file.exists()
    Path("a-file").write_text("")
    done = CliRunner().invoke(main, ["db", "upgrade"], env={"DATABASE_URL": "sqlite:///a-file/debate.db"})
    assert done.exit_code == 1
    assert done.stderr.startswith("DATABASE_URL names a folder that cannot be made")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", [("db", "status"), ("export", "--list")])
@pytest.mark.parametrize("fault", [no_database, a_folder, unreadable])
def test_what_only_reads_says_in_one_line_that_it_cannot(file, fault, command):
    with fault(file):
        code, said, errors = start(*command)
    assert (code, said) == (1, "")
    assert errors.startswith("The database data/debate.db: ")
    assert errors.count("\n") == 1


def test_a_file_of_settings_that_is_no_text_is_said_to_be_so(file):
    assert file
    Path(".env").write_bytes(b"DATABASE_URL=\xff\xfe\n")
    code, said, errors = start("db", "status")
    assert (code, said) == (1, "")
    assert ".env" in errors
    assert errors.count("\n") == 1


@pytest.mark.parametrize("token", [b"\xff\xfe", "MTIz.ключ.abc".encode(), b"MTIz.a\x00b.abc", b"two\nlines"])
def test_a_token_that_cannot_be_one_is_said_to_be_so_without_showing_it(file, token):
    assert file
    Path("token").write_bytes(token)
    done = CliRunner().invoke(main, ["run"], env={"DISCORD_TOKEN_FILE": "token"})
    assert isinstance(done.exception, SystemExit)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert not any(part in done.stderr for part in ("MTIz", "two", "xff"))
