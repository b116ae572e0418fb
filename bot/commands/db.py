"""`debate-bot db`: looking after the database."""

import asyncio
from pathlib import Path

import click

from bot import operations
from bot.settings import read_settings


@click.command()
def upgrade() -> None:
    """Upgrade the database to this version. `run` does so when it starts."""
    click.echo(asyncio.run(operations.upgrade(read_settings())))


@click.command()
def status() -> None:
    """Say whether the database needs an upgrade."""
    click.echo(asyncio.run(operations.database_status(read_settings())))


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Copy the database to FILE. The bot may be running."""
    operations.backup(read_settings(), file)
    click.echo(f"Copied the database to {file}. Back up the pseudonym key too, in another place.")


@click.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def copy(source: str, target: str) -> None:
    """Copy the database FROM into the empty database TO, and recount every poll in both.

    Stop the bot first. Both are URLs, as in DATABASE_URL: sqlite:///data/debate.db, postgresql://USER@HOST/NAME.
    """
    copied = asyncio.run(operations.copy(source, target))
    click.echo(
        f"Copied everything (debates: {copied.debates}, polls: {copied.polls}, ballots: {copied.ballots}). "
        "Every poll has the same result in both databases. Keep using the same pseudonym key."
    )
