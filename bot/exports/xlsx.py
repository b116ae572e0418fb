"""XLSX: a workbook with one sheet for each table, and one that says what the columns mean.

The debate's title is the same in every row. So it stands above each printed page instead of in a column.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from bot.domain.export_schema import Dataset, Records, in_turn
from bot.domain.findings import Cell
from bot.domain.plain_text import shortened
from bot.exports import Target
from bot.exports.codebook import meaning_of
from bot.exports.whole_file import write_whole
from bot.i18n import speech_in

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_576
"""Excel's limit of rows in a sheet, with the header; further rows go into another sheet."""
WIDEST = 60
"""The widest column, in characters. Responses wrap; other long texts are cut off until the cell is selected."""
WRITTEN = "text"
"""The column of responses, whose text wraps; the other cells of such a row are aligned with its first line."""

A4 = 9
"""Excel's number of that paper."""

CREATED = datetime(1980, 1, 1)  # noqa: DTZ001  the library asks for no time zone
"""A fixed time, so that the same tables give the same bytes."""


class Excel:
    """Writes texts as text, so that no formula runs; numbers as numbers, shares in percent, times as dates in UTC."""

    name = "xlsx"
    one_file = True

    async def write(self, dataset: Dataset, target: Target) -> None:
        name = "debate-public.xlsx" if dataset.is_public else "debate.xlsx"
        await write_whole(name, target, partial(_fill, dataset))


async def _fill(dataset: Dataset, file: Path) -> None:
    book = await asyncio.to_thread(_open, file)
    try:
        book.set_properties({"created": CREATED, "title": dataset.debate.title})
        for table in (*dataset.tables, _codebook(dataset)):
            await _Pages(book, table, dataset.debate.title).fill()
    finally:
        await asyncio.to_thread(_close, book)  # takes its time with a million rows


def _codebook(dataset: Dataset) -> Records:
    speech = speech_in(dataset.language)
    rows = [
        (table.name, column, speech.text(meaning_of(column, is_public=dataset.is_public)))
        for table in dataset.tables
        for column in table.columns[_skipped(table) :]
    ]
    return Records("codebook", ("table", "column", "meaning"), lambda: in_turn(rows))


def _skipped(table: Records) -> int:
    """Return how many columns at the beginning have the debate's title."""
    return int(table.columns[:1] == ("debate",))


def _open(file: Path) -> "Workbook":
    from xlsxwriter import Workbook  # noqa: PLC0415  the bot starts sooner without it

    # Rows lie in a file a sheet until all are known; texts stay in their cells.
    return Workbook(file, {"constant_memory": True, "tmpdir": str(file.parent)})


def _close(book: "Workbook") -> None:
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415  as above

    try:
        book.close()
    except FileCreateError as error:  # what hides an OSError, such as that the disk is full
        raise OSError(str(error)) from error


class _Pages:
    """The sheets of one table: nearly always one."""

    def __init__(self, book: "Workbook", table: Records, title: str) -> None:
        self._book = book
        self._table = table
        self._title = title
        self._skipped = _skipped(table)
        self._columns = table.columns[self._skipped :]
        self._heading = book.add_format({"bold": True, "bottom": 1})
        self._formats = _formats(book, self._columns)

    async def fill(self) -> None:
        """Write every row, and begin another sheet when one is full."""
        numbers = count(2)
        page = self._page(self._table.name)
        async for row in self._table.rows():
            if page.is_full:
                page.finish()
                page = self._page(f"{self._table.name} {next(numbers)}")
            page.add(row[self._skipped :], self._formats)
        page.finish()

    def _page(self, name: str) -> "_Page":
        sheet = self._book.add_worksheet(name)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        # `&` begins a code there, and a header takes 255 characters.
        sheet.set_header(f"&L{shortened(self._title, 100).replace('&', '&&')}&R{name}")
        sheet.set_footer("&R&P / &N")
        return _Page(sheet, self._columns, self._heading)


def _formats(book: "Workbook", columns: Sequence[str]) -> list["Format | None"]:
    """Return a format for each column, or None: a million rows are written faster without."""
    wraps = WRITTEN in columns
    top = {"valign": "top"} if wraps else {}
    percent, instant = book.add_format(top | {"num_format": "0.0%"}), book.add_format(top | {"num_format": TIME})
    plain, wrapped = (book.add_format(top), book.add_format(top | {"text_wrap": True})) if wraps else (None, None)

    def of(name: str) -> "Format | None":
        if name.endswith("share") and "." not in name:  # an option may have that word in its id
            return percent
        if name.endswith("_at"):
            return instant
        return wrapped if name == WRITTEN else plain

    return [of(name) for name in columns]


class _Page:
    def __init__(self, sheet: "Worksheet", columns: Sequence[str], heading: "Format") -> None:
        self._sheet = sheet
        self._last = 0
        self._widths = [len(name) + FILTER_BUTTON for name in columns]
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(columns):
            sheet.write_string(0, column, name, heading)

    @property
    def is_full(self) -> bool:
        return self._last + 1 == MOST_ROWS

    def add(self, row: Sequence[Cell], formats: Sequence["Format | None"]) -> None:
        self._last += 1
        for column, (cell, style) in enumerate(zip(row, formats, strict=True)):
            match cell:
                case None:
                    continue
                case str() if style and style.num_format == TIME:
                    self._sheet.write_datetime(self._last, column, _as_written(cell), style)
                case str():
                    self._sheet.write_string(self._last, column, cell, style)
                case _:
                    self._sheet.write_number(self._last, column, cell, style)
            self._widths[column] = max(self._widths[column], *map(len, str(cell).splitlines()), 0)

    def finish(self) -> None:
        self._sheet.autofilter(0, 0, self._last, len(self._widths) - 1)
        for column, width in enumerate(self._widths):
            self._sheet.set_column(column, column, min(width, WIDEST) + 1)


TIME = 'yyyy-mm-dd"T"hh:mm:ss"Z"'
"""Looks as in the other formats, but is a date that Excel can calculate with."""

FILTER_BUTTON = 3
"""The width of a filter's button in a heading, in characters."""


def _as_written(moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone(UTC).replace(tzinfo=None)


FORMAT = Excel()
