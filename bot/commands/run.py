"""`debate-bot run`: the bot itself."""

import asyncio

import click

from bot import app, logs
from bot.settings import read_settings


@click.command()
def run() -> None:
    """Run the bot in Discord until Ctrl-C or SIGTERM."""
    settings = read_settings()
    logs.configure(settings.log_level, settings.log_format)
    asyncio.run(app.run(settings))
