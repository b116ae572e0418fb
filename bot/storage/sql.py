"""Building blocks of queries, where SQLite and PostgreSQL differ.

They are cached, so that SQLAlchemy compiles each statement once.
"""

from collections.abc import AsyncIterator
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, JSON, Row, Select, Table, bindparam, func, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeEngine

from bot.domain.pieces import Turns
from bot.storage.engine import Reading

POSTGRESQL = "postgresql"

BATCH = 500
"""Rows of a stream in memory at a time; reading that many takes a few milliseconds."""


def insert_into(dialect: str, table: Table) -> Any:  # noqa: ANN401  either dialect's Insert
    """Return an insert that supports ON CONFLICT."""
    if dialect != POSTGRESQL:
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415  a tenth of the time to start, for those who have it

    return postgresql.insert(table)


@cache
def upsert(dialect: str, table: Table, *updated: str) -> Any:  # noqa: ANN401  either dialect's Insert
    """Return an insert that sets the `updated` columns to the new values if the primary key exists."""
    statement = insert_into(dialect, table)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={name: statement.excluded[name] for name in updated},
    )


def listed(dialect: str, name: str, kind: type[TypeEngine[Any]]) -> Select[Any]:
    """Return a subquery of the members of a list parameter, for `column.in_(...)`.

    SQLAlchemy expands its own lists at every execution, which costs four times as much as the query.
    """
    if dialect == POSTGRESQL:
        return select(func.unnest(bindparam(name, type_=ARRAY(kind))))
    return select(func.json_each(bindparam(name, type_=JSON)).table_valued("value").c.value)


async def streamed(connection: Reading, found: Select[Any]) -> AsyncIterator[Row[Any]]:
    """Stream the rows of a query, one batch in memory at a time.

    A caller that stops early leaves the cursor open until the transaction ends: closing it when the generator is
    garbage collected would run concurrently with the caller's next statement on the same connection.
    """
    result = await connection.stream(found.execution_options(yield_per=BATCH))
    turns = Turns()
    async for rows in result.partitions():  # single rows would each cost a switch to the driver and back
        for row in rows:
            yield row
            if turns.is_over:
                await turns.give()
