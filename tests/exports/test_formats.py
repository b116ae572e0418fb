"""The formats: what goes in can be read back, the same comes out every time, and nothing runs in a spreadsheet."""

import asyncio
import csv
import hashlib
import io
import json
import stat
import threading
import weakref
import zipfile
from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.export_schema import Dataset, Records, in_turn
from bot.domain.polls import Debate
from bot.exports import TooLarge, all_formats
from bot.exports.csv_ import CommaSeparated
from bot.exports.folder import Folder
from bot.exports.json_ import JsonLists
from bot.exports.zip_ import Archive

RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")  # as OWASP and ASVS 5.0, 1.2.10, list them
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
BLANKS = " \t\0\u00a0\u3000\u200b\ufeff\"'"
COLUMNS = ("name", "votes", "share")
DEBATE = Debate(1, 1, "small", "A debate", datetime(2025, 7, 10, 18, 0, tzinfo=UTC))
OF_TABLES = ("csv", "json", "xlsx", "zip")
"""The formats that hold tables; the others have tests of their own."""
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
NASTY = (
    st.builds("{}{}".format, st.sampled_from(RUNS_AS_FORMULA), TEXTS)
    | st.sampled_from(
        ['=HYPERLINK("https://example.org")', "+1", "-1", "@SUM(A1)", "\t=1", "\r\n=1", '",=1', "a\n=1", "'=1", "1;=1"]
    )
    | st.lists(st.sampled_from([*FORMULA, *BLANKS, ";", ",", "\n", "\r", "x", "1"]), max_size=12).map("".join)
)
ROWS = st.lists(st.tuples(TEXTS | NASTY, st.none() | st.integers(), st.none() | st.floats(0, 1)), max_size=8)


def table(rows, name="tallies"):
    return Records(name, COLUMNS, lambda: in_turn(rows))


class Text(str):
    """A text that can be watched."""

    __slots__ = ("__weakref__",)


class InMemory:
    """Keeps the files that are written, by name."""

    def __init__(self):
        self.files = {}

    @contextmanager
    def file(self, name):
        stream = io.BytesIO()
        yield stream
        self.files[name] = stream.getvalue()


class Watched(InMemory):
    """Notes which threads write."""

    def __init__(self):
        super().__init__()
        self.writers = set()

    @contextmanager
    def file(self, name):
        with super().file(name) as stream:
            write = stream.write

            def watched(data):
                self.writers.add(threading.current_thread())
                return write(data)

            yield SimpleNamespace(write=watched)


def dataset(*tables):
    """Return tables as what is exported of a debate."""
    return Dataset(DEBATE, tables)


def written(format_, *tables):
    """Return the files that a format makes of tables."""
    target = InMemory()
    asyncio.run(format_.write(dataset(*tables), target))
    return target.files


def one(format_, *tables):
    """Return the content of the only file that a format makes of tables."""
    (content,) = written(format_, *tables).values()
    return content


