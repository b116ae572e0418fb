"""The lists of those whom closed polls have counted, without who they are or what they chose."""

import hashlib
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from functools import partial

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import Select, Table, and_, insert, select, update

from bot.domain.canonical import Codes
from bot.domain.inclusion import Entry, commitment, entry, opening
from bot.storage.engine import Connection, Reading
from bot.storage.statements import POSTGRESQL, streamed
from bot.storage.tables import ballots, codes, secret_voters

BATCH = 10_000


async def keep_codes(connection: Connection, poll_id: int, code: Callable[[str], str]) -> Codes:
    """Store the code of everybody who has a ballot in a poll, and return what the list comes to."""
    await connection.run_sync(partial(_keep, poll_id=poll_id, code=code))
    return await summary_of(connection, poll_id)


def _keep(connection: SyncConnection, poll_id: int, code: Callable[[str], str]) -> None:
    """Write the list in the order of its commitments, which is nobody's: a file keeps rows as they came.

    So all of it is in memory once, some 200 bytes a voter.
    """
    # Of a secret poll the list of voters says who has one; in either table a person stands once for each item.
    openings = [opening(code(who)) for table in (ballots, secret_voters) for who in _voters(connection, table, poll_id)]
    openings.sort(key=commitment)
    for start in range(0, len(openings), BATCH):
        rows = [{"poll_id": poll_id, **vars(entry(one))} for one in openings[start : start + BATCH]]
        connection.execute(insert(codes), rows)


def _voters(connection: SyncConnection, table: Table, poll_id: int) -> Iterator[str]:
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
        yield from found
        last = found[-1]


async def summary_of(connection: Connection, poll_id: int) -> Codes:
    """Return how long a poll's list is, and the hash of its sorted commitments."""
    return await connection.run_sync(partial(_summary, poll_id=poll_id))


def _summary(connection: SyncConnection, poll_id: int) -> Codes:
    number, digest = 0, hashlib.sha256()
    found = _sorted(connection.dialect.name, poll_id).execution_options(yield_per=BATCH)
    for row in connection.execute(found):
        number += 1
        digest.update(f"{row.commitment}\n".encode())
    return Codes(number, digest.hexdigest())


async def codes_of(connection: Reading, poll_id: int) -> AsyncIterator[Entry]:
    """Go through a poll's list in alphabetical order of its commitments."""
    async for row in streamed(connection, _sorted(connection.dialect.name, poll_id)):
        yield Entry(row.commitment, row.code, row.salt)


def _sorted(dialect: str, poll_id: int) -> Select[tuple[str, str | None, str | None]]:
    collation = "C" if dialect == POSTGRESQL else "BINARY"  # of bytes, so that every database has the same order
    found = select(codes.c.commitment, codes.c.code, codes.c.salt).where(codes.c.poll_id == poll_id)
    return found.order_by(codes.c.commitment.collate(collation))


async def polls_that_list(connection: Connection, poll_ids: Collection[int], mine: Collection[str]) -> set[int]:
    """Return on the lists of which of these polls one of these codes stands, with a commitment that it opens."""
    found = select(codes).where(codes.c.poll_id.in_(poll_ids), codes.c.code.in_(mine))
    rows = await connection.execute(found)
    return {row.poll_id for row in rows if Entry(row.commitment, row.code, row.salt).holds}


async def forget_codes(connection: Connection, poll_ids: Collection[int], mine: Collection[str]) -> None:
    """Leave of these codes nothing but commitments that nobody can open any more."""
    listed = and_(codes.c.poll_id.in_(poll_ids), codes.c.code.in_(mine), codes.c.salt.is_not(None))
    await connection.execute(update(codes).where(listed).values(code=None, salt=None))
