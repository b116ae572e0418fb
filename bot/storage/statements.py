"""What SQLite and PostgreSQL both have but SQLAlchemy or they themselves write differently.

The same call returns the same object, so that SQLAlchemy compiles the statements made of it once.
"""

from functools import cache
from typing import Any

from sqlalchemy import JSON, Select, Table, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeEngine

POSTGRESQL = "postgresql"


@cache
def upsert(dialect: str, table: Table, *updated: str) -> Any:  # noqa: ANN401  either dialect's Insert
    """Return an insert that, where the primary key is already there, sets the `updated` columns to the new values."""
    insert = postgresql.insert if dialect == POSTGRESQL else sqlite.insert
    statement = insert(table)
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
