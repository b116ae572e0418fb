"""The audit log, a hash chain of moderators' actions."""

import json
from collections.abc import AsyncIterator

from sqlalchemy import insert, select

from bot.domain.hash_chain import GENESIS, LogEntry
from bot.storage.engine import Connection, Reading
from bot.storage.sql import streamed
from bot.storage.tables import actions


async def last_action(connection: Connection, debate_id: int) -> tuple[int, str]:
    """Return the number and hash of a debate's newest action; 0 and GENESIS if there is none."""
    found = (
        select(actions.c.number, actions.c.hash)
        .where(actions.c.debate_id == debate_id)
        .order_by(actions.c.number.desc())
        .limit(1)
    )
    row = (await connection.execute(found)).first()
    return (row.number, row.hash) if row else (0, GENESIS)


async def add_action(connection: Connection, debate_id: int, number: int, entry: LogEntry) -> None:
    """Store an action; the caller holds the server's lock, so that no other takes its number."""
    values = {"debate_id": debate_id, "number": number, "entry": entry.content, "hash": entry.hash}
    await connection.execute(insert(actions).values(values))


async def actions_of(connection: Reading, debate_id: int) -> AsyncIterator[LogEntry]:
    """Stream a debate's actions in order."""
    found = select(actions).where(actions.c.debate_id == debate_id).order_by(actions.c.number)
    async for row in streamed(connection, found):
        yield LogEntry(row.entry, row.hash)


async def statements_in(connection: Connection, debate_id: int, action: str) -> set[int]:
    """Return the statements that moderators have done something to."""
    named = actions.c.entry.contains(f'"{action}"', autoescape=True)
    found = (await connection.execute(select(actions.c.entry).where(actions.c.debate_id == debate_id, named))).scalars()
    entries = [json.loads(content) for content in found]
    return {entry["statement"] for entry in entries if entry["action"] == action and "statement" in entry}
