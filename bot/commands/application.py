"""`debate-bot sync` and `invite`: the application as Discord has it."""

import asyncio

import click

from bot import app, logs
from bot.settings import read_settings

PERMISSIONS = 274878024704
"""View channels, send messages (in threads too), embed links, attach files, read message history."""


@click.command()
def sync() -> None:
    """Send the slash commands to Discord now. `run` does so whenever they have changed."""
    settings = read_settings()
    logs.configure(settings.log_level, settings.log_format)
    asyncio.run(app.sync(settings))
    click.echo("Discord has the commands.")


@click.command()
@click.option("--application-id", type=int, help="The application's id. Without it, the id in the token.")
def invite(application_id: int | None) -> None:
    """Print the link that adds the bot to a server. An administrator opens it."""
    number = application_id or app.application_id(read_settings())
    click.echo(
        "https://discord.com/oauth2/authorize"
        f"?client_id={number}&scope=bot%20applications.commands&permissions={PERMISSIONS}"
    )
