"""Inclusion codes: which voters a closed poll has counted, without who they are or what they chose."""

import hashlib
from collections.abc import AsyncIterator, Callable
from functools import partial

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import Select, Table, insert, select

from bot.domain.canonical import Codes
from bot.storage.engine import Connection, Reading
from bot.storage.statements import POSTGRESQL, streamed
from bot.storage.tables import ballots, codes, secret_voters

BATCH = 10_000


async def keep_codes(connection: Connection, poll_id: int, code: Callable[[str], str]) -> Codes:
    """Store the code of everybody who has a ballot in a poll, and return what the list comes to."""
    await connection.run_sync(partial(_keep, poll_id=poll_id, code=code))
    return await summary_of(connection, poll_id)


def _keep(connection: SyncConnection, poll_id: int, code: Callable[[str], str]) -> None:
    # Of a secret poll the list of voters says who has one; in either table a person stands once for each item.
    for table in (ballots, secret_voters):
        _keep_from(table, connection, poll_id, code)


def _keep_from(table: Table, connection: SyncConnection, poll_id: int, code: Callable[[str], str]) -> None:
    last = ""
    while True:
        voters = (
            select(table.c.participant)
            .distinct()
            .where(table.c.poll_id == poll_id, table.c.participant > last)
            .order_by(table.c.participant)
            .limit(BATCH)
        )
        found = connection.execute(voters).scalars().all()
        if not found:
            return
        connection.execute(insert(codes), [{"poll_id": poll_id, "code": code(participant)} for participant in found])
        last = found[-1]


async def summary_of(connection: Connection, poll_id: int) -> Codes:
    """Return how many codes a poll has, and the hash of their sorted list."""
    return await connection.run_sync(partial(_summary, poll_id=poll_id))


def _summary(connection: SyncConnection, poll_id: int) -> Codes:
    number, digest = 0, hashlib.sha256()
    found = _sorted(connection.dialect.name, poll_id).execution_options(yield_per=BATCH)
    for code in connection.execute(found).scalars():
        number += 1
        digest.update(f"{code}\n".encode())
    return Codes(number, digest.hexdigest())


async def codes_of(connection: Reading, poll_id: int) -> AsyncIterator[str]:
    """Go through a poll's codes in alphabetical order."""
    async for row in streamed(connection, _sorted(connection.dialect.name, poll_id)):
        yield row.code


def _sorted(dialect: str, poll_id: int) -> Select[tuple[str]]:
    collation = "C" if dialect == POSTGRESQL else "BINARY"  # of bytes, so that every database has the same order
    return select(codes.c.code).where(codes.c.poll_id == poll_id).order_by(codes.c.code.collate(collation))
