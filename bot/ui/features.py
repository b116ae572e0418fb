"""Finding what the features bring: every module of theirs is imported, so that nothing has to be listed."""

import importlib
import pkgutil
from functools import cache

from discord.ext import commands

from bot import ui

MEASURING = f"{ui.__name__}.pack_limits."
"""What measures packs is no feature, and loaded where a pack is new."""


@cache
def command_groups() -> tuple[type[commands.Cog], ...]:
    """Import every module of the features, and return the command groups: the `COG` of each module that has one.

    Importing a module also registers what its buttons, menus and forms do.
    """
    names = [module.name for module in pkgutil.walk_packages(ui.__path__, f"{ui.__name__}.")]
    modules = [importlib.import_module(name) for name in names if not name.startswith(MEASURING)]
    return tuple(module.COG for module in modules if hasattr(module, "COG"))
