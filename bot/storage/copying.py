"""Copies all rows from one database to another, of either kind."""

from collections.abc import Callable
from functools import partial

from sqlalchemy import Table, func, insert, select
from sqlalchemy.exc import DBAPIError

from bot.domain.faults import OperatorError
from bot.storage.engine import Connection, Reading
from bot.storage.tables import metadata

BATCH = 10_000

Progress = Callable[[str, int, int], None]
"""Called with a table, its number of rows, and the number copied so far."""


class CannotCopy(OperatorError):
    """Nothing was copied; the message says why."""


async def row_counts(connection: Connection) -> dict[str, int]:
    """Count the rows of every table."""
    return {
        table.name: int(await connection.scalar(select(func.count()).select_from(table)) or 0)
        for table in metadata.sorted_tables
    }


async def copy_rows(source: Reading, target: Connection, progress: Progress) -> None:
    """Copy every row in the target's transaction; both must have the newest schema. Raises CannotCopy."""
    totals = await row_counts(source)
    try:
        for table in metadata.sorted_tables:
            await _copy_table(source, target, table, partial(progress, table.name, totals[table.name]))
            if target.dialect.name == "postgresql" and "id" in table.c:
                await _continue_numbering(target, table)
    except DBAPIError as error:
        reason = str(error.orig).partition("\n")[0]
        raise CannotCopy(f"The copy failed, and TO is left empty: {reason}.") from error


async def _copy_table(source: Reading, target: Connection, table: Table, progress: Callable[[int], None]) -> None:
    copied = 0
    # Ordered by primary key: PostgreSQL's own order reveals the order of insertion, even of secret ballots.
    found = select(table).order_by(*table.primary_key)
    async for rows in (await source.stream(found)).mappings().partitions(BATCH):
        await target.execute(insert(table), [dict(row) for row in rows])
        copied += len(rows)
        progress(copied)


async def _continue_numbering(target: Connection, table: Table) -> None:
    """Set PostgreSQL's sequence past the copied ids, which do not advance it."""
    counter = await target.scalar(select(func.pg_get_serial_sequence(table.name, "id")))
    newest = await target.scalar(select(func.max(table.c.id)))
    await target.execute(select(func.setval(counter, (newest or 0) + 1, False)))  # noqa: FBT003  setval's own argument
