"""The operator's commands on a database, also while the bot runs: upgrade, back up, copy, export."""

import logging
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from bot.app import CannotDo, closed_at_end, now
from bot.domain.pseudonyms import Pseudonyms
from bot.domain.refusals import Refusal
from bot.domain.signatures import KEY_BYTES, PublicKey, SigningKey
from bot.exports import AlreadyThere
from bot.key_file import SIGNING_KEY, read_key
from bot.library.loader import load
from bot.services.common import copy_database
from bot.services.common.context import Context
from bot.services.common.debate_lookup import all_debates
from bot.services.export.dataset import Audience, What
from bot.services.export.export import ExportFolder, export_for_operator
from bot.services.export.tables import Progress
from bot.services.polls.finding import find_question
from bot.services.polls.open_polls import OpenPolls
from bot.settings import Settings
from bot.storage import backups, migrate
from bot.storage.engine import Database
from bot.storage.lock import sole_process
from bot.storage.postgresql import Unreachable
from bot.storage.urls import BadUrl, parse_url, sqlite_file
from bot.ui.common.languages import speech_in

T = TypeVar("T")

log = logging.getLogger(__name__)


async def upgrade(settings: Settings) -> str:
    """Bring the database up to date; return what was done."""
    url = settings.database_url.get_secret_value()
    with sole_process(url):
        return await _upgrade(url)


async def _upgrade(url: str) -> str:
    async with closed_at_end(Database.at(url)) as database:
        before = await migrate.status(database)
        await migrate.upgrade(database)
        if before.up_to_date:
            return f"The database is up to date at revision {before.newest}."
        if before.current is None:
            return f"Created the database at revision {before.newest}."
        return f"Upgraded the database from revision {before.current} to {before.newest}."


async def database_status(settings: Settings) -> str:
    """Say where the database stands, without making one."""
    if missing := _missing_file(settings):
        return f"There is no database at {missing} yet. Create it with debate-bot db upgrade."
    async with closed_at_end(Database.to_read(settings.database_url.get_secret_value())) as database:
        status = await migrate.status(database)
    if status.up_to_date:
        return f"The database is up to date at revision {status.newest}."
    found = status.current or "none"
    return f"The database is at revision {found}. Upgrade it to {status.newest} with debate-bot db upgrade."


def backup(settings: Settings, file: Path) -> None:
    """Copy the database to a file."""
    backups.back_up(settings.database_url.get_secret_value(), file)


async def copy(source: str, target: str) -> copy_database.Copied:
    """Copy everything between two database URLs, with a line of progress a batch. Raises CannotDo."""
    file = _named("FROM", sqlite_file, source)
    if file is not None and not file.is_file():
        raise CannotDo(f"FROM: there is no database at {file}.")
    if _named("FROM", parse_url, source) == _named("TO", parse_url, target):
        raise CannotDo("FROM and TO name the same database.")
    with sole_process(source), _named("TO", sole_process, target):
        return await _copy(source, target)


async def _copy(source: str, target: str) -> copy_database.Copied:
    async with _database_at("FROM", source) as old, _database_at("TO", target) as new:
        return await copy_database.copy(old, new, _report_copy)


def _named(name: str, use: Callable[[str], T], url: str) -> T:
    """Use a URL of the command line; errors call it by its name there, not DATABASE_URL."""
    try:
        return use(url)
    except BadUrl as error:
        raise CannotDo(str(error).replace("DATABASE_URL", name)) from error


@asynccontextmanager
async def _database_at(name: str, url: str) -> AsyncIterator[Database]:
    try:
        async with closed_at_end(_named(name, Database.at, url)) as database:
            yield database
    except Unreachable as error:
        raise CannotDo(str(error).replace("DATABASE_URL", name)) from error


def _report_copy(table: str, total: int, copied: int) -> None:
    log.warning("%s: %d of %d rows copied", table, copied, total)


def _missing_file(settings: Settings) -> Path | None:
    """Return the SQLite file that the settings name and that is not there."""
    file = sqlite_file(settings.database_url.get_secret_value())
    return None if file is None or file.exists() else file


@asynccontextmanager
async def _existing(settings: Settings) -> AsyncIterator[Context]:
    """Open an existing database to read it, also while the bot runs: nothing is created, upgraded or locked."""
    if missing := _missing_file(settings):
        raise CannotDo(f"There is no database at {missing}. Run this where the bot runs, or set DATABASE_URL.")
    library = load(settings.pack_folder)  # unmeasured: no page of it is shown
    async with closed_at_end(Database.to_read(settings.database_url.get_secret_value())) as database:
        await migrate.require_newest(database)
        # Reading meets nobody whose pseudonym it would have to make.
        strangers = Pseudonyms(secrets.token_bytes())
        secret = read_key(settings.signing_key_file, SIGNING_KEY)
        signing_key = SigningKey(secret[:KEY_BYTES]) if secret else None
        yield Context(
            library,
            database,
            OpenPolls(database),
            strangers,
            now,
            contact=settings.contact or "",
            signing_key=signing_key,
            timestamp_url=settings.timestamp_url,
        )


def public_key(settings: Settings) -> PublicKey:
    """Return the key that checks this bot's signatures. Raises CannotDo if it has none yet."""
    secret = read_key(settings.signing_key_file, SIGNING_KEY)
    if secret is None:
        raise CannotDo(f"There is no key at {settings.signing_key_file} yet. The bot makes it when it starts.")
    return SigningKey(secret[:KEY_BYTES]).public


async def list_debates(settings: Settings) -> list[str]:
    """Describe every debate of every server, newest first, a line each. Raises CannotDo."""
    async with _existing(settings) as context:
        return [
            f"{debate.id}  server {debate.guild_id}  {debate.started_at:%Y-%m-%d}  {debate.title}"
            for debate in await all_debates(context)
        ]


async def export(
    settings: Settings,
    what: What,
    format_name: str,
    *,
    to: Path,
    question: str | None,
    debate_id: int | None,
    language: str,
    audience: Audience = Audience.TEAM,
    force: bool,
    progress: Progress,
) -> tuple[Path, ...]:
    """Export a debate, the newest unless one is named, to files in a folder. Raises CannotDo.

    Replaces files that are there only with `force`.
    """
    async with _existing(settings) as context:
        found = [debate for debate in await all_debates(context) if debate_id in {None, debate.id}]
        if not found:
            raise CannotDo("There is no such debate. List them with debate-bot export --list.")
        try:
            letter = find_question(context.library, question).id if question else None
            exported = await export_for_operator(
                context,
                found[0],
                what,
                format_name,
                ExportFolder(to, keeps=not force),
                question=letter,
                language=language,
                audience=audience,
                progress=progress,
            )
        except Refusal as refusal:
            raise CannotDo(speech_in("en").text(refusal.text)) from refusal
        except AlreadyThere as there:
            raise CannotDo(
                f"{there.file} is there already. Replace it with --force, or choose a folder with --to."
            ) from there
        except OSError as error:
            raise CannotDo(f"Cannot write to {to}: {error.strerror}.") from error
    for poll in exported.excluded:
        log.warning("left out question %s (%s): its votes are not counted yet", poll.question, poll.round.value)
    return exported.files
