"""Formats of export, one module each: values in, bytes out.

A module that ends with `FORMAT = SomeFormat()` is a format; `all_formats` finds it.
"""

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache
from typing import Protocol

from bot.domain.records import ExportFile, Records


class Format(Protocol):
    """Turns tables into files."""

    @property
    def name(self) -> str:
        """The word in `format:`."""

    def files(self, tables: Sequence[Records]) -> list[ExportFile]:
        """Write the tables; the same tables give the same bytes."""


@cache
def all_formats() -> dict[str, Format]:
    """Return every format by its name."""
    modules = (importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    return {module.FORMAT.name: module.FORMAT for module in modules}
