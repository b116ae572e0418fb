"""The formats: what goes in can be read back, the same comes out every time, and nothing runs in a spreadsheet."""

import csv
import io
import json
import stat
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.records import Records
from bot.exports import all_formats
from bot.exports.comma_separated import CommaSeparated
from bot.exports.json_lists import JsonLists

RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")  # as OWASP and ASVS 5.0, 1.2.10, list them
COLUMNS = ("name", "votes", "share")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
NASTY = st.builds("{}{}".format, st.sampled_from(RUNS_AS_FORMULA), TEXTS) | st.sampled_from(
    ['=HYPERLINK("https://example.org")', "+1", "-1", "@SUM(A1)", "\t=1", "\r\n=1", '",=1', "a\n=1", "'=1", "1;=1"]
)
ROWS = st.lists(st.tuples(TEXTS | NASTY, st.none() | st.integers(), st.none() | st.floats(0, 1)), max_size=8)


def table(rows, name="tallies"):
    return Records(name, COLUMNS, rows)


def read_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def unpacked(file):
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_formats_are_found_by_their_names():
    assert {"csv", "json", "zip"} <= set(all_formats())
    assert all(found.name == name for name, found in all_formats().items())


@pytest.mark.parametrize("name", all_formats())
@given(rows=ROWS)
def test_the_same_tables_give_the_same_bytes(name, rows):
    made = all_formats()[name].files([table(rows), table(rows, "ballots")])
    assert made == all_formats()[name].files([table(rows), table(rows, "ballots")])
    assert len({file.name for file in made}) == len(made) > 0
    assert all(file.content for file in made)


@given(ROWS)
def test_csv_gives_back_every_cell_with_formulas_defused(rows):
    (file,) = CommaSeparated().files([table(rows)])
    header, *read = read_csv(file.content)
    assert tuple(header) == COLUMNS
    assert len(read) == len(rows)
    for (text, votes, share), cells in zip(rows, read, strict=True):
        assert cells[0] == (f"'{text}" if text.startswith(RUNS_AS_FORMULA) else text)
        assert not cells[0].startswith(RUNS_AS_FORMULA)
        assert cells[1:] == ["" if number is None else str(number) for number in (votes, share)]


@given(ROWS)
def test_csv_starts_with_a_byte_order_mark_and_ends_lines_as_rfc_4180_has_it(rows):
    (file,) = CommaSeparated().files([table(rows)])
    assert file.content.startswith(b"\xef\xbb\xbfname,votes,share\r\n")
    assert file.content.endswith(b"\r\n")


def test_negative_numbers_are_no_formulas():
    (file,) = CommaSeparated().files([table([("x", -3, None)])])
    assert read_csv(file.content)[1] == ["x", "-3", ""]


@given(ROWS)
def test_json_gives_back_every_cell_as_it_is(rows):
    (file,) = JsonLists().files([table(rows)])
    assert [tuple(row.values()) for row in json.loads(file.content)] == rows
    assert all(tuple(row) == COLUMNS for row in json.loads(file.content))


@given(ROWS, ROWS)
def test_a_zip_holds_the_very_files_of_the_other_formats(first, second):
    tables = [table(first), table(second, "ballots")]
    (file,) = all_formats()["zip"].files(tables)
    expected = [*CommaSeparated().files(tables), *JsonLists().files(tables)]
    assert unpacked(file) == {made.name: made.content for made in expected}


def test_whoever_unpacks_a_zip_may_read_its_files():
    (file,) = all_formats()["zip"].files([table([])])
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        modes = {stat.S_IMODE(entry.external_attr >> 16) for entry in archive.infolist()}
    assert modes == {0o644}
