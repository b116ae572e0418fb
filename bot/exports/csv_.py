"""CSV that opens right in a spreadsheet and cannot run there."""

import codecs
import csv
import re
from typing import IO

from bot.domain.export_schema import Dataset
from bot.domain.findings import Cell
from bot.exports import Target

MISSING = frozenset({"na", "nan", "none", "null", "n/a", "#n/a", "<na>"})
"""Words, in small letters, that programs read as a missing value unless they stand in quotes."""

FORMULA = "=+@＝＋－＠-"
"""What a formula begins with (OWASP, CSV Injection; ASVS 5.0, 1.2.10), wide characters too."""

SEPARATORS = frozenset(";\t\r\n")

SKIPPED = r"""[^\S\t\r\n]|["'\0\ufeff\u200b-\u200f\u2060]"""
"""Blanks and quotes, which spreadsheets may drop from the beginning of a cell."""

_BEGINS = rf"(?:{SKIPPED})*[{FORMULA}]"
_CELL_THAT_RUNS = re.compile(rf"^(?='*[\t\r\n\0]|{_BEGINS})|(?<=[;\t\r\n])(?={_BEGINS})")
"""Where a cell that runs begins, also for a spreadsheet that separates cells by semicolons or tabs, as many do."""


def defused(cell: Cell) -> Cell:
    """Insert an apostrophe before each part of a text that a spreadsheet would run as a formula."""
    if not isinstance(cell, str) or cell.isalnum():  # most are, in millions of ballots
        return cell
    if cell[:1].isalnum() and SEPARATORS.isdisjoint(cell):  # and most of the others
        return cell
    return _CELL_THAT_RUNS.sub("'", cell)


class CommaSeparated:
    """A file a table, UTF-8 with a byte order mark, lines ended as RFC 4180 has it."""

    name = "csv"
    one_file = False

    async def write(self, dataset: Dataset, target: Target) -> None:
        for table in dataset.tables:
            with target.file(f"{table.name}.csv") as stream:
                stream.write(codecs.BOM_UTF8)
                encoded = _Encoded(stream)
                writer, quoting = csv.writer(encoded), csv.writer(encoded, quoting=csv.QUOTE_NONNUMERIC)
                writer.writerow(table.columns)
                async for row in table.rows():
                    reads_as_missing = any(isinstance(cell, str) and cell.lower() in MISSING for cell in row)
                    (quoting if reads_as_missing else writer).writerow([defused(cell) for cell in row])


class _Encoded:
    """Encodes text for a CSV writer; unlike a TextIOWrapper it does not close the stream."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(text.encode())


FORMAT = CommaSeparated()
