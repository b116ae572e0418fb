"""Finding what the features bring: every module of this room is imported, so that nothing has to be listed."""

import importlib
import pkgutil
from collections.abc import Iterator

from discord.ext import commands

from bot import ui


def command_groups() -> Iterator[type[commands.Cog]]:
    """Import every module of the room, and return the command groups: the `COG` of each module that has one.

    Importing a module also registers what its buttons, menus and forms do.
    """
    for module in pkgutil.walk_packages(ui.__path__, f"{ui.__name__}."):
        cog: type[commands.Cog] | None = getattr(importlib.import_module(module.name), "COG", None)
        if cog is not None:
            yield cog
