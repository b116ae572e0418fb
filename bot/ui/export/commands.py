"""`/export`: the numbers as files."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.domain.faults import StorageFault
from bot.domain.polls import Poll
from bot.domain.refusals import NotNow
from bot.domain.texts import say
from bot.exports import all_formats
from bot.services.common.debate_lookup import all_debates
from bot.services.export.dataset import Audience, What
from bot.services.export.export import ExportedFiles, ExportFolder, export_debate, temporary_folder
from bot.services.export.tables import Progress
from bot.ui.common.autocomplete import Typed, matching, questions_typed
from bot.ui.common.bot import context_of
from bot.ui.common.languages import Speech, speech_for, speech_of_room
from bot.ui.common.poll_words import poll_heading
from bot.ui.common.responding import answer, defer, person_of
from bot.ui.common.templates import NUMBER
from bot.ui.common.text import MOST_OF_TITLE, clipped, harmless
from bot.ui.export.choices import AUDIENCES, LANGUAGES, WHATS

PROGRESS_INTERVAL = 2.0
"""Seconds between two reports of progress."""

OVERHEAD = 64 * 1024
"""Bytes kept free for what surrounds the files in a request."""

TOO_LARGE = 413
"""The HTTP status of a request that has more than the receiver takes."""
MOST_NAMED = 8
"""Most polls in a line of the summary, so that all lines fit a message."""

MOST_FILES = 10
"""Files that Discord takes with a message."""


async def debates_typed(interaction: discord.Interaction, typed: str) -> list[Choice[str]]:
    """Offer the server's debates, newest first."""
    try:
        found = await all_debates(context_of(interaction), person_of(interaction).guild_id)
    except StorageFault:  # there is no way to say so here; the command itself will
        return []
    return matching(typed, ((str(debate.id), f"{debate.title} · {debate.started_at:%Y-%m-%d}", "") for debate in found))


class Export(commands.Cog):
    """Handing results over."""

    @app_commands.command(name="export", description=_("Get tallies, ballots and responses as files (moderators)"))
    @app_commands.describe(
        what=_("What to export. Leave it out for everything."),
        format=_("CSV, XLSX: spreadsheets; JSON: programs; HTML: a report; BLT: rankings; Polis: ratings"),
        question=_("Only this question"),
        debate=_("An older debate. Leave it out for the newest."),
        open_polls=_("Also the votes so far in open polls. This is logged."),
        audience=_("Whom it is for. Leave it out for the team."),
        language=_("Of the report, the charts and the codebook. Leave it out for the server's."),
    )
    @app_commands.choices(
        what=WHATS,
        format=[Choice(name=name.upper(), value=name) for name in all_formats()],
        audience=AUDIENCES,
        language=LANGUAGES,
    )
    @app_commands.autocomplete(question=questions_typed, debate=debates_typed)
    @app_commands.guild_only()
    async def export(
        self,
        interaction: discord.Interaction,
        what: Choice[str] | None = None,
        format: Choice[str] | None = None,  # noqa: A002  the option's name
        question: Typed | None = None,
        debate: Typed | None = None,
        open_polls: bool = False,
        audience: Choice[str] | None = None,
        language: Choice[str] | None = None,
    ) -> None:
        """Send the files, with progress while many ballots are read."""
        speech = speech_for(interaction)
        await defer(interaction)

        with temporary_folder() as folder:
            async with _reported(interaction, speech) as progress:
                exported = await export_debate(
                    context_of(interaction),
                    person_of(interaction),
                    What(what.value) if what else What.ALL,
                    format.value if format else "csv",
                    ExportFolder(folder, interaction.filesize_limit - OVERHEAD, MOST_FILES),
                    question=question,
                    debate_id=_number(debate) if debate else None,
                    open_polls=open_polls,
                    language=language.value if language else speech_of_room(interaction).language,
                    audience=Audience(audience.value) if audience else Audience.TEAM,
                    progress=progress,
                )
            await _send(interaction, exported, speech)


async def _send(interaction: discord.Interaction, exported: ExportedFiles, speech: Speech) -> None:
    """Send the files. Raises NotNow if Discord refuses them as too large, whatever limit it named before."""
    try:
        await answer(interaction, _summary(exported, speech), files=[discord.File(file) for file in exported.files])
    except discord.HTTPException as error:
        if error.status != TOO_LARGE:
            raise
        raise NotNow(
            say(
                "Discord refuses the export: it is too large for this server. Export one question at a time "
                "with `question:`. Or ask whoever runs the bot for `debate-bot export`."
            )
        ) from error


def _number(debate: str) -> int:
    """Return the debate's id that was picked from the list; 0, which no debate has, for anything else."""
    return int(debate) if re.fullmatch(NUMBER, debate) else 0


@asynccontextmanager
async def _reported(interaction: discord.Interaction, speech: Speech) -> AsyncIterator[Progress]:
    """Show progress every few seconds, and remove it at the end."""
    done, total, begun, shown = 0, 0, False, False

    def progress(written: int, of: int) -> None:
        nonlocal done, total, begun
        done, total, begun = written, of, True

    async def report() -> None:
        nonlocal shown
        while True:
            await asyncio.sleep(PROGRESS_INTERVAL)
            said = speech("Counting the ballots…")
            if not begun and context_of(interaction).exporting.locked():
                said = speech("Another export is being written. Yours comes next…")
            if total:
                said = speech("Wrote {done} of {total} ballots…", done=speech.number(done), total=speech.number(total))
            shown = True
            await interaction.edit_original_response(content=said)

    reporting = asyncio.create_task(report())
    try:
        yield progress
    finally:
        reporting.cancel()
        await asyncio.gather(reporting, return_exceptions=True)
        if shown:
            with contextlib.suppress(discord.HTTPException):  # the answer matters more
                await interaction.delete_original_response()


def _summary(exported: ExportedFiles, speech: Speech) -> str:
    lines = [speech("Export of **{title}**", title=harmless(clipped(exported.debate.title, MOST_OF_TITLE)))]
    if exported.shrunk:
        lines.append(speech("As a ZIP: the files are too large or too many for this server."))
    if exported.unstamped:
        lines.append(
            speech("Without a time stamp: the authority gave none. Whoever runs the bot finds why in its log.")
        )
    if exported.included_open:
        lines.append(
            speech("Votes so far, as voting is still on: {polls}", polls=_names(exported.included_open, speech))
        )
    if exported.unpublished:
        names = _names(exported.unpublished, speech)
        lines.append(speech("Not published yet, for moderators only: {polls}", polls=names))
    if exported.excluded:
        lines.append(
            speech(
                "Left out, as the votes are not counted yet: {polls}",
                polls=_names(exported.excluded, speech),
            )
        )
    return "\n".join(lines)


def _names(polls: Iterable[Poll], speech: Speech) -> str:
    names = [poll_heading(poll, speech) for poll in polls]
    more = len(names) - MOST_NAMED
    left = [speech.many("… and {count} more", "… and {count} more", count=more)] if more > 0 else []
    return ", ".join([*names[:MOST_NAMED], *left])


COG = Export
