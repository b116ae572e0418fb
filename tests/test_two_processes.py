"""Two processes on one database file: the second that would write refuses, and those that read do not mind."""

import os
import signal
import subprocess
import sys

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.storage.migrate import newest_revision

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"  # noqa: S105  no real token
REFUSED = "and only one can. Stop that one first.\n"


@pytest.fixture
def debate_bot(tmp_path, monkeypatch):
    """Return what runs `debate-bot` beside the process that runs already: exit code, output and errors."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        done = CliRunner().invoke(main, arguments, env=environment_of(tmp_path))
        assert isinstance(done.exception, SystemExit | None), done.exception
        return done.exit_code, done.stdout, done.stderr

    return run


@pytest.fixture
def running(tmp_path):
    """Return a bot that runs: a rehearsal on the file debate.db."""
    command = [sys.executable, "-m", "bot", "rehearse", "--database", "debate.db"]
    with subprocess.Popen(  # noqa: S603  our own command
        command, cwd=tmp_path, env=environment_of(tmp_path), stdout=subprocess.PIPE, text=True
    ) as child:
        try:
            assert "The rehearsal is running" in child.stdout.readline()
            yield child
        finally:
            child.kill()


def environment_of(folder):
    ours = {
        "DATABASE_URL": f"sqlite:///{folder}/debate.db",
        "PSEUDONYM_KEY_FILE": str(folder / "debate.key"),
        "DISCORD_TOKEN": TOKEN,
        "PYTHONUNBUFFERED": "1",
    }
    return os.environ | ours


def test_beside_a_running_bot_others_only_read_until_that_one_is_killed(running, debate_bot, tmp_path):
    (tmp_path / "other-name.db").symlink_to(tmp_path / "debate.db")
    for arguments in (
        ["run"],
        ["sync"],
        ["db", "upgrade"],
        ["rehearse", "--database", "other-name.db"],
    ):
        code, said, errors = debate_bot(*arguments)
        assert (code, said) == (1, "")
        assert errors == f"Another process of the bot is using {tmp_path}/debate.db, {REFUSED}"
    for arguments in (["db", "backup", "copy.db"], ["export", "--list"]):
        assert debate_bot(*arguments)[0] == 0
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert debate_bot("db", "upgrade") == (0, f"The database is up to date at revision {newest_revision()}.\n", "")
