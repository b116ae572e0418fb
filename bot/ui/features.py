"""Finding what the features bring: every module of theirs is imported, so that nothing has to be listed."""

import importlib
import pkgutil
from collections.abc import Iterator

from discord.ext import commands

from bot import ui

MEASURING = f"{ui.__name__}.pack_limits."
"""What measures packs is no feature, and loaded where a pack is new."""


def command_groups() -> Iterator[type[commands.Cog]]:
    """Import every module of the features, and return the command groups: the `COG` of each module that has one.

    Importing a module also registers what its buttons, menus and forms do.
    """
    for module in pkgutil.walk_packages(ui.__path__, f"{ui.__name__}."):
        if module.name.startswith(MEASURING):
            continue
        cog: type[commands.Cog] | None = getattr(importlib.import_module(module.name), "COG", None)
        if cog is not None:
            yield cog
