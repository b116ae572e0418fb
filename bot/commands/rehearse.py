"""`debate-bot rehearse`: the bot in a Discord of its own."""

import asyncio
from pathlib import Path

import click

from bot import logs, rehearsing
from bot.settings import read_settings
from bot.terminal import fail


@click.command()
@click.option(
    "--voters",
    type=click.IntRange(0, 500),
    help="How many simulated voters take part. None by default, 40 with --pace.",
)
@click.option(
    "--pace",
    type=click.IntRange(1, 20),
    help="Lead a whole evening by its programme, this many times as fast.",
)
@click.option("--stage", is_flag=True, help="Hold its floors in a Stage channel. Only with --pace.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="The port of the web page. Any free port by default."
)
@click.option("--database", type=click.Path(dir_okay=False, path_type=Path), help="Keep the rehearsal in this file.")
@click.option("--empty", is_flag=True, help="Do not start a debate for you.")
def rehearse(
    voters: int | None,
    pace: int | None,
    stage: bool,  # noqa: FBT001  click passes by name
    port: int,
    database: Path | None,
    empty: bool,  # noqa: FBT001  as above
) -> None:
    """Try the bot in your browser. It needs neither Discord nor a token."""
    if stage and pace is None:
        fail("--stage is for an evening that you lead. Add --pace, from 1 to 20.")
    settings = read_settings()
    # What goes on is seen in the browser; the terminal is for how to begin, and for what goes wrong.
    level = settings.log_level if "log_level" in settings.model_fields_set else "WARNING"
    logs.configure(level, settings.log_format)
    asyncio.run(
        rehearsing.rehearse(
            settings, voters=voters, port=port, database=database, empty=empty, pace=pace, in_stage_channel=stage
        )
    )
