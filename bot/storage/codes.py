"""Inclusion codes: which voters a closed poll has counted, without who they are or what they chose."""

from collections.abc import AsyncIterator, Sequence
from functools import partial

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import Select, String, Table, and_, insert, literal, select

from bot.domain.canonical import Codes, summary
from bot.storage.engine import Connection, Reading
from bot.storage.statements import POSTGRESQL, listed, streamed
from bot.storage.tables import ballots, codes, secret_voters

BATCH = 10_000


async def voters_of(connection: Reading, poll_id: int) -> AsyncIterator[Sequence[str]]:
    """Go through everybody who has a ballot in a poll, each once, a batch at a time."""
    # Of a secret poll the list of voters says who has one; in either table a person stands once for each item.
    for table in (ballots, secret_voters):
        last = ""
        while found := (await connection.execute(_voters(table, poll_id, last))).scalars().all():
            yield found
            last = found[-1]


def _voters(table: Table, poll_id: int, last: str) -> Select[str]:
    mine = and_(table.c.poll_id == poll_id, table.c.participant > last)
    return select(table.c.participant).distinct().where(mine).order_by(table.c.participant).limit(BATCH)


async def keep_codes(connection: Connection, poll_id: int, found: Sequence[str]) -> None:
    """Store the codes of a poll."""
    # A list at a time takes a fifth of the time that rows take, and other polls wait for it.
    listed_codes = listed(connection.dialect.name, "found", String).subquery()
    adding = insert(codes).from_select(["poll_id", "code"], select(literal(poll_id), *listed_codes.c))
    for start in range(0, len(found), BATCH):
        await connection.execute(adding, {"found": found[start : start + BATCH]})


async def summary_of(connection: Connection, poll_id: int) -> Codes:
    """Return how many codes a poll has, and the hash of their sorted list."""
    return await connection.run_sync(partial(_summary, poll_id=poll_id))


def _summary(connection: SyncConnection, poll_id: int) -> Codes:
    found = _sorted(connection.dialect.name, poll_id).execution_options(yield_per=BATCH)
    return summary(connection.execute(found).scalars())


async def codes_of(connection: Reading, poll_id: int) -> AsyncIterator[str]:
    """Go through a poll's codes in alphabetical order."""
    async for row in streamed(connection, _sorted(connection.dialect.name, poll_id)):
        yield row.code


def _sorted(dialect: str, poll_id: int) -> Select[str]:
    collation = "C" if dialect == POSTGRESQL else "BINARY"  # of bytes, so that every database has the same order
    return select(codes.c.code).where(codes.c.poll_id == poll_id).order_by(codes.c.code.collate(collation))
