"""The files of a ZIP, read a line at a time."""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from bot.domain.export_schema import Dataset, Records, Row, Rows
from bot.domain.polls import Debate
from bot.exports.csv_ import CommaSeparated, defused_at_first
from bot.exports.json_ import JsonLists
from bot.exports.zip_ import FORMAT_NUMBER, Hashed
from bot.verify.columns import form_of
from bot.verify.opening import UNREADABLE

LONGEST_LINE = 1 << 20
"""Bytes. Ours are far shorter; a longer one is not held in memory to find that out."""

MOST_NAMED = 20
"""Files that one answer names."""

ENDINGS = ("csv", "json")

NO_DEBATE = Debate(0, 0, "", "", datetime.min.replace(tzinfo=UTC))
"""What the tables are of does not show in them."""


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


class Unpacked:
    """A ZIP whose files have the checksums of its manifest. Every method raises Altered."""

    def __init__(self, archive: zipfile.ZipFile, checksums: Mapping[str, str], format_: int = FORMAT_NUMBER) -> None:
        self.checksums = checksums
        self._csv = CommaSeparated(defused_at_first) if format_ == 1 else CommaSeparated()
        self._archive = archive

    def require(self, *names: str) -> None:
        """See that files are there."""
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
        """Go through a table's rows. That the columns are in order, `require_twins` sees."""
        name, form = f"{table}.json", form_of(columns)
        for number, line in enumerate(self.lines(name), 1):
            text = line.rstrip(b",\n")
            if text not in {b"[", b"]", b"[]"}:
                yield tuple(parsed(f"{name}, line {number}", text, form).__dict__.values())

    async def require_table(self, table: Records) -> None:
        """See that a table says this as CSV and as JSON, to the byte. Raises Altered."""
        for format_ in (JsonLists(), self._csv):
            target = _Checksums()
            await format_.write(Dataset(NO_DEBATE, (table,)), target)
            for name, digest in target.found.items():
                if self.checksums.get(name) != digest:
                    raise Altered(name)

    async def require_twins(self, table: str, columns: tuple[str, ...]) -> None:
        """See that a table says the same as CSV and as JSON, to the byte."""

        async def rows() -> Rows:
            for row in self.rows(table, columns):
                yield row

        await self.require_table(Records(table, columns, rows))


class _Checksums:
    """Takes files and keeps their checksums only."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    @contextmanager
    def file(self, name: str) -> Iterator[IO[bytes]]:
        hashed = Hashed()
        yield cast("IO[bytes]", hashed)
        self.found[name] = hashed.digest.hexdigest()
