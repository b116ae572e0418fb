"""Parquet: a file a table, with types, for pandas, polars, DuckDB and R. It takes the extra `parquet`."""

import asyncio
from datetime import UTC, datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot.domain.export_schema import Dataset, Records, Row
from bot.domain.findings import Cell
from bot.domain.refusals import NotNow
from bot.domain.texts import say
from bot.exports import Target
from bot.exports.datapackage import type_of
from bot.exports.whole_file import write_whole

ROWS = 50_000
"""Rows in memory at a time, which become a group of the file."""


class Parquet:
    """Whole numbers, shares, times in UTC and texts; empty cells are null."""

    name = "parquet"
    one_file = False

    async def write(self, dataset: Dataset, target: Target) -> None:
        if find_spec("pyarrow") is None:
            raise NotNow(say("This bot cannot write Parquet. Whoever runs it can install its extra `parquet`."))
        for table in dataset.tables:
            await write_whole(f"{table.name}.parquet", target, partial(_fill, table))


async def _fill(table: Records, file: Path) -> None:
    from pyarrow import parquet  # noqa: PLC0415  an extra, and slow to import

    schema = _schema(table)
    writer = await asyncio.to_thread(parquet.ParquetWriter, file, schema)
    try:
        rows: list[Row] = []
        async for row in table.rows():
            rows.append(row)
            if len(rows) == ROWS:
                await asyncio.to_thread(_add, writer, schema, rows)
                rows = []
        await asyncio.to_thread(_add, writer, schema, rows)
    finally:
        writer.close()


def _schema(table: Records) -> Any:  # noqa: ANN401  pyarrow has no types
    import pyarrow as pa  # noqa: PLC0415  as above

    types = {
        "integer": pa.int64(),
        "number": pa.float64(),
        "datetime": pa.timestamp("s", tz="UTC"),
        "string": pa.string(),
    }
    return pa.schema([(column, types[type_of(column)]) for column in table.columns])


def _add(writer: Any, schema: Any, rows: list[Row]) -> None:  # noqa: ANN401  as above
    import pyarrow as pa  # noqa: PLC0415  as above

    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    arrays = [
        pa.array([_value(cell, type_of(field.name)) for cell in cells], field.type)
        for field, cells in zip(schema, columns, strict=True)
    ]
    writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _value(cell: Cell, type_: str) -> Any:  # noqa: ANN401  as above
    if cell is None or type_ in {"integer", "number"}:
        return None if cell == "" else cell
    return datetime.fromisoformat(str(cell)).astimezone(UTC) if type_ == "datetime" else str(cell)


FORMAT = Parquet()
