"""What tests share: databases, a clock that is set, the small pack, and people."""

import asyncio
import gc
import hashlib
import logging
import os
import shutil
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from drawn_once import draw_once
from hypothesis import HealthCheck, settings
from postgres_server import PostgresServer
from statements import compile_once
from unsynced import do_not_sync

from bot.domain.people import Person
from bot.domain.polls import Poll, PollState, Release, Round, Secrecy
from bot.domain.pseudonyms import Pseudonyms
from bot.domain.shards import ALL, Shards
from bot.library.loader import load
from bot.services.common.context import Context
from bot.services.polls.open_polls import OpenPolls
from bot.storage.engine import Database
from bot.storage.migrate import upgrade

# Other work on the machine must not fail a property. Continuous integration repeats the same examples; runs by hand go
# on looking for new ones.
settings.register_profile(
    "steady",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=40,
    derandomize="CI" in os.environ,
)
settings.load_profile("steady")
compile_once()
do_not_sync()
draw_once()

SMALL_PACK = Path(__file__).parent / "packs" / "small"
STORAGE = Path(__file__).parent / "storage"
"""All tests of this folder run on SQLite and on PostgreSQL; elsewhere those marked `both_databases` do."""
GUILD = 700_000_000_000_000_001
MODERATORS = 600_000_000_000_000_001

POLL = Poll(
    id=1,
    debate_id=1,
    guild_id=1,
    question="a",
    title="What?",
    round=Round.MAIN,
    state=PollState.OPEN,
    release=Release.CLOSED,
    secrecy=Secrecy.PSEUDONYMOUS,
    participant_role=None,
    electorate=None,
    channel_id=1,
    message_id=None,
    opened_at=datetime(2025, 7, 10, 18, 0, tzinfo=UTC),
    closes_at=None,
    closed_at=None,
    published_at=None,
    items=(),
)


@dataclass
class Clock:
    """A time that passes only when a test says so."""

    present: datetime = field(default_factory=lambda: datetime(2025, 7, 10, 18, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.present

    def advance(self, seconds: float) -> None:
        self.present += timedelta(seconds=seconds)


def pytest_xdist_auto_num_workers():
    """Run one process more than there are cores: each waits a sixth of its time for a browser, a server or a child."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_finish():
    """Look for garbage less often, and never again through what was imported: that alone took a tenth of the suite."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 20)


@pytest.fixture(autouse=True)
def no_errors_logged(request, caplog):
    """Fail every test during which an ERROR was logged, but those marked `expects_errors`."""
    yield
    if "expects_errors" not in request.keywords:
        records = [record for phase in ("setup", "call", "teardown") for record in caplog.get_records(phase)]
        assert not [record.getMessage() for record in records if record.levelno >= logging.ERROR]


async def migrate(url: str) -> None:
    database = Database.at(url)
    await upgrade(database)
    await database.close()


def pytest_generate_tests(metafunc):
    """Run what is about the database on both; a test that asks for `database_file` is about SQLite's file."""
    marked = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
    if "database_url" not in metafunc.fixturenames or "database_url" in marked:
        return
    if STORAGE in metafunc.definition.path.parents or metafunc.definition.get_closest_marker("both_databases"):
        both = ["sqlite"] if "database_file" in metafunc.fixturenames else ["sqlite", "postgresql"]
        metafunc.parametrize("database_url", both, indirect=True)


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """Return a migrated and empty SQLite file to copy."""
    file = tmp_path_factory.mktemp("template") / "debate.db"
    asyncio.run(migrate(f"sqlite:///{file}"))
    return file


_SHARED = "CREATE DATABASE shared TEMPLATE template"


@pytest.fixture(scope="session")
def postgres():
    """Return a PostgreSQL server with the migrated and empty database `template`."""
    server = PostgresServer()
    server.do_not_sync()
    server.run("CREATE DATABASE template")
    asyncio.run(migrate(server.url("template")))
    server.expected = server.schema("template")
    server.run(_SHARED)
    yield server
    server.close()


@pytest.fixture
def database_file(template, tmp_path):
    return Path(shutil.copy(template, tmp_path / "debate.db"))


@pytest.fixture
def empty_postgres_url(postgres):
    """Return the URL of a database on PostgreSQL without any table."""
    postgres.run("CREATE DATABASE test")
    yield postgres.url("test")
    postgres.run("DROP DATABASE test WITH (FORCE)")


@pytest.fixture
def postgres_url(postgres):
    """Return the URL of a migrated and empty database on PostgreSQL: the same one, emptied after each test."""
    yield postgres.url("shared")
    # Making a database takes 0.2 s of both cores, emptying its tables a tenth of that.
    if not postgres.restore("shared", *postgres.expected):
        postgres.run("DROP DATABASE shared WITH (FORCE)", _SHARED)


@pytest.fixture
def database_url(request):
    """Return the URL of a migrated and empty database: SQLite, or what the test is parametrized with."""
    if getattr(request, "param", "sqlite") == "postgresql":
        return request.getfixturevalue("postgres_url")
    return f"sqlite:///{request.getfixturevalue('database_file')}"


@pytest.fixture
async def database(database_url):
    database = Database.at(database_url)
    yield database
    await database.close()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="session")
def library():
    return load(SMALL_PACK)


@pytest.fixture(scope="session")
def context_on(library):
    """Return what builds a context on a database: one for tests that need several, or their own event loop."""

    def build(database: Database, clock: Clock | None = None, shards: Shards = ALL) -> Context:
        open_polls, key = OpenPolls(database, shards), Pseudonyms(b"a fixed key")
        return Context(library, database, open_polls, key, (clock or Clock()).now, shards)

    return build


@pytest.fixture
def context(context_on, database, clock):
    return context_on(database, clock)


@pytest.fixture(scope="session")
def person():
    """Return what makes a person of a name; the same name is the same user in every server."""

    def make(name: str, *roles: int, guild_id: int = GUILD, is_administrator: bool = False) -> Person:
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:7], "big")
        return Person(guild_id, 10**17 + number, name, frozenset(roles), is_administrator)

    return make


@pytest.fixture(scope="session")
def moderator(person):
    """Return what makes somebody with the moderators' role."""
    return lambda name="Mona the moderator", guild_id=GUILD: person(name, MODERATORS, guild_id=guild_id)


@pytest.fixture(scope="session")
def administrator(person):
    """Return what makes an administrator."""
    return lambda name="Ada the administrator", guild_id=GUILD: person(name, guild_id=guild_id, is_administrator=True)


@pytest.fixture(scope="session")
def poll_with():
    """Return what makes an open poll without a deadline, but for what is given."""
    return lambda **given: replace(POLL, **given)
