"""Statements that several queries are made of."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import Row, Select, Table
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.engine import Connection

BATCH = 1000
"""Rows that are read at a time: some milliseconds' work, between which votes get their turn."""


def upsert(connection: Connection, table: Table, updated: Sequence[str]) -> Any:  # noqa: ANN401  either dialect's Insert
    """Return an insert that, where the primary key is already there, sets the `updated` columns to the new values."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={name: statement.excluded[name] for name in updated},
    )


async def streamed(connection: Connection, found: Select[Any]) -> AsyncIterator[Row[Any]]:
    """Go through the rows of a query as the database finds them, with one batch of them in memory.

    Whoever stops half-way leaves the cursor to the end of the transaction: closing it from a generator that is thrown
    away would run beside the caller's next statement on the same connection.
    """
    result = await connection.stream(found.execution_options(yield_per=BATCH))
    async for rows in result.partitions():  # row by row would switch to the driver and back for each
        for row in rows:
            yield row
