"""`debate-bot export` and `key`: what a debate came to, and the key that signs it."""

import asyncio
import time
from pathlib import Path

import click

from bot import operations
from bot.exports import all_formats
from bot.i18n import languages
from bot.services.export.dataset import Audience, What
from bot.services.export.tables import Progress
from bot.settings import read_settings
from bot.terminal import tell

REPORT_INTERVAL = 2.0
"""Seconds between two reports of progress."""


@click.command()
@click.option(
    "--what", type=click.Choice([what.value for what in What]), default="all", show_default=True, help="What to export."
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(sorted(all_formats())),
    default="csv",
    show_default=True,
    help="The file format.",
)
@click.option("--question", help="The letter of one question. All by default.")
@click.option("--debate", type=int, help="The number of a debate, from `export --list`. The newest by default.")
@click.option(
    "--language",
    type=click.Choice(list(languages())),
    default="en",
    show_default=True,
    help="The language of the report, the charts and the codebook.",
)
@click.option(
    "--audience",
    type=click.Choice([audience.value for audience in Audience]),
    default="team",
    show_default=True,
    help="For the team, or made to be published: no names, no pseudonyms, no times of people.",
)
@click.option("--list", "listing", is_flag=True, help="List the debates instead.")
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The folder to write to.")
@click.option("--force", is_flag=True, help="Replace files of an earlier export.")
def export(
    what: str,
    format_name: str,
    question: str | None,
    debate: int | None,
    language: str,
    audience: str,
    listing: bool,  # noqa: FBT001  click passes by name
    to: Path,
    force: bool,  # noqa: FBT001  as above
) -> None:
    """Write a debate's tallies, ballots and responses to files."""
    settings = read_settings()
    if listing:
        for line in asyncio.run(operations.list_debates(settings)):
            tell(line)
        return
    export_files = operations.export(
        settings,
        What(what),
        format_name,
        to=to,
        question=question,
        debate_id=debate,
        language=language,
        audience=Audience(audience),
        force=force,
        progress=_reporter(),
    )
    for file in asyncio.run(export_files):
        tell(str(file))


def _reporter() -> Progress:
    """Return a function that prints on stderr, every few seconds, how many ballots are written."""
    said_at = time.monotonic()

    def report(done: int, total: int) -> None:
        nonlocal said_at
        if total and time.monotonic() - said_at >= REPORT_INTERVAL:
            said_at = time.monotonic()
            click.echo(f"Wrote {done:,} of {total:,} ballots…", err=True)

    return report


@click.command()
def key() -> None:
    """Print the public key that checks this bot's signatures."""
    tell(operations.public_key(read_settings()).text)
