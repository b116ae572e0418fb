"""The operator's commands: what they print, and how they fail."""

import asyncio
import contextlib
import json
import shutil
import sqlite3
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import click
import discord
import pytest
import yaml
from click.testing import CliRunner
from conftest import SMALL_PACK

from bot import app
from bot.cli import db, main
from bot.domain.faults import OperatorError
from bot.domain.polls import Round
from bot.domain.shards import ALL, Shards
from bot.key_file import SIGNING_KEY, make_key, read_key
from bot.services.debates import debates
from bot.services.polls import lifecycle, opening, voting
from bot.services.polls.opening import Opening
from bot.settings import BadSettings, Settings, read_settings
from bot.storage import shard_lock
from bot.storage.engine import Database
from bot.storage.migrate import newest_revision

NEWEST = newest_revision()
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
    assert (code, said.splitlines()[0]) == (
        0,
        "cern-for-ai is fine: 4 clusters, 12 proposals, 14 background topics, 5 questions with 13 items.",
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


@pytest.mark.parametrize("name", ["x" * 5000, "packs/" + "y" * 300, "\x1b[2Kx"])
def test_a_name_that_no_folder_can_have_is_one_sentence(bot, name):
    for arguments, environment in ((("check", name), {}), (("check",), {"DEBATE_PACK": name})):
        code, said, errors = bot(*arguments, **environment)
        assert (code, said) == (1, "")
        assert errors[:-1].isprintable()
        assert len(errors) < 400


def test_a_pack_with_a_page_that_discord_refuses_still_exports_what_was_voted_on(bot, tmp_path):
    """Only commands that show pages measure them."""
    shutil.copytree(ROOT / "content" / "cern-for-ai", tmp_path / "pack")
    file = tmp_path / "pack" / "questions" / "a.yaml"
    question = yaml.safe_load(file.read_text())
    options = [{"id": f"o{number}", "label": f"{number}".ljust(80, "x"), "detail": "x" * 200} for number in range(10)]
    question["ballot"] = [question["ballot"][1] | {"id": f"item{number}", "options": options} for number in range(4)]
    file.write_text(json.dumps(question))  # which is YAML, without aliases
    assert bot("check", "pack")[0] == 1
    assert bot("db", "upgrade")[0] == 0
    assert bot("export", "--list", DEBATE_PACK="pack") == (0, "", "")


def test_titles_of_debates_are_listed_without_what_a_terminal_obeys(bot, monkeypatch):
    async def titles(_):
        return ["1  server 1  2026-01-01  \x1b[2KAll is well\u202e"]

    monkeypatch.setattr("bot.operations.list_debates", titles)
    _, said, _ = bot("export", "--list")
    assert said == "1  server 1  2026-01-01  \\x1b[2KAll is well\\u202e\n"


def test_python_dash_m_is_the_same_program(tmp_path):
    command = [sys.executable, "-m", "bot", "check", "nowhere"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603  our own command
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "nowhere: is not a folder; name the folder of a pack\n"


BAD_CONTACTS = (
    "me",
    "http://example.org",
    "javascript:x@y.z",
    "https://a@evil.example",
    "a b@c.de",
    f"{'x' * 260}@y.zz",
)


ENDPOINT = {
    "DISCORD_TOKEN": TOKEN,
    "INTERACTIONS_PORT": "8091",
    "INTERACTIONS_PUBLIC_KEY": "0f" * 32,
    "INTERACTIONS_MAIN": "http://127.0.0.1:8090",
}


@pytest.mark.parametrize("contact", ["", "help@example.org", " https://example.org/report?a=1 "])
def test_a_contact_is_an_address_or_a_link(bot, contact):
    assert bot("check", str(SMALL_PACK), CONTACT=contact)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "environment", "sentence"),
    [
        (["run"], {}, "No token is set."),
        (["run"], {"DISCORD_TOKEN_FILE": "nowhere"}, "DISCORD_TOKEN_FILE nowhere: No such file or directory."),
        (["invite"], {"DISCORD_TOKEN": "x"}, "The token does not look like one"),
        (["invite"], {}, "debate-bot invite --application-id NUMBER"),
        (["check"], {"LOG_LEVEL": "loud"}, "LOG_LEVEL: "),
        (["check"], {"TIMESTAMP_URL": "tsa.example.org"}, "TIMESTAMP_URL: write an address that begins with https://"),
        (["check"], {"HALL_URL": "hall.example.org"}, "HALL_URL: write an address that begins with https://"),
        (["check"], {"HALL_INVITE": "javascript:alert(1)"}, "HALL_INVITE: write an address that begins with https://"),
        (["check"], {"HALL_PORT": "0"}, "HALL_PORT: "),
        *((["check"], {"CONTACT": bad}, "CONTACT: write an e-mail address, or a link") for bad in BAD_CONTACTS),
        (["check"], {"SHARD_COUNT": "0"}, "SHARD_COUNT: "),
        (["check"], {"SHARD_IDS": "1"}, "SHARD_IDS: with SHARD_COUNT=1 the shards are 0 to 0\n"),
        (["check"], {"SHARD_COUNT": "4", "SHARD_IDS": "2-4"}, "SHARD_IDS: with SHARD_COUNT=4 the shards are 0 to 3\n"),
        (["check"], {"SHARD_COUNT": "4", "SHARD_IDS": "3-2"}, "SHARD_IDS: with SHARD_COUNT=4 the shards are 0 to 3\n"),
        (
            ["check"],
            {"SHARD_COUNT": "4", "SHARD_IDS": "0;1"},
            "SHARD_IDS: write numbers and ranges, such as 0,2 or 0-3\n",
        ),
        (
            ["run"],
            {"DISCORD_TOKEN": TOKEN, "SHARD_COUNT": "4", "SHARD_IDS": "0-2"},
            "several processes need one PostgreSQL",
        ),
        (["check"], {"INTERACTIONS_PUBLIC_KEY": "0123"}, "INTERACTIONS_PUBLIC_KEY: copy the public key"),
        (["check"], {"INTERACTIONS_MAIN": "localhost"}, "INTERACTIONS_MAIN: write an address"),
        (["run"], {"DISCORD_TOKEN": TOKEN, "INTERACTIONS_PORT": "8091"}, "INTERACTIONS_PORT needs INTERACTIONS_PUB"),
        (["run"], ENDPOINT | {"INTERACTIONS_PORT": ""}, "Set INTERACTIONS_PORT as well."),
        (["run"], ENDPOINT, "several processes need one PostgreSQL"),
        (["run"], ENDPOINT | {"SHARD_COUNT": "2", "SHARD_IDS": "1"}, "Leave SHARD_IDS out."),
        (["check", "nowhere"], {}, "nowhere: is not a folder"),
        (["db", "upgrade"], {"DATABASE_URL": "mysql://root:secret@host/x"}, "use sqlite or postgresql"),
        (["db", "upgrade"], {"DATABASE_URL": "postgresql://bot:secret@127.0.0.1:1/x"}, "server that cannot be used: "),
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


@pytest.mark.parametrize(
    ("count", "ids", "shards"),
    [
        (None, None, ALL),
        ("4", None, Shards(4, (0, 1, 2, 3))),
        ("4", "0-1", Shards(4, (0, 1))),
        ("8", "7, 0-2,1", Shards(8, (0, 1, 2, 7))),
    ],
)
def test_shards_are_listed_in_numbers_and_ranges(monkeypatch, count, ids, shards):
    for name, value in (("SHARD_COUNT", count), ("SHARD_IDS", ids)):
        monkeypatch.setenv(name, value or "")
    assert read_settings().shards == shards


async def test_a_second_bot_for_the_same_servers_ends_with_a_sentence(postgres_url, tmp_path, monkeypatch):
    monkeypatch.setattr(shard_lock, "TAKEOVER_TIMEOUT", 0.05)
    given = {"discord_token": TOKEN, "database_url": postgres_url, "pseudonym_key_file": tmp_path / "key"}
    async with shard_lock.hold_shards(postgres_url, ALL):
        with pytest.raises(OperatorError, match="Another process runs shard 0 of 1 on this database"):
            await app.run(Settings(**given))


def test_a_bot_in_more_servers_than_a_connection_may_have_is_told_what_to_set():
    refused = discord.ConnectionClosed(None, shard_id=0, code=4011)
    with pytest.raises(app.CannotDo, match="raise SHARD_COUNT"), app._plain_login():
        raise refused


def test_postgresql_without_its_driver_is_a_sentence_that_says_how_to_get_it(bot, monkeypatch):
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    code, said, errors = bot("db", "upgrade", DATABASE_URL="postgresql://host/debate")
    assert (code, said) == (1, "")
    assert errors == "DATABASE_URL names PostgreSQL, whose driver is not installed: make install\n"


def test_an_evening_is_rehearsed_only_of_a_pack_with_a_programme(bot):
    code, said, errors = bot("rehearse", "--stage")
    assert (code, said) == (1, "")
    assert "Add --pace" in errors
    code, said, errors = bot("rehearse", "--pace", "20", DEBATE_PACK=str(ROOT / "tests/packs/small"))
    assert (code, said) == (1, "")
    assert "no programme to rehearse" in errors


def test_wrong_usage_ends_with_2(bot):
    assert bot("export", "--format", "docx")[0] == 2
    assert bot("export", "--language", "tlh")[0] == 2


@pytest.mark.parametrize(
    "command",
    [
        "run",
        "rehearse",
        "check",
        "schema",
        "sync",
        "invite",
        "db",
        "db upgrade",
        "db status",
        "db backup",
        "db copy",
        "export",
    ],
)
def test_every_command_explains_itself(bot, command):
    code, said, _ = bot(*command.split(), "--help")
    assert code == 0
    assert "Usage:" in said


@pytest.mark.parametrize("group", [main, db])
def test_the_list_of_commands_says_of_each_what_it_says_of_itself(group):
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command.name == name
        assert group._places[name].help == command.get_short_help_str(limit=1000)


def test_the_list_of_commands_waits_for_nothing_that_only_a_command_needs():
    code = (
        "import sys; from bot.cli import main; main(['--help'], standalone_mode=False);"
        "print(sys.modules.keys() & {'discord', 'sqlalchemy', 'pydantic', 'aiohttp', 'asyncio'}, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603  our own
    assert (done.returncode, done.stderr) == (0, "set()\n")
    assert "Print the link" in done.stdout


def test_a_bot_loads_only_what_it_needs_before_its_first_tap():
    needless = {"aiohttp.web", "bot.hall.server", "bot.monitoring", "bot.ui.pack_limits.check", "alembic"}
    needless |= {"bot.ui.pack_limits.fullest_pages", "sqlalchemy.dialects.postgresql", "cryptography.x509"}
    needless |= {"PIL", "jinja2", "xlsxwriter", "numpy"}
    code = f"import sys, bot.app, bot.ui.features as all; all.command_groups(); print(sys.modules.keys() & {needless})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603  our own
    assert done.stdout == "set()\n"


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


def test_the_database_is_made_reported_copied_and_read_without_a_key(bot, tmp_path):
    assert "There is no database" in bot("db", "status")[1]
    assert not (tmp_path / "data").exists()
    assert f"at revision {NEWEST}" in bot("db", "upgrade")[1]
    assert f"up to date at revision {NEWEST}" in bot("db", "status")[1]
    assert bot("db", "backup", "copy.db")[0] == 0
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchall() == [(NEWEST,)]
    copy.close()
    assert "is there already" in bot("db", "backup", "copy.db")[2]
    assert bot("export", "--list")[:2] == (0, "")
    assert "There is no such debate" in bot("export")[2]
    assert not (tmp_path / "data" / "pseudonym.key").exists(), "reading makes no key"


def test_a_key_is_made_once_and_readable_by_its_owner_only(tmp_path):
    file = tmp_path / "data" / "pseudonym.key"
    assert read_key(file) is None
    key = make_key(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read_key(file) == key
    with pytest.raises(BadSettings):
        make_key(file)
    assert read_key(file) == key


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_key_that_others_may_read_is_refused(tmp_path, mode):
    file = tmp_path / "pseudonym.key"
    make_key(file)
    file.chmod(mode)
    with pytest.raises(BadSettings, match="chmod 600"):
        read_key(file)


def test_a_key_is_on_the_disk_with_its_name_before_it_is_used(tmp_path, monkeypatch):
    """A power cut right after the first start must not leave votes without their key."""
    synced = []
    monkeypatch.setattr("os.fsync", lambda number: synced.append(str(Path(f"/proc/self/fd/{number}").readlink())))
    file = tmp_path / "data" / "pseudonym.key"
    make_key(file)
    assert synced == [str(file), str(file.parent)]


def test_an_export_bears_the_signature_of_the_key_that_the_bot_shows(
    bot, database_file, context_on, administrator, person, tmp_path
):
    url = f"sqlite:///{database_file}"
    asyncio.run(hold_a_vote(context_on(Database.at(url)), administrator, person, voters=1))
    assert "The bot makes it when it starts" in bot("key")[2]
    make_key(tmp_path / "data" / "signing.key", SIGNING_KEY)
    public = bot("key")[1].strip()
    assert bot("export", "--format", "zip", DATABASE_URL=url)[0] == 0
    code, said, errors = bot("verify", "debate.zip", "--key", public)
    assert (code, errors) == (0, "")
    assert public in said
    (tmp_path / "data" / "signing.key").unlink()
    make_key(tmp_path / "data" / "signing.key", SIGNING_KEY)
    assert "another key has signed it" in bot("verify", "debate.zip", "--key", bot("key")[1].strip())[2]


def test_reading_commands_leave_an_older_database_as_it_is_and_say_what_to_do(bot, tmp_path):
    bot("db", "upgrade")
    file = tmp_path / "data" / "debate.db"
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute("DELETE FROM alembic_version")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = file.read_bytes()
    code, said, errors = bot("export")
    assert (code, said) == (1, "")
    assert f"revision none, and this version of the bot reads {NEWEST}." in errors
    assert "run debate-bot db upgrade" in errors
    assert "is at revision none" in bot("db", "status")[1]
    assert file.read_bytes() == before


def test_a_database_of_a_newer_version_is_left_alone(bot, tmp_path):
    bot("db", "upgrade")
    with sqlite3.connect(tmp_path / "data" / "debate.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    code, _, errors = bot("db", "upgrade")
    assert code == 1
    assert "revision 9999, which this version of the bot does not know" in errors


def test_a_database_moves_to_postgresql_and_back_and_says_what_was_recounted(bot, postgres_url, tmp_path):
    bot("db", "upgrade")
    with sqlite3.connect(tmp_path / "data" / "debate.db") as database:
        database.execute(
            "INSERT INTO debates (id, guild_id, pack, title, started_at) "
            "VALUES (7, 1, 'small', 'A debate', '2025-07-10 18:00:00')"
        )
    database.close()
    told = "debates: 1, polls: 0, ballots: 0"
    for source, target in (("sqlite:///data/debate.db", postgres_url), (postgres_url, "sqlite:///back/debate.db")):
        code, said, _ = bot("db", "copy", source, target)
        assert code == 0
        assert told in said
    assert "7  server 1  2025-07-10  A debate" in bot("export", "--list", DATABASE_URL="sqlite:///back/debate.db")[1]
    assert "TO is not empty" in bot("db", "copy", "sqlite:///data/debate.db", postgres_url)[2]


@pytest.mark.parametrize(
    ("source", "target", "sentence"),
    [
        ("sqlite:///nowhere.db", "sqlite:///copy.db", "FROM: there is no database at nowhere.db."),
        ("sqlite:///some.db", "sqlite:///some.db", "FROM and TO name the same database."),
        ("some.db", "sqlite:///copy.db", "FROM is not a database URL"),
        ("sqlite:///some.db", "mysql://bot:secret@host/x", "TO names 'mysql'; use sqlite or postgresql"),
        (
            "sqlite:///some.db",
            "postgresql://bot:secret@127.0.0.1:1/x",
            "TO names a PostgreSQL server that cannot be used",
        ),
        ("sqlite:///some.db", "sqlite:///copy.db", "FROM holds nothing: its tables were never made."),
    ],
)
def test_what_cannot_be_copied_is_one_sentence_on_stderr(bot, tmp_path, source, target, sentence):
    (tmp_path / "some.db").touch()
    code, said, errors = bot("db", "copy", source, target)
    assert (code, said) == (1, "")
    assert errors.startswith(sentence)
    assert "secret" not in errors


async def hold_a_vote(context, administrator, person, voters):
    """Hold a debate with one poll, and close it."""
    await debates.start(context, administrator(), None, "en")
    an_opening = Opening("a", Round.MAIN, None, None, None, 42, None, "en")
    poll, _ = await opening.open_poll(context, administrator(), an_opening)
    for number in range(voters):
        await voting.cast(context, person(f"voter {number}"), poll.id, poll.items[0].key, ["yes"])
    await lifecycle.close_by_hand(context, administrator(), "a", None, {})
    await context.database.close()


def test_an_export_says_how_far_it_is(bot, database_file, context_on, administrator, person, tmp_path, monkeypatch):
    """What is said goes to stderr; the files' names alone go to stdout."""
    url = f"sqlite:///{database_file}"
    asyncio.run(hold_a_vote(context_on(Database.at(url)), administrator, person, voters=5))
    monkeypatch.setattr("bot.commands.export.REPORT_INTERVAL", 0)
    monkeypatch.setattr("bot.services.export.team_tables.PROGRESS_EVERY", 2)
    code, said, errors = bot("export", "--what", "ballots", "--to", "new/folder", DATABASE_URL=url)
    assert (code, said) == (0, "new/folder/ballots.csv\n")
    assert errors == "Wrote 2 of 5 ballots…\nWrote 4 of 5 ballots…\n"
    assert len((tmp_path / "new" / "folder" / "ballots.csv").read_text().splitlines()) == 6


@pytest.mark.parametrize(("given", "language"), [((), "en"), (("--language", "fr"), "fr")])
def test_an_export_is_in_the_language_that_is_asked_for(
    bot, database_file, context_on, administrator, person, tmp_path, given, language
):
    url = f"sqlite:///{database_file}"
    asyncio.run(hold_a_vote(context_on(Database.at(url)), administrator, person, voters=1))
    assert bot("export", "--what", "tallies", "--format", "html", *given, DATABASE_URL=url)[0] == 0
    assert f'<html lang="{language}">' in (tmp_path / "report.html").read_text()


def test_an_export_replaces_no_file_unless_it_is_told_to(
    bot, database_file, context_on, administrator, person, tmp_path
):
    """Exports of other formats have other names, so that all of them fit into one folder."""
    url = f"sqlite:///{database_file}"
    asyncio.run(hold_a_vote(context_on(Database.at(url)), administrator, person, voters=1))
    for format_name in ("csv", "json", "zip"):
        assert bot("export", "--format", format_name, DATABASE_URL=url)[0] == 0
    written = {file.name for file in tmp_path.glob("*.zip")}
    assert written == {"debate-csv.zip", "debate-json.zip", "debate.zip"}
    (tmp_path / "debate.zip").write_bytes(b"somebody needs it")
    code, said, errors = bot("export", "--format", "zip", DATABASE_URL=url)
    assert (code, said) == (1, "")
    assert "debate.zip" in errors
    assert "--force" in errors
    assert (tmp_path / "debate.zip").read_bytes() == b"somebody needs it"
    assert bot("export", "--format", "zip", "--force", DATABASE_URL=url)[0] == 0
    assert zipfile.is_zipfile(tmp_path / "debate.zip")


def test_an_export_to_where_nothing_can_be_written_is_one_sentence(
    bot, database_file, context_on, administrator, person, tmp_path
):
    url = f"sqlite:///{database_file}"
    asyncio.run(hold_a_vote(context_on(Database.at(url)), administrator, person, voters=1))
    (tmp_path / "taken").write_text("a file")
    code, said, errors = bot("export", "--to", "taken/folder", DATABASE_URL=url)
    assert (code, said) == (1, "")
    assert errors == "Cannot write to taken/folder: Not a directory.\n"
