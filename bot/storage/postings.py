"""The messages that show results."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from bot.domain.polls import Posting
from bot.storage.engine import Connection
from bot.storage.sql import insert_into
from bot.storage.tables import result_messages


async def add_posting(connection: Connection, poll_ids: Sequence[int], posting: Posting) -> None:
    """Store a message that shows results of these polls; storing it again changes nothing."""
    ids = {"channel_id": posting.channel_id, "message_id": posting.message_id}
    adding = insert_into(connection.dialect.name, result_messages).on_conflict_do_nothing()
    await connection.execute(adding, [{"poll_id": poll_id, **ids} for poll_id in poll_ids])


async def postings_of(connection: Connection, poll_id: int) -> list[Posting]:
    """Return the messages that show a poll's result, oldest first."""
    found = select(result_messages).where(result_messages.c.poll_id == poll_id).order_by(result_messages.c.message_id)
    return [Posting(row.channel_id, row.message_id) for row in await connection.execute(found)]


async def take_postings(connection: Connection, poll_id: int) -> list[Posting]:
    """Return the messages that show a poll's result, and forget them: they are to say something else."""
    found = await postings_of(connection, poll_id)
    await connection.execute(delete(result_messages).where(result_messages.c.poll_id == poll_id))
    return found


async def newest_postings(connection: Connection, poll_ids: Sequence[int]) -> dict[int, Posting]:
    """Return the newest message that shows each poll's result, by the poll's number."""
    found = select(result_messages).where(result_messages.c.poll_id.in_(poll_ids))
    newest_last = found.order_by(result_messages.c.message_id)
    return {row.poll_id: Posting(row.channel_id, row.message_id) for row in await connection.execute(newest_last)}
