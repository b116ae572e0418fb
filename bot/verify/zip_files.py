"""Reads the files of a ZIP line by line."""

import codecs
import csv
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, zip_longest
from typing import IO, TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.domain.canonical import canonical_json
from bot.domain.export_schema import Row
from bot.domain.findings import Cell
from bot.exports.csv_ import defused
from bot.exports.zip_ import FORMAT_NUMBER
from bot.verify.columns import ANY_ROW, form_of
from bot.verify.safe_zip import UNREADABLE

LONGEST_LINE = 1 << 20
"""Bytes. Ours are far shorter; a longer one is not held in memory to find that out."""

MOST_NAMED = 20
"""Files that one answer names."""

ENDINGS = ("csv", "json")

FORMULA_IN_FORMAT_1 = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
"""The first characters of the cells before which ZIPs of format 1 have an apostrophe."""


T = TypeVar("T")


class Altered(Exception):
    """Each argument names something that was altered.

    Any other exception while content is read is a bug of ours, and nobody's forgery.
    """


def listed(wrong: Sequence[str]) -> list[str]:
    """Name the first of what is wrong, and say how many more there are."""
    more = [f"and {len(wrong) - MOST_NAMED:,} more"] if len(wrong) > MOST_NAMED else []
    return [*wrong[:MOST_NAMED], *more]


def parsed(name: str, line: bytes, form: TypeAdapter[T]) -> T:
    """Read JSON that has to be exactly of that form. Raises Altered."""
    try:
        return form.validate_json(line)
    except ValidationError as error:
        raise Altered(name) from error


class ZipFiles:
    """A ZIP whose files have the checksums of its manifest. Every method raises Altered."""

    def __init__(self, archive: zipfile.ZipFile, checksums: Mapping[str, str], format_: int = FORMAT_NUMBER) -> None:
        self.checksums = checksums
        self._defused = _defused_in_format_1 if format_ == 1 else defused
        self._archive = archive

    def require(self, *names: str) -> None:
        """Check that files are there."""
        for name in names:
            if name not in self.checksums:
                raise Altered(f"{name} (missing; export everything with format zip)")

    def lines(self, name: str) -> Iterator[bytes]:
        """Go through a file's lines."""
        try:
            stream = self._archive.open(name)
        except UNREADABLE as error:
            raise Altered(name) from error
        with stream:
            while line := self._line(stream, name):
                yield line

    def _line(self, stream: IO[bytes], name: str) -> bytes:
        try:
            line = stream.readline(LONGEST_LINE)
        except UNREADABLE as error:
            raise Altered(name) from error
        if len(line) == LONGEST_LINE:
            raise Altered(f"{name}, which has a line of {LONGEST_LINE:,} bytes or more")
        return line

    def rows(self, table: str, columns: tuple[str, ...]) -> Iterator[Row]:
        """Go through the rows of a table's JSON."""
        form = form_of(columns)
        for number, line in enumerate(self._objects(table), 2):
            yield tuple(parsed(f"{table}.json, line {number}", line, form).__dict__.values())

    def loose_rows(self, table: str, columns: tuple[str, ...]) -> Iterator[Row]:
        """Go through the rows of a table whose columns have no form of their own; what calls this checks the cells."""
        for number, line in enumerate(self._objects(table), 2):
            name = f"{table}.json, line {number}"
            found = parsed(name, line, ANY_ROW)
            if found.keys() != {*columns}:
                raise Altered(name)
            yield tuple(found[column] for column in columns)

    def require_loose_twins(self, table: str, columns: tuple[str, ...]) -> None:
        """Check that such a table's CSV has the values of its JSON."""
        self._require_csv(table, columns, self.loose_rows(table, columns))

    def require_twins(self, table: str, columns: tuple[str, ...]) -> None:
        """Check that a table's CSV has the values of its JSON."""
        self._require_csv(table, columns, self.rows(table, columns))

    def require_table(self, table: str, columns: tuple[str, ...], rows: Sequence[Row]) -> None:
        """Check that a table has these rows, as CSV and as JSON."""
        for number, (line, row) in enumerate(zip_longest(self._objects(table), rows), 2):
            name = f"{table}.json, line {number}"
            if line is None or row is None:
                raise Altered(name)
            if canonical_json(parsed(name, line, ANY_ROW)) != canonical_json(dict(zip(columns, row, strict=True))):
                raise Altered(name)
        self._require_csv(table, columns, rows)

    def _objects(self, table: str) -> Iterator[bytes]:
        """Go through the objects of a JSON list that has one a line, from the second line on."""
        name = f"{table}.json"
        lines = (line.removesuffix(b"\n") for line in self.lines(name))
        first = next(lines, b"")
        if first not in {b"[", b"[]"}:
            raise Altered(f"{name}, line 1")
        more = first == b"["
        while more:
            line = next(lines, b"")
            more = line.endswith(b",")
            yield line.removesuffix(b",")
        if list(islice(lines, 2)) != ([b"]"] if first == b"[" else []):
            raise Altered(f"{name}, at its end")

    def _require_csv(self, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
        name = f"{table}.csv"
        for number, (row, cells) in enumerate(zip_longest(chain([columns], rows), self._cells(name)), 1):
            if row is None or cells != [self._as_csv(cell) for cell in row]:
                raise Altered(f"{name}, row {number}")

    def _cells(self, name: str) -> Iterator[list[str]]:
        try:
            yield from csv.reader(codecs.iterdecode(self.lines(name), "utf-8-sig"), strict=True)
        except (csv.Error, UnicodeDecodeError) as error:
            raise Altered(name) from error

    def _as_csv(self, cell: Cell) -> str:
        return "" if cell is None else str(self._defused(cell))


def _defused_in_format_1(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_IN_FORMAT_1) else cell
