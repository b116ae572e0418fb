"""The commands as Discord is told of them, from `commands_told`; `walk` goes through their options and choices."""

from collections.abc import Iterable, Iterator
from typing import Any

import discord
from discord import app_commands

from bot.ui.client import TRANSLATOR
from bot.ui.features import command_groups


async def commands_told():
    """Return by its name what Discord is told of each command, in all languages."""
    tree = app_commands.CommandTree(discord.Client(intents=discord.Intents(guilds=True)))
    told = [
        await command.get_translated_payload(tree, TRANSLATOR)
        for group in command_groups()
        for command in _commands_of(group())
    ]
    return {command["name"]: command for command in told}


def _commands_of(group):
    return [group.app_command] if group.app_command else group.get_app_commands()


def walk(parts: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Go through commands, their subcommands, options and choices."""
    for part in parts:
        yield part
        yield from walk(part.get("options", ()))
        yield from walk(part.get("choices", ()))
