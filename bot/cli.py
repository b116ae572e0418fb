"""The operator's commands: what there is. Each is loaded when it is called for, so `--help` waits for none of them."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import click

from bot.domain.faults import OperatorError
from bot.garbage import kept
from bot.terminal import fail


class Place(NamedTuple):
    """Where a command is, and its help in a line; a test holds the latter to the command itself."""

    module: str
    name: str
    help: str


COMMANDS = {
    "run": Place("bot.commands.run", "run", "Run the bot in Discord until Ctrl-C or SIGTERM."),
    "rehearse": Place("bot.commands.rehearse", "rehearse", "Try the bot in your browser."),
    "check": Place("bot.commands.pack", "check", "Check a PACK and list every problem."),
    "translate": Place("bot.commands.pack", "translate", "Write or update the file to translate a PACK in."),
    "schema": Place(
        "bot.commands.pack", "schema", "Print the JSON Schema of a FILE in a pack, so that an editor can complete it."
    ),
    "sync": Place("bot.commands.application", "sync", "Send the slash commands to Discord now."),
    "invite": Place("bot.commands.application", "invite", "Print the link that adds the bot to a server."),
    "db": Place("bot.cli", "db", "Look after the database."),
    "export": Place("bot.commands.export", "export", "Write a debate's tallies, ballots and responses to files."),
    "verify": Place("bot.commands.verify", "verify", "Recount an exported ZIP and say whether it holds."),
    "key": Place("bot.commands.export", "key", "Print the public key that checks this bot's signatures."),
}

DATABASE_COMMANDS = {
    "upgrade": Place("bot.commands.db", "upgrade", "Upgrade the database to this version."),
    "status": Place("bot.commands.db", "status", "Say whether the database needs an upgrade."),
    "backup": Place("bot.commands.db", "backup", "Copy the database to FILE."),
    "copy": Place(
        "bot.commands.db",
        "copy",
        "Copy the database FROM into the empty database TO, and recount every poll in both.",
    ),
}


class LazyGroup(click.Group):
    """A group that imports a command when it is called for, after the pattern in Click's documentation."""

    def __init__(self, *args: Any, places: Mapping[str, Place], **kwargs: Any) -> None:  # noqa: ANN401  click's
        super().__init__(*args, **kwargs)
        self._places = places

    def list_commands(self, _: click.Context) -> list[str]:
        """Name every command."""
        return sorted(self._places)

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        """Import a command; None if there is no such one."""
        place = self._places.get(name)
        if place is None:
            return None
        with kept():
            command = getattr(import_module(place.module), place.name)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their help, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._places[name].help) for name in sorted(self._places)])


class PlainErrors(LazyGroup):
    """Ends every expected failure with one plain sentence on stderr and exit code 1."""

    def invoke(self, context: click.Context) -> Any:  # noqa: ANN401  click's signature
        """Run a command."""
        try:
            return super().invoke(context)
        except OperatorError as error:
            fail(str(error))


@click.group(cls=PlainErrors, places=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="debate-bot", prog_name="debate-bot")
def main() -> None:
    """Run a policy debate in Discord: read, vote, respond, export.

    Settings come from the environment or from a file named .env.
    """


@click.group(cls=LazyGroup, places=DATABASE_COMMANDS)
def db() -> None:
    """Look after the database."""
