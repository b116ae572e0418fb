"""ZIP: every table as CSV and as JSON in one file."""

import io
import zipfile
from collections.abc import Sequence

from bot.domain.records import ExportFile, Records
from bot.exports.comma_separated import CommaSeparated
from bot.exports.json_lists import JsonLists

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a ZIP can hold: a fixed one, so that the same tables give the same bytes."""


def pack(files: Sequence[ExportFile]) -> ExportFile:
    """Put files into one ZIP."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        for file in files:
            entry = zipfile.ZipInfo(file.name, EPOCH)
            entry.external_attr = 0o644 << 16  # readable once unpacked; the default lets nobody read it
            target.writestr(entry, file.content, zipfile.ZIP_DEFLATED)
    return ExportFile("debate.zip", archive.getvalue())


class Archive:
    """Everything in one file."""

    name = "zip"

    def files(self, tables: Sequence[Records]) -> list[ExportFile]:
        return [pack([*CommaSeparated().files(tables), *JsonLists().files(tables)])]


FORMAT = Archive()
