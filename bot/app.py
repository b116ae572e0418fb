"""The composition root: builds every part from the settings, and closes every part again."""

import asyncio
import base64
import binascii
import contextlib
import logging
import signal
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import discord
from pydantic import SecretStr

from bot.domain.pseudonyms import Pseudonyms
from bot.domain.refusals import Refusal
from bot.library.loader import BrokenPack, load
from bot.library.models import Library
from bot.services import debates, exporting, facts, polls
from bot.services.ballot_box import BallotBox
from bot.services.context import Context
from bot.services.polls import find_question
from bot.settings import BadSettings, Settings, read_key
from bot.storage import backups, migrate
from bot.storage.engine import BadUrl, Database, sqlite_file
from bot.ui.client import DebateClient, commands_fact
from bot.ui.render.limits import page_problems
from bot.ui.speech import speech_in

log = logging.getLogger(__name__)


class CannotDo(Exception):
    """What the operator asked for is not possible; the message says why."""


EXPECTED = (CannotDo, BrokenPack, BadUrl, migrate.NewerSchema, backups.CannotBackUp)
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
        yield Context(library, database, BallotBox(database), Pseudonyms(key), clock)


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[Database]:
    database = Database.at(settings.database_url.get_secret_value())
    try:
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


async def run(settings: Settings) -> None:
    """Run the bot until SIGINT or SIGTERM. Raises CannotDo where Discord refuses the token."""
    token = settings.token
    async with opened(settings) as context, DebateClient(context, guild_id=settings.debate_guild_id) as client:
        running = asyncio.create_task(client.start(token))
        stop_on_signals(running.cancel)
        with _plain_login(), contextlib.suppress(asyncio.CancelledError):
            await running
        log.info("stopping")


async def sync(settings: Settings) -> None:
    """Tell Discord of the commands, changed or not. Raises CannotDo where Discord refuses the token."""
    token, guild_id = settings.token, settings.debate_guild_id
    async with opened(settings) as context, DebateClient(context, guild_id=guild_id) as client:
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
        async with opened(settings.model_copy(update={"database_url": url, "pseudonym_key_file": key})) as context:
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
    settings: Settings,
    what: exporting.What,
    format_name: str,
    *,
    to: Path,
    question: str | None,
    debate_id: int | None,
    progress: exporting.Progress,
) -> tuple[Path, ...]:
    """Export a debate, the newest unless one is named, to files in a folder. Raises CannotDo."""
    async with _existing(settings) as context:
        found = [debate for debate in await debates.all_debates(context) if debate_id in {None, debate.id}]
        if not found:
            raise CannotDo("There is no such debate; debate-bot export --list shows those there are.")
        try:
            letter = find_question(context.library, question).id if question else None
            exported = await exporting.export_for_operator(
                context, found[0], what, format_name, exporting.Place(to), question=letter, progress=progress
            )
        except Refusal as refusal:
            raise CannotDo(speech_in("en").text(refusal.text)) from refusal
        except OSError as error:
            raise CannotDo(f"The files cannot be written to {to}: {error.strerror}.") from error
    for poll in exported.left_out:
        log.warning("left out question %s (%s): voting is still on", poll.question, poll.round.value)
    return exported.files
