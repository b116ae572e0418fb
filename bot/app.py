"""The composition root: builds every part from the settings, and closes every part again."""

import asyncio
import base64
import binascii
import contextlib
import gc
import logging
import signal
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import aiohttp
import discord
from pydantic import SecretStr

from bot.domain.pseudonyms import Pseudonyms
from bot.domain.records import ExportFile
from bot.domain.refusals import Refusal
from bot.library.loader import BrokenPack, load
from bot.library.models import Library
from bot.services import copying, debates, exporting, facts, polls
from bot.services.ballot_box import BallotBox
from bot.services.context import Context
from bot.services.polls import find_question
from bot.settings import BadSettings, Settings, read_key
from bot.storage import backups, migrate
from bot.storage.copying import CannotCopy
from bot.storage.engine import BadUrl, Database, parse_url, sqlite_file
from bot.storage.ownership import Taken, alone
from bot.storage.postgresql import Unreachable
from bot.ui.client import DebateClient, client_on, commands_fact
from bot.ui.render.limits import page_problems
from bot.ui.speech import speech_in

T = TypeVar("T")

CONNECTIONS = 33
"""HTTP connections to Discord at most. Without a limit a rush opens one for every vote, and all answers come late."""

log = logging.getLogger(__name__)


SHARDING_REQUIRED = 4011
"""Discord's close code."""


class CannotDo(Exception):
    """What the operator asked for is not possible; the message says why."""


EXPECTED = (CannotDo, BrokenPack, BadUrl, Unreachable, Taken, migrate.NewerSchema, backups.CannotBackUp, CannotCopy)
"""What can go wrong through no bug; the message of each is a sentence for the operator."""


def now() -> datetime:
    """Return the present."""
    return datetime.now(UTC)


def load_pack(settings: Settings) -> Library:
    """Read the pack and see that every page of it fits Discord. Raises BrokenPack with every problem."""
    library = load(settings.pack_folder)
    problems = page_problems(library)
    if problems:
        raise BrokenPack(problems)
    return library


@asynccontextmanager
async def opened(settings: Settings, clock: Callable[[], datetime] = now) -> AsyncIterator[Context]:
    """Build what the use cases work with, on a database brought up to date; close it afterwards."""
    library = load_pack(settings)
    key = read_key(settings.pseudonym_key_file)
    async with _database(settings) as database:
        await migrate.upgrade(database)
        shards = settings.shards
        yield Context(library, database, BallotBox(database, shards), Pseudonyms(key), clock, shards)


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[Database]:
    database = Database.at(settings.database_url.get_secret_value())
    try:
        await database.check()
        yield database
    finally:
        await database.close()


@contextlib.contextmanager
def _plain_login() -> Iterator[None]:
    """Say in a sentence that Discord refuses the token."""
    try:
        yield
    except discord.LoginFailure as error:
        raise CannotDo("Discord refuses the token. Copy it again from the application's page, Bot.") from error
    except discord.ConnectionClosed as error:
        if error.code != SHARDING_REQUIRED:
            raise
        raise CannotDo("The bot is in so many servers that Discord asks for more shards: raise SHARD_COUNT.") from error


async def run(settings: Settings) -> None:
    """Run the bot until SIGINT or SIGTERM. Raises CannotDo where Discord refuses the token, and Taken."""
    token, guild_id = settings.token, settings.debate_guild_id
    async with (
        opened(settings) as context,
        _alone(settings) as shards_lost,
        client_on(context, guild_id, connector=aiohttp.TCPConnector(limit=CONNECTIONS)) as client,
    ):
        _settle_memory()
        running = asyncio.create_task(client.start(token))
        stop_on_signals(running.cancel)
        shards_lost.add_done_callback(lambda _: running.cancel())
        with _plain_login(), contextlib.suppress(asyncio.CancelledError):
            await running
        log.info("stopping")


def _settle_memory() -> None:
    """Keep what start-up made out of garbage collection, which would go through all of it during a rush of votes."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@asynccontextmanager
async def _alone(settings: Settings) -> AsyncIterator[asyncio.Future[None]]:
    """See that nobody else serves the same servers; what it gives is done when somebody else does."""
    url = settings.database_url.get_secret_value()
    if sqlite_file(url) is None:
        async with alone(url, settings.shards) as lost:
            yield lost
        return
    if not settings.shards.all:
        raise CannotDo(
            "SHARD_IDS leaves servers to other processes, and several processes need one PostgreSQL: set DATABASE_URL "
            "(README: Beyond one machine), or leave SHARD_IDS out."
        )
    yield asyncio.get_running_loop().create_future()


async def sync(settings: Settings) -> None:
    """Tell Discord of the commands, changed or not. Raises CannotDo where Discord refuses the token."""
    token, guild_id = settings.token, settings.debate_guild_id
    everything = settings.model_copy(update={"shard_count": 1, "shard_ids": None})
    async with opened(everything) as context, DebateClient(context, guild_id=guild_id) as client:
        await facts.forget(context, commands_fact(application_id(settings), guild_id))
        with _plain_login():
            await client.login(token)


async def rehearse(settings: Settings, *, voters: int, port: int, database: Path | None) -> None:
    """Run the bot in a Discord of its own until SIGINT or SIGTERM. Raises CannotDo where the extra is missing."""
    try:
        from bot.rehearsal import stage  # noqa: PLC0415  an optional extra, needed by this alone
    except ModuleNotFoundError as error:
        raise CannotDo("The rehearsal needs its extra: pip install 'debate-bot[rehearsal]'.") from error
    except RuntimeError as error:  # its private seams have moved
        raise CannotDo(str(error)) from error
    with tempfile.TemporaryDirectory(prefix="debate-bot-") as folder:
        file = database or Path(folder) / "rehearsal.db"
        key = file.with_suffix(".key")
        url = SecretStr(f"sqlite:///{file.absolute()}")
        own = {"database_url": url, "pseudonym_key_file": key, "shard_count": 1, "shard_ids": None}
        async with opened(settings.model_copy(update=own)) as context:
            await polls.forget_papers(context)
            stop = asyncio.Event()
            stop_on_signals(stop.set)
            title = context.library.debate.title.english
            try:
                await stage.rehearse(
                    DebateClient(context), title=title, port=port, voters=voters, announce=print, stop=stop
                )
            except stage.StageError as error:
                raise CannotDo(str(error)) from error


def stop_on_signals(stop: Callable[[], object]) -> None:
    """Call `stop` on SIGINT and SIGTERM; discord.py itself knows only the first."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)


