"""Two processes on one database file: the second that would write refuses, and those that read do not mind."""

import os
import signal
import subprocess
import sys

import pytest

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"  # noqa: S105  no real token
BOT = [sys.executable, "-m", "bot"]
REFUSED = "and one database file takes one process. Stop that one first.\n"


@pytest.fixture
def debate_bot(tmp_path):
    """Return what runs `debate-bot` in a process of its own: exit code, output and errors."""

    def run(*arguments):
        command, environment = [*BOT, *arguments], environment_of(tmp_path)
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        return done.returncode, done.stdout, done.stderr

    return run


@pytest.fixture
def running(tmp_path):
    """Return a bot that runs: a rehearsal on the file debate.db."""
    command = [*BOT, "rehearse", "--database", "debate.db"]
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
    assert debate_bot("db", "upgrade") == (0, "The database is up to date at revision 0009.\n", "")
