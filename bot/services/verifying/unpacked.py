"""The files of a ZIP, read a line at a time."""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO, cast

from bot.domain.polls import Debate
from bot.domain.records import Dataset, Records, Row, Rows
from bot.exports import Format
from bot.exports.archive import Hashed
from bot.exports.comma_separated import CommaSeparated, defused_at_first
from bot.exports.json_lists import JsonLists
from bot.services.verifying.opening import UNREADABLE
from bot.services.verifying.strict import cell_types, read_row

LONGEST_LINE = 1 << 20
"""Bytes. Ours are far shorter; a longer one is not held in memory to find that out."""

MOST_NAMED = 20
"""Files that are named in one sentence."""

ENDINGS = ("csv", "json")

NO_DEBATE = Debate(0, 0, "", "", datetime.min.replace(tzinfo=UTC))
"""What the tables are of does not show in them."""


NONSENSE = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    StopIteration,
    RecursionError,
)
"""What is raised where a file's content is not what it should be."""


class Altered(Exception):
    """Names what was altered."""


def listed(wrong: Sequence[str]) -> str:
    """Name the first of what is wrong, and say how many more there are."""
    more = [f"and {len(wrong) - MOST_NAMED:,} more"] if len(wrong) > MOST_NAMED else []
    return ", ".join([*wrong[:MOST_NAMED], *more])


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Take whatever goes wrong with a file's content for an alteration of it. Raises Altered."""
    try:
        yield
    except NONSENSE as error:
        raise Altered(name) from error


class Unpacked:
    """A ZIP whose files have the checksums of its manifest. Every method raises Altered."""

    def __init__(self, archive: zipfile.ZipFile, checksums: Mapping[str, str]) -> None:
        self.checksums = checksums
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
        """Go through a table's rows."""
        name, types = f"{table}.json", cell_types(columns)
        for number, line in enumerate(self.lines(name), 1):
            text = line.rstrip(b",\n")
            if text in {b"[", b"]", b"[]"}:
                continue
            try:
                yield read_row(text, columns, types)
            except ValueError as error:
                raise Altered(f"{name}, line {number}") from error

    async def require_table(self, table: Records) -> None:
        """See that a table says this as CSV and as JSON, to the byte. Raises Altered."""
        json, csv = f"{table.name}.json", f"{table.name}.csv"
        if not await self._is(json, JsonLists(), table):
            raise Altered(json)
        of_this_version = await self._is(csv, CommaSeparated(), table)
        if not of_this_version and not await self._is(csv, CommaSeparated(defused_at_first), table):
            raise Altered(csv)

    async def _is(self, name: str, format_: Format, table: Records) -> bool:
        target = _Checksums()
        try:
            await format_.write(Dataset(NO_DEBATE, (table,)), target)
        except UnicodeEncodeError:  # half a character, which JSON can have and UTF-8 cannot
            return False
        return target.found[name] == self.checksums.get(name)

    async def require_twins(self, table: str, columns: tuple[str, ...]) -> None:
        """See that a table says the same as CSV and as JSON, to the byte."""

        async def rows() -> Rows:
            for row in self.rows(table, columns):
                yield row

        with reading(f"{table}.json"):
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