def application_id(settings: Settings) -> int:
    """Return the application's id, which is the first part of its token. Raises BadSettings, CannotDo."""
    try:
        first = settings.token.split(".", maxsplit=1)[0]
    except BadSettings as error:
        raise CannotDo(
            "No token is set, so name the application: debate-bot invite --application-id NUMBER."
        ) from error
    try:
        return int(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    except (binascii.Error, ValueError) as error:
        raise CannotDo("The token does not look like one; copy it again from the application's page, Bot.") from error


async def upgrade(settings: Settings) -> str:
    """Bring the database up to date; return what was done."""
    async with _database(settings) as database:
        before = await migrate.status(database)
        await migrate.upgrade(database)
        if before.up_to_date:
            return f"The database is up to date at revision {before.newest}."
        return f"The database went from revision {before.current or 'none'} to {before.newest}."


async def database_status(settings: Settings) -> str:
    """Say where the database stands, without making one."""
    if missing := _missing_file(settings):
        return f"There is no database at {missing} yet; debate-bot run or debate-bot db upgrade makes it."
    async with _database(settings) as database:
        status = await migrate.status(database)
    if status.up_to_date:
        return f"The database is up to date at revision {status.newest}."
    return f"The database is at revision {status.current or 'none'}; debate-bot db upgrade makes it {status.newest}."


def backup(settings: Settings, file: Path) -> None:
    """Copy the database to a file."""
    backups.back_up(settings.database_url.get_secret_value(), file)


async def copy(source: str, target: str) -> copying.Copied:
    """Copy everything between two database URLs, with a line of progress a batch. Raises CannotDo."""
    file = _named("FROM", sqlite_file, source)
    if file is not None and not file.is_file():
        raise CannotDo(f"FROM: there is no database at {file}.")
    if _named("FROM", parse_url, source) == _named("TO", parse_url, target):
        raise CannotDo("FROM and TO name the same database.")
    async with _database_at("FROM", source) as old, _database_at("TO", target) as new:
        return await copying.copy(old, new, _report_copy)


def _named(name: str, use: Callable[[str], T], url: str) -> T:
    """Use a URL that was given on the command line, and call it what it is called there."""
    try:
        return use(url)
    except BadUrl as error:
        raise CannotDo(str(error).replace("DATABASE_URL", name)) from error


@asynccontextmanager
async def _database_at(name: str, url: str) -> AsyncIterator[Database]:
    database = _named(name, Database.at, url)
    try:
        await database.check()
        yield database
    except Unreachable as error:
        raise CannotDo(str(error).replace("DATABASE_URL", name)) from error
    finally:
        await database.close()


def _report_copy(table: str, total: int, copied: int) -> None:
    log.warning("%s: %d of %d rows copied", table, copied, total)


def _missing_file(settings: Settings) -> Path | None:
    """Return the SQLite file that the settings name and that is not there."""
    file = sqlite_file(settings.database_url.get_secret_value())
    return None if file is None or file.exists() else file


@asynccontextmanager
async def _existing(settings: Settings) -> AsyncIterator[Context]:
    """Open what is there already: reading must not make a database and a key in the wrong folder."""
    if missing := _missing_file(settings):
        raise CannotDo(f"There is no database at {missing}. Run this where the bot runs, or set DATABASE_URL.")
    async with opened(settings) as context:
        yield context


async def list_debates(settings: Settings) -> list[str]:
    """Describe every debate of every server, newest first, a line each. Raises CannotDo."""
    async with _existing(settings) as context:
        return [
            f"{debate.id}  server {debate.guild_id}  {debate.started_at:%Y-%m-%d}  {debate.title}"
            for debate in await debates.all_debates(context)
        ]


async def export(
    settings: Settings, what: exporting.What, format_name: str, *, question: str | None, debate_id: int | None
) -> tuple[ExportFile, ...]:
    """Export a debate, the newest unless one is named. Raises CannotDo."""
    async with _existing(settings) as context:
        found = [debate for debate in await debates.all_debates(context) if debate_id in {None, debate.id}]
        if not found:
            raise CannotDo("There is no such debate; debate-bot export --list shows those there are.")
        try:
            letter = find_question(context.library, question).id if question else None
            exported = await exporting.export_for_operator(context, found[0], what, format_name, letter, _report)
        except Refusal as refusal:
            raise CannotDo(speech_in("en").text(refusal.text)) from refusal
    for poll in exported.left_out:
        log.warning("left out question %s (%s): voting is still on", poll.question, poll.round.value)
    return exported.files


def _report(rows: int) -> None:
    log.warning("%d ballots read", rows)
