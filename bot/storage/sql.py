"""Statements that several queries are made of, and what SQLite and PostgreSQL write differently.

The same call returns the same object, so that SQLAlchemy compiles the statements made of it once.
"""

from collections.abc import AsyncIterator
from functools import cache
from typing import Any

from sqlalchemy import JSON, Row, Select, Table, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeEngine

from bot.domain.pieces import Turns
from bot.storage.engine import Reading

POSTGRESQL = "postgresql"

BATCH = 500
"""Rows of a stream in memory at a time; reading as many takes some milliseconds."""


def insert_into(dialect: str, table: Table) -> Any:  # noqa: ANN401  either dialect's Insert
    """Return an insert that can say what to do where the primary key is already there."""
    return postgresql.insert(table) if dialect == POSTGRESQL else sqlite.insert(table)


@cache
def upsert(dialect: str, table: Table, *updated: str) -> Any:  # noqa: ANN401  either dialect's Insert
    """Return an insert that, where the primary key is already there, sets the `updated` columns to the new values."""
    statement = insert_into(dialect, table)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={name: statement.excluded[name] for name in updated},
    )


def listed(dialect: str, name: str, kind: type[TypeEngine[Any]]) -> Select[Any]:
    """Return the members of a list that is given as one parameter, for `column.in_(...)`.

    SQLAlchemy's own lists are written into the statement anew at every execution, which costs four times the query.
    """
    if dialect == POSTGRESQL:
        return select(func.unnest(bindparam(name, type_=postgresql.ARRAY(kind))))
    return select(func.json_each(bindparam(name, type_=JSON)).table_valued("value").c.value)


async def streamed(connection: Reading, found: Select[Any]) -> AsyncIterator[Row[Any]]:
    """Go through the rows of a query as the database finds them, with one batch of them in memory.

    Whoever stops half-way leaves the cursor to the end of the transaction: closing it from a generator that is thrown
    away would run beside the caller's next statement on the same connection.
    """
    result = await connection.stream(found.execution_options(yield_per=BATCH))
    turns = Turns()
    async for rows in result.partitions():  # row by row would switch to the driver and back for each
        for row in rows:
            yield row
            if turns.is_over:
                await turns.give()
