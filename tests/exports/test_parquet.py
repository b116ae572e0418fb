"""Parquet: tables come back with their types, however many rows there are."""

import asyncio
import io

import pytest
from test_formats import DEBATE, InMemory

from bot.domain.export_schema import Dataset, Records, in_turn
from bot.domain.refusals import NotNow
from bot.exports import parquet as ours

COLUMNS = ("label", "votes", "share", "opened_at", "fields.health", "build.answer")
ROWS = [
    ("=1 «é»", 3, 0.25, "2025-07-10T18:00:00Z", 1, "yes"),
    (None, None, None, None, None, None),
    ("", 0, 1.0, "1999-12-31T23:59:59Z", 0, "abstain"),
]


def written(rows):
    target = InMemory()
    table = Records("tallies", COLUMNS, lambda: in_turn(rows))
    asyncio.run(ours.Parquet().write(Dataset(DEBATE, (table,)), target))
    return target.files


@pytest.mark.parametrize("rows", [[], ROWS, ROWS * 3])
def test_tables_come_back_with_their_types_also_in_groups_of_rows(rows, monkeypatch):
    parquet = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr(ours, "ROWS", 4)
    ((name, content),) = written(rows).items()
    assert name == "tallies.parquet"
    table = parquet.read_table(io.BytesIO(content))
    assert [str(type_) for type_ in table.schema.types] == [
        *("string", "int64", "double", "timestamp[ms, tz=UTC]", "int64", "string")
    ]
    back = [tuple(row.values()) for row in table.to_pylist()]
    assert [(*row[:3], row[3] and row[3].strftime("%Y-%m-%dT%H:%M:%SZ"), *row[4:]) for row in back] == rows
    assert written(rows)["tallies.parquet"] == content


def test_without_its_extra_it_says_so(monkeypatch):
    monkeypatch.setattr(ours, "find_spec", lambda _: None)
    with pytest.raises(NotNow, match="extra"):
        written(ROWS)
