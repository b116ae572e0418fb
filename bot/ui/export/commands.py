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
from bot.services.debates import debates
from bot.services.export import export as exporting
from bot.services.export.dataset import Progress, What
from bot.services.export.export import Destination
from bot.ui.common import custom_ids
from bot.ui.common.bot import context_of
from bot.ui.common.choices import WHATS
from bot.ui.common.languages import Speech, speech_for
from bot.ui.common.responding import answer, person_of, think
from bot.ui.common.text import MOST_OF_TITLE, clipped, harmless, poll_heading
from bot.ui.content.autocomplete import Typed, matching, questions_typed

PACE = 2.0
"""Seconds between two reports of progress."""

OVERHEAD = 64 * 1024
"""Bytes kept free for what surrounds the files in a request."""

TOO_LARGE = 413
"""The HTTP status of a request that has more than the receiver takes."""
MOST_NAMED = 8
"""Polls that each line of the summary names, so that all lines fit a message."""

MOST_FILES = 10
"""Files that Discord takes with a message."""


async def debates_typed(interaction: discord.Interaction, typed: str) -> list[Choice[str]]:
    """Offer the server's debates, newest first."""
    try:
        found = await debates.all_debates(context_of(interaction), person_of(interaction).guild_id)
    except StorageFault:  # there is no way to say so here; the command itself will
        return []
    return matching(typed, ((str(debate.id), f"{debate.title} · {debate.started_at:%Y-%m-%d}", "") for debate in found))


class Export(commands.Cog):
    """Handing results over."""

    @app_commands.command(name="export", description=_("Get tallies, ballots and responses as files (moderators)"))
    @app_commands.describe(
        what=_("Everything, if you leave it out"),
        format=_("CSV, XLSX: spreadsheets; JSON: programs; HTML: a report; BLT: rankings; Polis: ratings"),
        question=_("Only this question"),
        debate=_("An older debate; the newest if you leave it out"),
        open_polls=_("Also the votes so far in polls that are still open; this goes into the log of actions"),
    )
    @app_commands.choices(what=WHATS, format=[Choice(name=name.upper(), value=name) for name in all_formats()])
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
    ) -> None:
        """Send the files, with progress while many ballots are read."""
        speech = speech_for(interaction)
        await think(interaction)

        with exporting.temporary_folder() as folder:
            async with _reported(interaction, speech) as progress:
                exported = await exporting.export(
                    context_of(interaction),
                    person_of(interaction),
                    What(what.value) if what else What.ALL,
                    format.value if format else "csv",
                    Destination(folder, interaction.filesize_limit - OVERHEAD, MOST_FILES),
                    question=question,
                    debate_id=_number(debate) if debate else None,
                    open_polls=open_polls,
                    progress=progress,
                )
            await _send(interaction, exported, speech)


async def _send(interaction: discord.Interaction, exported: exporting.Export, speech: Speech) -> None:
    """Send the files. Raises NotNow where Discord takes less here than it has said."""
    try:
        await answer(interaction, _summary(exported, speech), files=[discord.File(file) for file in exported.files])
    except discord.HTTPException as error:
        if error.status != TOO_LARGE:
            raise
        raise NotNow(
            say(
                "Discord refuses the export, as it is too large for this server. Export one question at a time with "
                "`question:`, or ask whoever runs the bot for `debate-bot export`."
            )
        ) from error


def _number(debate: str) -> int:
    """Return what was picked from the list; 0, which is no debate's, where something else was typed."""
    return int(debate) if re.fullmatch(custom_ids.NUMBER, debate) else 0


@asynccontextmanager
async def _reported(interaction: discord.Interaction, speech: Speech) -> AsyncIterator[Progress]:
    """Show, every few seconds, how many ballots have been written, and take that away again at the end."""
    done, total, begun, shown = 0, 0, False, False

    def progress(written: int, of: int) -> None:
        nonlocal done, total, begun
        done, total, begun = written, of, True

    async def report() -> None:
        nonlocal shown
        while True:
            await asyncio.sleep(PACE)
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


def _summary(exported: exporting.Export, speech: Speech) -> str:
    lines = [speech("Export of **{title}**", title=harmless(clipped(exported.debate.title, MOST_OF_TITLE)))]
    if exported.shrunk:
        lines.append(speech("In a ZIP, as the files are too large or too many for this server without."))
    if exported.interim:
        lines.append(speech("Votes so far, as voting is still on: {polls}", polls=_names(exported.interim, speech)))
    if exported.unpublished:
        names = _names(exported.unpublished, speech)
        lines.append(speech("Not published yet, so keep it to those who moderate: {polls}", polls=names))
    if exported.left_out:
        lines.append(
            speech("Left out, as their votes are not counted yet: {polls}", polls=_names(exported.left_out, speech))
        )
    return "\n".join(lines)


def _names(polls: Iterable[Poll], speech: Speech) -> str:
    names = [poll_heading(poll, speech) for poll in polls]
    more = len(names) - MOST_NAMED
    left = [speech.many("… and {count} more", "… and {count} more", count=more)] if more > 0 else []
    return ", ".join([*names[:MOST_NAMED], *left])


COG = Export