def read_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def unpacked(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_formats_are_found_by_their_names():
    assert set(OF_TABLES) <= set(all_formats())
    assert all(found.name == name for name, found in all_formats().items())


@pytest.mark.parametrize("name", OF_TABLES)
@given(rows=ROWS)
def test_the_same_tables_give_the_same_bytes(name, rows):
    format_ = all_formats()[name]
    made = written(format_, table(rows), table(rows, "ballots"))
    assert made == written(format_, table(rows), table(rows, "ballots"))
    assert len(made) == 1 or not format_.one_file
    assert all(made.values())


def undone(cell):
    """Take away the apostrophes that a text was defused with, as the README says."""
    text, blank = "", True  # at the beginning of a cell
    for place, char in enumerate(cell):
        rest = cell[place + 1 :]
        begins = rest.lstrip(BLANKS.replace("\t", "")).startswith(FORMULA) or (
            place == 0 and rest.lstrip("'")[:1] in set("\t\r\n\0")
        )
        if not (char == "'" and blank and begins):
            text += char
        blank = char in ";\t\r\n"
    return text


@given(ROWS)
@example([("'\n", None, None), ("\n", None, None)])
def test_csv_gives_back_every_cell_with_formulas_defused(rows):
    header, *read = read_csv(one(CommaSeparated(), table(rows)))
    assert tuple(header) == COLUMNS
    assert len(read) == len(rows)
    for (text, votes, share), cells in zip(rows, read, strict=True):
        assert undone(cells[0]) == text
        assert not cells[0].startswith(RUNS_AS_FORMULA)
        assert cells[1:] == ["" if number is None else str(number) for number in (votes, share)]


@given(ROWS, st.sampled_from([",", ";", "\t"]))
@example([("foo;=cmd|'/C calc'!A0;", None, None)], ";")
@example([(" ＝1+1", None, None)], ",")
@example([('x\n;"=1', None, None)], ";")
def test_no_cell_runs_whatever_a_spreadsheet_takes_for_the_separator(rows, separator):
    """As where a comma is what numbers have: Swiss, French and German spreadsheets separate by semicolons."""
    content = written(
        CommaSeparated(), Records("texts", ("before", "text"), lambda: in_turn([("x", row[0]) for row in rows]))
    )
    read = csv.reader(io.StringIO(content["texts.csv"].decode("utf-8-sig"), newline=""), delimiter=separator)
    for cell in (cell for row in read for cell in row):
        assert not cell.lstrip(BLANKS.replace("'", "")).startswith(FORMULA), cell


@pytest.mark.parametrize("text", ["yes;no", "deleted:1", "2026-01-01T00:00:00Z", "it's 3 - 2", "a=b", "ü ; ö"])
def test_what_does_not_run_is_left_as_it_is(text):
    assert read_csv(one(CommaSeparated(), table([(text, 1, None)])))[1][0] == text


@given(ROWS)
def test_csv_starts_with_a_byte_order_mark_and_ends_lines_as_rfc_4180_has_it(rows):
    content = one(CommaSeparated(), table(rows))
    assert content.startswith(b"\xef\xbb\xbfname,votes,share\r\n")
    assert content.endswith(b"\r\n")


@pytest.mark.parametrize("label", ["None", "NA", "null", "n/a"])
def test_a_text_that_programs_read_as_a_missing_value_stands_in_quotes(label):
    """Then DuckDB and readr take it as the text that it is; an empty cell stays empty."""
    target = InMemory()
    asyncio.run(CommaSeparated().write(Dataset(DEBATE, (table([(label, 1, None), ("Yes", 2, 0.5)]),)), target))
    _, first, second, _ = target.files["tallies.csv"].decode("utf-8-sig").split("\r\n")
    assert first.startswith(f'"{label}",1,')
    assert second == "Yes,2,0.5"


def test_negative_numbers_are_no_formulas():
    assert read_csv(one(CommaSeparated(), table([("x", -3, None)])))[1] == ["x", "-3", ""]


@given(ROWS)
def test_json_gives_back_every_cell_as_it_is(rows):
    read = json.loads(one(JsonLists(), table(rows)))
    assert [tuple(row.values()) for row in read] == rows
    assert all(tuple(row) == COLUMNS for row in read)


@given(ROWS, ROWS)
def test_a_zip_holds_the_very_files_of_the_other_formats(first, second):
    tables = [table(first), table(second, "ballots")]
    found = unpacked(one(Archive(), *tables))
    listed = json.loads(found.pop("manifest.json"))["files"]
    assert found == written(CommaSeparated(), *tables) | written(JsonLists(), *tables)
    assert listed == {name: hashlib.sha256(content).hexdigest() for name, content in found.items()}


def test_whoever_unpacks_a_zip_may_read_its_files():
    with zipfile.ZipFile(io.BytesIO(one(Archive(), table([])))) as archive:
        modes = {stat.S_IMODE(entry.external_attr >> 16) for entry in archive.infolist()}
    assert modes == {0o644}


@pytest.mark.parametrize("name", OF_TABLES)
def test_a_format_holds_a_row_or_two_however_many_there_are(name):
    """What is written lies in the file, not in memory."""
    alive, most = weakref.WeakSet(), 0

    async def rows():
        nonlocal most
        for number in range(1000):
            text = Text(number)
            alive.add(text)
            most = max(most, len(alive))
            yield (text, number, None)

    written(all_formats()[name], Records("ballots", COLUMNS, rows))
    assert most <= 2


@pytest.mark.parametrize("name", OF_TABLES)
def test_a_file_that_would_become_too_large_is_not_left_half_written(name, tmp_path):
    rows = [(uuid4().hex, number, None) for number in range(2000)]
    with pytest.raises(TooLarge):
        asyncio.run(all_formats()[name].write(dataset(table(rows)), Folder(tmp_path, max_bytes=20_000)))
    assert list(tmp_path.iterdir()) == []


def test_a_limit_holds_for_all_files_together(tmp_path):
    rows = [("x" * 100, 1, None)] * 100
    with pytest.raises(TooLarge):
        asyncio.run(
            CommaSeparated().write(dataset(table(rows), table(rows, "ballots")), Folder(tmp_path, max_bytes=15_000))
        )
    assert [file.name for file in tmp_path.iterdir()] == ["tallies.csv"]


def test_a_limit_holds_for_the_number_of_files(tmp_path):
    with pytest.raises(TooLarge):
        asyncio.run(CommaSeparated().write(dataset(table([]), table([], "ballots")), Folder(tmp_path, max_files=1)))
    assert [file.name for file in tmp_path.iterdir()] == ["tallies.csv"]


def test_a_file_takes_the_place_of_an_earlier_one_only_when_it_is_whole(tmp_path):
    earlier = tmp_path / "tallies.csv"
    earlier.write_text("earlier")

    async def broken():
        yield [("x", 1, None)]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        asyncio.run(CommaSeparated().write(dataset(Records("tallies", COLUMNS, broken)), Folder(tmp_path)))
    assert [file.name for file in tmp_path.iterdir()] == ["tallies.csv"]
    assert earlier.read_text() == "earlier"
    folder = Folder(tmp_path)
    asyncio.run(CommaSeparated().write(dataset(table([])), folder))
    assert folder.files == [earlier]
    assert earlier.read_bytes() == one(CommaSeparated(), table([]))


@pytest.mark.parametrize(("size", "fits"), [(99, True), (100, True), (101, False)])
def test_files_of_as_many_bytes_as_the_limit_says_fit(size, fits, tmp_path):
    folder = Folder(tmp_path, max_bytes=100)

    def write():
        for name, part in (("one", 40), ("other", size - 40)):
            with folder.file(name) as stream:
                stream.write(b"x" * part)

    if fits:
        write()
    else:
        with pytest.raises(TooLarge):
            write()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["one", "other"][: 1 + fits]
