"""`debate-bot run` and `rehearse`: the bot itself."""

import asyncio
from pathlib import Path

import click

from bot import app, logs
from bot.settings import read_settings


@click.command()
def run() -> None:
    """Run the bot in Discord until Ctrl-C or SIGTERM."""
    settings = read_settings()
    logs.configure(settings.log_level, settings.log_format)
    asyncio.run(app.run(settings))


@click.command()
@click.option("--voters", type=click.IntRange(0, 500), default=0, help="How many simulated voters take part.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="The port of the web page. Any free port by default."
)
@click.option("--database", type=click.Path(dir_okay=False, path_type=Path), help="Keep the rehearsal in this file.")
@click.option("--empty", is_flag=True, help="Do not start a debate for you.")
def rehearse(voters: int, port: int, database: Path | None, empty: bool) -> None:  # noqa: FBT001  click passes by name
    """Try the bot in your browser. It needs neither Discord nor a token."""
    settings = read_settings()
    # What goes on is seen in the browser; the terminal is for how to begin, and for what goes wrong.
    level = settings.log_level if "log_level" in settings.model_fields_set else "WARNING"
    logs.configure(level, settings.log_format)
    asyncio.run(app.rehearse(settings, voters=voters, port=port, database=database, empty=empty))
