"""Building blocks of queries, where SQLite and PostgreSQL differ.

They are cached, so that SQLAlchemy compiles each statement once.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, JSON, ColumnElement, Connection, Row, Select, Table, any_, bindparam, func, insert, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeEngine

from bot.domain.pieces import Turns
from bot.storage.engine import Reading

POSTGRESQL = "postgresql"

NewRow = Mapping[str, Any]
"""A row to store, by the names of its columns."""

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


def upsert_all(connection: Connection, table: Table, rows: Sequence[NewRow], *updated: str) -> None:
    """Upsert rows that all have the same columns; on PostgreSQL in one statement, in which no key may come twice."""
    if rows and connection.dialect.name == POSTGRESQL:
        key = table.primary_key.columns.keys()
        # Processes that lock the same rows in the same order never wait for each other in a circle.
        in_order = sorted(rows, key=lambda row: [row[name] for name in key])
        connection.execute(_upsert_of_lists(table, tuple(rows[0]), updated), _as_lists(in_order))
    elif rows:
        connection.execute(upsert(connection.dialect.name, table, *updated), rows)


def insert_all(connection: Connection, table: Table, rows: Sequence[NewRow]) -> None:
    """Insert rows that all have the same columns; on PostgreSQL in one statement."""
    if rows and connection.dialect.name == POSTGRESQL:
        connection.execute(_insert_of_lists(table, tuple(rows[0])), _as_lists(rows))
    elif rows:
        connection.execute(insert(table), rows)


@cache
def _upsert_of_lists(table: Table, names: tuple[str, ...], updated: tuple[str, ...]) -> Any:  # noqa: ANN401  as above
    return upsert(POSTGRESQL, table, *updated).from_select(list(names), _rows_of_lists(table, names))


@cache
def _insert_of_lists(table: Table, names: tuple[str, ...]) -> Any:  # noqa: ANN401  as above
    return insert(table).from_select(list(names), _rows_of_lists(table, names))


def _rows_of_lists(table: Table, names: Sequence[str]) -> Select[Any]:
    """Return rows of which each column is a list parameter: a message for each row would take longer than the rows."""
    lists = [bindparam(name, type_=ARRAY(table.c[name].type)) for name in names]
    return select(func.unnest(*lists).table_valued(*names).render_derived(name="added"))


def _as_lists(rows: Sequence[NewRow]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}


def listed(dialect: str, name: str, kind: type[TypeEngine[Any]]) -> Select[Any]:
    """Return a subquery of the members of a list parameter.

    SQLAlchemy expands its own lists at every execution, which costs four times as much as the query.
    """
    if dialect == POSTGRESQL:
        return select(func.unnest(bindparam(name, type_=ARRAY(kind))))
    return select(func.json_each(bindparam(name, type_=JSON)).table_valued("value").c.value)


def is_listed(dialect: str, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Return whether a column's value is a member of a list parameter."""
    if dialect == POSTGRESQL:  # which looks such members up in an index; those of a subquery it may not
        return column == any_(bindparam(name, type_=ARRAY(column.type)))
    return column.in_(listed(dialect, name, type(column.type)))


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
