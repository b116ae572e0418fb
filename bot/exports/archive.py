"""ZIP: every table as CSV and as JSON in one file."""

import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import IO

from bot.domain.records import Dataset
from bot.exports import Target
from bot.exports.comma_separated import CommaSeparated
from bot.exports.json_lists import JsonLists

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a ZIP can hold: a fixed one, so that the same tables give the same bytes."""


class _Members:
    """The files within a ZIP."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def file(self, name: str) -> AbstractContextManager[IO[bytes]]:
        entry = zipfile.ZipInfo(name, EPOCH)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16  # readable once unpacked; the default lets nobody read it
        return self._archive.open(entry, "w", force_zip64=True)  # how large it becomes is not known yet


@contextmanager
def packed(target: Target) -> Iterator[Target]:
    """Put files into one ZIP in the target, as they are written."""
    with target.file("debate.zip") as stream, zipfile.ZipFile(stream, "w") as archive:
        yield _Members(archive)


class Archive:
    """Everything in one file."""

    name = "zip"
    one_file = True

    async def write(self, dataset: Dataset, target: Target) -> None:
        with packed(target) as members:
            await CommaSeparated().write(dataset, members)
            await JsonLists().write(dataset, members)


FORMAT = Archive()
