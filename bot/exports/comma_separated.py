"""CSV that opens right in a spreadsheet and cannot run there."""

import codecs
import csv
from typing import IO

from bot.domain.findings import Cell
from bot.domain.records import Dataset
from bot.exports import Target

RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
"""First characters that spreadsheets act upon: OWASP, CSV Injection; ASVS 5.0, 1.2.10."""


def defused(cell: Cell) -> Cell:
    """Put an apostrophe before a text that a spreadsheet would run."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(RUNS_AS_FORMULA) else cell


class CommaSeparated:
    """A file a table, UTF-8 with a byte order mark, lines ended as RFC 4180 has it."""

    name = "csv"
    one_file = False

    async def write(self, dataset: Dataset, target: Target) -> None:
        for table in dataset.tables:
            with target.file(f"{table.name}.csv") as stream:
                stream.write(codecs.BOM_UTF8)
                writer = csv.writer(_Encoded(stream))
                writer.writerow(table.columns)
                async for row in table.rows():
                    writer.writerow([defused(cell) for cell in row])


class _Encoded:
    """What a CSV writer writes text to; unlike a TextIOWrapper it leaves closing to whoever opened the stream."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(text.encode())


FORMAT = CommaSeparated()
