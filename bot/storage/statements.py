"""The one statement that SQLite and PostgreSQL share but SQLAlchemy keeps apart: insert or update."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.engine import Connection


def upsert(connection: Connection, table: Table, updated: Sequence[str]) -> Any:  # noqa: ANN401  either dialect's Insert
    """Return an insert that, where the primary key is already there, sets the `updated` columns to the new values."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={name: statement.excluded[name] for name in updated},
    )
