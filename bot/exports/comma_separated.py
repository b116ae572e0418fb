"""CSV that opens right in a spreadsheet and cannot run there."""

import csv
import io
from collections.abc import Sequence

from bot.domain.findings import Cell
from bot.domain.records import ExportFile, Records

RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
"""First characters that spreadsheets act upon: OWASP, CSV Injection; ASVS 5.0, 1.2.10."""


def defused(cell: Cell) -> Cell:
    """Put an apostrophe before a text that a spreadsheet would run."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(RUNS_AS_FORMULA) else cell


class CommaSeparated:
    """A file a table, UTF-8 with a byte order mark, lines ended as RFC 4180 has it."""

    name = "csv"

    def files(self, tables: Sequence[Records]) -> list[ExportFile]:
        return [ExportFile(f"{table.name}.csv", _content(table)) for table in tables]


def _content(table: Records) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(table.columns)
    writer.writerows([defused(cell) for cell in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


FORMAT = CommaSeparated()
