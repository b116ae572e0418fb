"""The operator's commands: what they print, and how they fail."""

import json
import shutil
import sqlite3
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"  # noqa: S105  no real token


@pytest.fixture
def bot(tmp_path, monkeypatch):
    """Return what runs `debate-bot` in an empty folder: exit code, output and errors."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)

    def run(*arguments, **environment):
        done = CliRunner().invoke(main, arguments, env=environment, prog_name="debate-bot")
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.stdout, done.stderr

    return run


def test_a_good_pack_is_called_fine(bot):
    code, said, _ = bot("check")
    assert (code, said) == (
        0,
        "cern-for-ai is fine: 4 clusters, 12 proposals, 14 background topics, 5 questions with 13 items.\n",
    )


def test_a_broken_pack_names_every_problem_and_fails(bot, tmp_path):
    pack = tmp_path / "pack"
    shutil.copytree(ROOT / "content" / "cern-for-ai", pack)
    (pack / "clusters.yaml").write_text("clusters: 3\n")
    question = pack / "questions" / "a.yaml"
    question.write_text(question.read_text().replace("kind: approval", "kind: approvel").replace("asks:", "ask:"))
    code, said, errors = bot("check", "pack")
    assert (code, said) == (1, "")
    assert "clusters.yaml: clusters: must be a list" in errors
    assert "questions/a.yaml: asks: is missing" in errors
    assert "questions/a.yaml: ask: is not a key of this file" in errors
    assert "questions/a.yaml: ballot[0].kind: there is no kind 'approvel'" in errors
    assert "proposals/" not in errors, "one mistake is reported once"


def test_python_dash_m_is_the_same_program(tmp_path):
    command = [sys.executable, "-m", "bot", "check", "nowhere"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603  our own command
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "nowhere: is not a folder; name the folder of a pack\n"


@pytest.mark.parametrize(
    ("arguments", "environment", "sentence"),
    [
        (["run"], {}, "No token is set."),
        (["run"], {"DISCORD_TOKEN_FILE": "nowhere"}, "DISCORD_TOKEN_FILE nowhere: No such file or directory."),
        (["invite"], {"DISCORD_TOKEN": "x"}, "The token does not look like one"),
        (["invite"], {}, "debate-bot invite --application-id NUMBER"),
        (["check"], {"LOG_LEVEL": "loud"}, "LOG_LEVEL: "),
        (["check", "nowhere"], {}, "nowhere: is not a folder"),
        (["db", "upgrade"], {"DATABASE_URL": "mysql://root:secret@host/x"}, "use sqlite or postgresql"),
        (["db", "upgrade"], {"DATABASE_URL": "postgresql://host/x"}, "whose driver is not installed: asyncpg"),
        (["db", "backup", "copy.db"], {}, "There is no database at data/debate.db yet."),
        (["export"], {}, "There is no database at data/debate.db. Run this where the bot runs"),
        (
            ["run"],
            {"DISCORD_TOKEN": TOKEN, "PSEUDONYM_KEY_FILE": "/dev/null"},
            "PSEUDONYM_KEY_FILE /dev/null: the key is shorter",
        ),
    ],
)
def test_what_cannot_be_done_is_one_sentence_on_stderr(bot, arguments, environment, sentence):
    code, said, errors = bot(*arguments, **environment)
    assert (code, said) == (1, "")
    assert sentence in errors
    assert "Traceback" not in errors
    assert "secret" not in errors


def test_wrong_usage_ends_with_2(bot):
    assert bot("export", "--format", "docx")[0] == 2


@pytest.mark.parametrize(
    "command",
    ["run", "rehearse", "check", "schema", "sync", "invite", "db", "db upgrade", "db status", "db backup", "export"],
)
def test_every_command_explains_itself(bot, command):
    code, said, _ = bot(*command.split(), "--help")
    assert code == 0
    assert "Usage:" in said


def test_the_invitation_asks_for_what_the_bot_needs_and_no_more(bot):
    code, said, _ = bot("invite", DISCORD_TOKEN=TOKEN)
    assert code == 0
    assert "client_id=123456789012345678" in said
    assert "permissions=274878024704" in said
    assert "scope=bot%20applications.commands" in said


def test_a_schema_gives_editors_completion(bot):
    code, said, _ = bot("schema", "questions/*.yaml")
    assert code == 0
    assert "ballot" in json.loads(said)["properties"]


def test_the_database_is_made_reported_copied_and_the_key_is_private(bot, tmp_path):
    assert "There is no database" in bot("db", "status")[1]
    assert not (tmp_path / "data").exists()
    assert "from revision none to 0001" in bot("db", "upgrade")[1]
    assert "up to date at revision 0001" in bot("db", "status")[1]
    assert bot("db", "backup", "copy.db")[0] == 0
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
    copy.close()
    assert "is there already" in bot("db", "backup", "copy.db")[2]
    assert bot("export", "--list")[:2] == (0, "")
    assert "There is no such debate" in bot("export")[2]
    key = tmp_path / "data" / "pseudonym.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_a_database_of_a_newer_version_is_left_alone(bot, tmp_path):
    bot("db", "upgrade")
    with sqlite3.connect(tmp_path / "data" / "debate.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    code, _, errors = bot("db", "upgrade")
    assert code == 1
    assert "revision 9999, which this version of the bot does not know" in errors


def test_an_installed_wheel_works_away_from_the_checkout(tmp_path):
    """Content and migrations travel in the package."""
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", tmp_path, ROOT]
    subprocess.run(build, check=True, capture_output=True)  # noqa: S603  our own command
    site = tmp_path / "site"
    zipfile.ZipFile(next(tmp_path.glob("debate_bot-*.whl"))).extractall(site)

    def run(*arguments):
        environment = {"PATH": "", "PYTHONPATH": str(site)}
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout  # noqa: S603

    assert run("-c", "import bot; print(bot.__file__)").startswith(str(site))
    assert "cern-for-ai is fine" in run("-m", "bot", "check")
    assert "to 0001" in run("-m", "bot", "db", "upgrade")
