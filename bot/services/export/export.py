"""Handing the counts, ballots and responses of a debate over."""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.domain.export_schema import Dataset
from bot.domain.people import Person
from bot.domain.polls import Debate, Poll
from bot.domain.refusals import NotNow
from bot.domain.texts import say
from bot.exports import Format, TooLarge, all_formats
from bot.exports.folder import Folder
from bot.exports.zip_ import packed
from bot.services.common import audit_log
from bot.services.common.context import Context
from bot.services.common.permissions import require_moderator
from bot.services.debates.debates import latest
from bot.services.export.dataset import Asked, Progress, What, gather
from bot.services.polls.lifecycle import find_question
from bot.services.results.shift_snapshots import keep_shifts
from bot.storage import servers

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Destination:
    """The folder to write to, with limits on the total size and the number of files; None means no limit."""

    folder: Path
    max_bytes: int | None = None
    max_files: int | None = None


@dataclass(frozen=True)
class Export:
    """The files, whether they were `shrunk` into a ZIP to be small enough, and the open polls.

    Those that are `interim` are in it with the votes so far, the others were left out. The results of `unpublished`
    ones are in it as well.
    """

    debate: Debate
    files: tuple[Path, ...]
    interim: tuple[Poll, ...]
    left_out: tuple[Poll, ...]
    unpublished: tuple[Poll, ...]
    shrunk: bool


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Make a folder for files that are sent away. Raises NotNow where it, or what goes into it, cannot be written."""
    try:
        with tempfile.TemporaryDirectory(prefix="debate-bot-") as folder:
            yield Path(folder)
    except OSError as error:
        log.error("an export cannot be written: %s. TMPDIR says where it goes", error.strerror or error)  # noqa: TRY400  no bug
        raise NotNow(
            say("The bot's machine has no room for the export. Tell whoever runs the bot, and try again once it has.")
        ) from error


def silent(_: int, __: int) -> None:
    """Report no progress."""


async def export(
    context: Context,
    person: Person,
    what: What,
    format_name: str,
    destination: Destination,
    *,
    question: str | None = None,
    debate_id: int | None = None,
    open_polls: bool = False,
    progress: Progress = silent,
) -> Export:
    """Export for a moderator: the newest debate unless one is named. Raises NotAllowed, NotFound, NotNow.

    `open_polls` confirms that the votes so far of polls that are still open are wanted, which is kept in the log.
    """
    async with context.database.reading() as connection:
        require_moderator(await servers.server_settings(connection, person.guild_id), person)
        debate = await latest(connection, person.guild_id, debate_id)
        letter = find_question(context.library, question).id if question else None
    await keep_shifts(context, debate.id)
    exported = await _export(context, Asked(debate, what, format_name, letter, open_polls), destination, progress)
    interim = " ".join(str(poll.id) for poll in exported.interim) or None
    asked = {"what": what, "format": format_name, "question": letter, "open_polls": interim}
    done = audit_log.action("exported", person.guild_id, debate.id, **asked)
    async with context.database.writing(person.guild_id) as connection:
        await audit_log.keep(connection, done, context.clock())
    audit_log.note(done)
    return exported


async def export_for_operator(
    context: Context,
    debate: Debate,
    what: What,
    format_name: str,
    destination: Destination,
    *,
    question: str | None = None,
    progress: Progress = silent,
) -> Export:
    """Export any debate, for the one who hosts the bot. Raises NotNow."""
    return await _export(context, Asked(debate, what, format_name, question), destination, progress)


async def _export(context: Context, asked: Asked, destination: Destination, progress: Progress) -> Export:
    """Export once no other export is under way: each takes a connection, a processor and room for temporary files."""
    async with context.exporting:
        progress(0, 0)
        async with context.database.reading(for_long=True) as connection:
            found = await gather(connection, asked, context.library, progress)
            files, shrunk = await _write(found.dataset, all_formats()[asked.format_name], asked.what, destination)
    return Export(asked.debate, files, found.interim, found.left_out, found.unpublished, shrunk)


async def _write(
    dataset: Dataset, format_: Format, what: What, destination: Destination
) -> tuple[tuple[Path, ...], bool]:
    """Write the files, in one ZIP where everything was asked for or where they are too large or too many without."""
    wants_zip = what is What.ALL and not format_.one_file
    try:
        return await _written(dataset, format_, destination, in_zip=wants_zip), False
    except TooLarge:
        if wants_zip or format_.one_file:
            raise _too_large(destination) from None
    try:
        return await _written(dataset, format_, destination, in_zip=True), True
    except TooLarge:
        raise _too_large(destination) from None


async def _written(dataset: Dataset, format_: Format, destination: Destination, *, in_zip: bool) -> tuple[Path, ...]:
    target = Folder(destination.folder, destination.max_bytes, destination.max_files)
    if in_zip:
        with packed(target) as members:
            await format_.write(dataset, members)
    else:
        await format_.write(dataset, target)
    return tuple(target.files)


def _too_large(destination: Destination) -> NotNow:
    return NotNow(
        say(
            "The export has more than the {limit} MB that a file may have here, even in a ZIP. Export one question at "
            "a time with `question:`, or ask whoever runs the bot for `debate-bot export`.",
            limit=max(0, destination.max_bytes or 0) // 1_000_000,
        )
    )
