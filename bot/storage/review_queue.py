"""The one queue of what moderators review: responses and statements of a server, in the order of writing."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Table, func, literal, select, union_all

from bot.domain.responses import Status
from bot.storage.engine import Connection
from bot.storage.tables import debates, responses, statements


@dataclass(frozen=True)
class Queued:
    """What is at a place of the queue."""

    id: int
    is_statement: bool


def _queue(guild_id: int, status: Status) -> Any:  # noqa: ANN401  a subquery of three columns
    """Select both; their words for waiting and declined are the same. Statements that were deleted have no text."""
    all_ = union_all(_of(responses, guild_id, status, False), _of(statements, guild_id, status, True))  # noqa: FBT003
    return all_.subquery()


def _of(table: Table, guild_id: int, status: Status, is_statement: bool) -> Select[Any]:  # noqa: FBT001
    own = select(debates.c.id).where(debates.c.guild_id == guild_id)
    columns = (table.c.id, table.c.created_at, literal(is_statement).label("is_statement"))
    return select(*columns).where(table.c.debate_id.in_(own), table.c.status == status.value, table.c.text != "")


async def count_queued(connection: Connection, guild_id: int, status: Status) -> int:
    """Count a server's responses and statements of a status, in all debates."""
    counting = select(func.count()).select_from(_queue(guild_id, status))
    return int(await connection.scalar(counting) or 0)


async def queued_at(connection: Connection, guild_id: int, status: Status, index: int) -> Queued | None:
    """Return what is at a place of the queue: what is pending oldest first, what is declined newest first."""
    queue = _queue(guild_id, status)
    order = [queue.c.created_at, queue.c.is_statement, queue.c.id]
    if status is not Status.PENDING:
        order = [column.desc() for column in order]
    row = (await connection.execute(select(queue).order_by(*order).offset(index).limit(1))).one_or_none()
    return None if row is None else Queued(row.id, bool(row.is_statement))
