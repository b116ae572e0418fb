"""The workbook, read back by another library."""

import asyncio
import io
from datetime import datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_formats import DEBATE, NASTY, TEXTS, InMemory, dataset, one

from bot.domain.export_schema import Records, in_turn
from bot.exports import xlsx
from bot.exports.xlsx import Excel

COLUMNS = ("label", "votes", "share", "cast_at")
XML_HAS_NONE_OF = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))


def table(*rows, name="tallies"):
    return Records(name, COLUMNS, lambda: in_turn(rows))


def opened(*tables):
    """Return the workbook as somebody sees it."""
    return openpyxl.load_workbook(io.BytesIO(one(Excel(), *tables)))


def test_every_table_has_its_sheet_ready_to_filter_under_a_bold_heading_that_stays():
    book = opened(table(("Yes", 3, 0.75, "2025-07-10T18:00:00Z")), table(name="ballots"))
    assert book.sheetnames == ["tallies", "ballots", "codebook"]
    for sheet, area in zip(book.worksheets[:2], ["A1:D2", "A1:D1"], strict=True):
        assert tuple(cell.value for cell in sheet[1]) == COLUMNS
        assert all(cell.font.bold for cell in sheet[1])
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == area


def test_the_title_stands_above_every_printed_page_and_in_no_column():
    cells = [("A debate", "a", 3)]
    book = opened(Records("tallies", ("debate", "question", "votes"), lambda: in_turn(cells)))
    sheet = book["tallies"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [["question", "votes"], ["a", 3]]
    assert sheet.oddHeader.left.text == DEBATE.title
    assert sheet.print_title_rows == "$1:$1"
    assert book.properties.title == DEBATE.title


def test_the_last_sheet_says_what_each_column_means():
    meanings = {row[1].value: row[2].value for row in opened(table())["codebook"].iter_rows(min_row=2)}
    assert {*meanings} == {*COLUMNS}
    assert "ballots - abstentions" in meanings["share"]


def test_figures_are_numbers_shares_percent_and_times_dates():
    sheet = opened(table(("Yes", 3, 0.756781, "2025-07-10T18:00:00Z"), ("No", 0, None, None)))["tallies"]
    label, votes, share, cast_at = sheet[2]
    assert (label.data_type, label.value) == ("s", "Yes")
    assert (votes.data_type, votes.value) == ("n", 3)
    assert (share.value, share.number_format) == (0.756781, "0.0%")
    assert (cast_at.is_date, cast_at.value) == (True, datetime(2025, 7, 10, 18, 0))  # noqa: DTZ001  a sheet knows no time zone
    assert cast_at.number_format.endswith('"Z"')
    assert [cell.value for cell in sheet[3]] == ["No", 0, None, None]


@given(st.lists(NASTY | TEXTS | XML_HAS_NONE_OF, max_size=8))
def test_no_text_is_a_formula_or_a_link(texts):
    sheet = opened(table(*((text, 1, None, None) for text in texts)))["tallies"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)
    assert len(list(sheet.iter_rows())) == len(texts) + 1


@given(st.lists(XML_HAS_NONE_OF.filter(lambda text: not text.startswith("_x")), min_size=1, max_size=5))
def test_texts_come_back_as_they_were_written(texts):
    sheet = opened(table(*((text, 1, None, None) for text in texts)))["tallies"]
    assert [row[0].value or "" for row in sheet.iter_rows(min_row=2)] == texts


def test_a_response_keeps_its_lines_and_accents():
    text = "«déjà vu»\nsecond line, 東京 🎉"
    assert opened(table((text, 1, None, None)))["tallies"]["A2"].value == text


def test_what_people_wrote_wraps_and_stands_beside_the_rest_of_its_row():
    columns = ("response", "text", "created_at")
    lines = ("short line\n" * 40).strip()
    cells = [(1, "x" * 2000, "2025-07-10T18:00:00Z"), (2, lines, "2025-07-10T18:00:00Z")]
    sheet = opened(Records("responses", columns, lambda: in_turn(cells)))["responses"]
    for row in sheet.iter_rows(min_row=2):
        assert [cell.alignment.wrap_text for cell in row] == [None, True, None]
        assert {cell.alignment.vertical for cell in row} == {"top"}
    assert sheet["B3"].value == lines
    assert 55 < sheet.column_dimensions["B"].width < 65
    assert sheet.row_dimensions[3].height is None  # so that spreadsheets fit it to the text
    assert opened(table(("Yes", 3, None, None)))["tallies"]["A2"].alignment.wrap_text is None


def test_a_text_of_short_lines_needs_no_wide_column():
    cells = [("short line\n" * 40,)]
    sheet = opened(Records("responses", ("text",), lambda: in_turn(cells)))["responses"]
    assert sheet.column_dimensions["A"].width < 15


def test_columns_are_as_wide_as_what_stands_in_them_within_reason():
    sheet = opened(table(("y" * 30, 3, None, None), ("x" * 2000, 3, None, None)))["tallies"]
    short = opened(table(("y" * 30, 3, None, None)))["tallies"]
    assert 30 < short.column_dimensions["A"].width < 35
    assert 55 < sheet.column_dimensions["A"].width < 65


def test_rows_beyond_those_of_a_sheet_go_on_in_another(monkeypatch):
    """A sheet takes 1,048,576 rows; here it takes four."""
    monkeypatch.setattr(xlsx, "MOST_ROWS", 4)
    book = opened(table(*((str(number), number, None, None) for number in range(7))), table(name="ballots"))
    assert book.sheetnames == ["tallies", "tallies 2", "tallies 3", "ballots", "codebook", "codebook 2", "codebook 3"]
    sheets = [book[name] for name in book.sheetnames[:3]]
    assert [[row[1].value for row in sheet.iter_rows(min_row=2)] for sheet in sheets] == [[0, 1, 2], [3, 4, 5], [6]]
    assert all(tuple(cell.value for cell in sheet[1]) == COLUMNS for sheet in sheets)


def test_what_is_full_to_the_last_row_begins_no_empty_sheet(monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_ROWS", 4)
    assert opened(table(*((str(number), 1, None, None) for number in range(3)))).sheetnames[:2] == [
        "tallies",
        "codebook",
    ]


def test_nothing_is_written_where_the_rows_fail_to_come():
    async def broken():
        yield ("x", 1, None, None)
        raise ConnectionError

    target = InMemory()
    with pytest.raises(ConnectionError):
        asyncio.run(Excel().write(dataset(Records("tallies", COLUMNS, broken)), target))
    assert target.files == {}
