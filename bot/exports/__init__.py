"""Formats of export, one module each: a dataset in, files out.

A module that ends with `FORMAT = SomeFormat()` is a format; `all_formats` finds it.
"""

import importlib
import pkgutil
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import IO, Protocol

from bot.domain.export_schema import Dataset


class Target(Protocol):
    """Where files go: a folder, or a ZIP."""

    def file(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """Start the next file, which is written sequentially; writing may raise TooLarge."""


class Format(Protocol):
    """Turns a dataset into files."""

    @property
    def name(self) -> str:
        """The word in `format:`."""

    @property
    def one_file(self) -> bool:
        """Whether everything comes in one file."""

    async def write(self, dataset: Dataset, target: Target) -> None:
        """Write the files; the same dataset gives the same bytes, unless a format draws lots and says so.

        Streams the rows where the format allows it.

        Most formats write the tables. Raises NotNow if the dataset has nothing for this format.
        """


class AlreadyThere(Exception):
    """A file of that name is there, and is not to be replaced."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self.file = file


class TooLarge(Exception):
    """The files exceed a limit on size or number."""


@cache
def all_formats() -> dict[str, Format]:
    """Return every format by its name."""
    modules = (importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    return {module.FORMAT.name: module.FORMAT for module in modules if hasattr(module, "FORMAT")}
