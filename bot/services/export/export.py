"""Exporting the tallies, ballots and responses of a debate to files."""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot.domain.export_schema import Dataset
from bot.domain.people import Person
from bot.domain.polls import Debate, Poll
from bot.domain.refusals import NotNow
from bot.domain.texts import say
from bot.exports import Format, TooLarge, all_formats
from bot.exports.folder import Folder
from bot.exports.zip_ import packed
from bot.i18n import DEFAULT_LANGUAGE
from bot.services.common import audit_log
from bot.services.common.context import Context
from bot.services.common.debate_lookup import latest_debate
from bot.services.common.permissions import require_moderator
from bot.services.export.dataset import Audience, ExportRequest, What, collect
from bot.services.export.stamping import Stamper
from bot.services.export.tables import Progress
from bot.services.polls.finding import find_question
from bot.services.polls.shift_snapshots import store_missing_shifts
from bot.services.statements.sets import finish_all
from bot.storage import servers

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ExportFolder:
    """The folder to write to, the limit of all files' bytes together, and of their number. None means no limit.

    With `keeps` no file is replaced that is there.
    """

    path: Path
    max_bytes: int | None = None
    max_files: int | None = None
    keeps: bool = False


@dataclass(frozen=True)
class ExportedFiles:
    """The written files, and what to say about them.

    `shrunk`: they are in a ZIP as they were too large without. `unstamped`: they should have a time stamp, and the
    authority gave none. The polls are those of `ExportData`.
    """

    debate: Debate
    files: tuple[Path, ...]
    included_open: tuple[Poll, ...]
    excluded: tuple[Poll, ...]
    unpublished: tuple[Poll, ...]
    shrunk: bool
    unstamped: bool = False


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Create a temporary folder. Raises NotNow if it or its files cannot be written."""
    try:
        with tempfile.TemporaryDirectory(prefix="debate-bot-") as folder:
            yield Path(folder)
    except OSError as error:
        log.error("an export cannot be written: %s. TMPDIR says where it goes", error.strerror or error)  # noqa: TRY400  no bug
        raise NotNow(
            say("The bot's machine has no room for the export. Tell whoever runs the bot, and try again later.")
        ) from error


def silent(_: int, __: int) -> None:
    """Report no progress."""


async def export_debate(
    context: Context,
    person: Person,
    what: What,
    format_name: str,
    target: ExportFolder,
    *,
    question: str | None = None,
    debate_id: int | None = None,
    open_polls: bool = False,
    language: str = DEFAULT_LANGUAGE,
    audience: Audience = Audience.TEAM,
    progress: Progress = silent,
) -> ExportedFiles:
    """Export for a moderator: the newest debate unless one is named. Raises NotAllowed, NotFound, NotNow.

    `open_polls` includes open polls with the votes so far, and the audit log names them.
    """
    async with context.database.reading() as connection:
        require_moderator(await servers.server_settings(connection, person.guild_id), person)
        debate = await latest_debate(connection, person.guild_id, debate_id)
        letter = find_question(context.library, question).id if question else None
    await store_missing_shifts(context, debate.id)
    await finish_all(context, debate.id)
    request = ExportRequest(debate, what, format_name, context.clock(), letter, open_polls, language, audience)
    exported = await _export(context, request, target, progress)
    open_polls_included = " ".join(str(poll.id) for poll in exported.included_open) or None
    fields = {"what": what, "format": format_name, "question": letter, "open_polls": open_polls_included}
    fields["audience"] = audience.value if audience is Audience.PUBLIC else None
    done = audit_log.action("exported", person.guild_id, debate.id, **fields)
    async with context.database.writing(person.guild_id) as connection:
        await audit_log.append(connection, done, context.clock())
    audit_log.log(done)
    return exported


async def export_for_operator(
    context: Context,
    debate: Debate,
    what: What,
    format_name: str,
    target: ExportFolder,
    *,
    question: str | None = None,
    language: str = DEFAULT_LANGUAGE,
    audience: Audience = Audience.TEAM,
    progress: Progress = silent,
) -> ExportedFiles:
    """Export any debate, for the operator. Raises NotNow, AlreadyThere."""
    request = ExportRequest(debate, what, format_name, context.clock(), question, language=language, audience=audience)
    return await _export(context, request, target, progress)


async def _export(context: Context, request: ExportRequest, target: ExportFolder, progress: Progress) -> ExportedFiles:
    """Export, one at a time: an export takes a connection, a processor core and disk space."""
    async with context.exporting:
        progress(0, 0)
        async with context.database.reading(for_long=True) as connection:
            found = await collect(connection, request, context.library, progress)
            stamper = Stamper(context.timestamp_url)
            dataset = replace(found.dataset, contact=context.contact, signing_key=context.signing_key, stamp=stamper)
            files, shrunk = await _write(dataset, all_formats()[request.format_name], request.what, target)
    return ExportedFiles(
        request.debate, files, found.included_open, found.excluded, found.unpublished, shrunk, stamper.has_failed
    )


async def _write(dataset: Dataset, format_: Format, what: What, target: ExportFolder) -> tuple[tuple[Path, ...], bool]:
    """Write the files; in one ZIP if everything is exported, or if they are too large or too many otherwise."""
    wants_zip = what is What.ALL and not format_.one_file
    try:
        return await _written(dataset, format_, target, in_zip=wants_zip), False
    except TooLarge:
        if wants_zip or format_.one_file:
            raise _too_large(target) from None
    try:
        return await _written(dataset, format_, target, in_zip=True), True
    except TooLarge:
        raise _too_large(target) from None


async def _written(dataset: Dataset, format_: Format, target: ExportFolder, *, in_zip: bool) -> tuple[Path, ...]:
    folder = Folder(target.path, target.max_bytes, target.max_files, keeps=target.keeps)
    if in_zip:
        public = "-public" if dataset.is_public else ""
        with packed(folder, f"debate-{format_.name}{public}.zip") as members:
            await format_.write(dataset, members)
    else:
        await format_.write(dataset, folder)
    return tuple(folder.files)


def _too_large(target: ExportFolder) -> NotNow:
    return NotNow(
        say(
            "The export is over the {limit} MB that a file may have here, even as a ZIP. Export one "
            "question at a time with `question:`. Or ask whoever runs the bot for `debate-bot export`.",
            limit=max(0, target.max_bytes or 0) // 1_000_000,
        )
    )
