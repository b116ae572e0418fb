"""Statements that SQLite is given as they are: SQLAlchemy takes longer to hand one over than SQLite to execute it.

SQLAlchemy writes each once, and says how its values are kept. They are for what every vote executes on the writing
connection; on PostgreSQL, where the way to the server takes longer than either, a statement goes the usual way.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Insert, Select
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeEngine

NAME = "sqlite"
"""What SQLAlchemy calls SQLite."""

_DIALECT = sqlite.dialect()

Convert = Callable[[Any], Any]


def _as_it_is(value: Any) -> Any:  # noqa: ANN401  whatever a column holds
    return value


class _Statement:
    def __init__(self, statement: Select[Any] | Insert, columns: Sequence[str] | None = None) -> None:
        compiled = statement.compile(dialect=_DIALECT, column_keys=columns)
        self.sql = compiled.string
        self._given: Mapping[str, Any] = compiled.params
        self._binds = [(name, _to_sqlite(compiled.binds[name].type)) for name in compiled.positiontup or ()]

    def values(self, given: Mapping[str, Any]) -> list[Any]:
        """Return the statement's parameters in their order."""
        return [convert(given[name] if name in given else self._given[name]) for name, convert in self._binds]


class DirectSelect(_Statement):
    """A query."""

    def __init__(self, statement: Select[Any]) -> None:
        super().__init__(statement)
        columns = statement.selected_columns
        self._row = namedtuple("Row", [column.key for column in columns])  # type: ignore[misc]  # noqa: PYI024  known here only
        self._converts = [_from_sqlite(column.type) for column in columns]

    def rows(self, connection: Connection, given: Mapping[str, Any]) -> list[Any]:
        """Return all rows, with the columns' names."""
        cursor = connection.connection.cursor()
        try:
            cursor.execute(self.sql, self.values(given))
            found = cursor.fetchall()
        finally:
            cursor.close()
        return [
            self._row(*(convert(value) for convert, value in zip(self._converts, row, strict=True))) for row in found
        ]


class DirectInsert(_Statement):
    """An insert, or an upsert, of rows that all have these columns."""

    def execute(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows."""
        cursor = connection.connection.cursor()
        try:
            cursor.executemany(self.sql, [self.values(row) for row in rows])
        finally:
            cursor.close()


def _to_sqlite(kind: TypeEngine[Any]) -> Convert:
    return kind.dialect_impl(_DIALECT).bind_processor(_DIALECT) or _as_it_is


def _from_sqlite(kind: TypeEngine[Any]) -> Convert:
    return kind.dialect_impl(_DIALECT).result_processor(_DIALECT, None) or _as_it_is
