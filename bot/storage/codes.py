"""The voter lists of closed polls: a commitment, a code and a salt for each voter, without identity or choice."""

from collections.abc import AsyncIterator, Collection, Sequence
from functools import partial

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Table,
    and_,
    delete,
    func,
    insert,
    literal,
    select,
    union_all,
    update,
)
from sqlalchemy import Connection as SyncConnection

from bot.domain.canonical import Codes, summary
from bot.domain.pseudonyms import NOBODY
from bot.domain.receipts import COMMITMENT_LENGTH, SALT_LENGTH, ListEntry
from bot.storage.engine import Connection, Reading
from bot.storage.sql import POSTGRESQL, listed, streamed
from bot.storage.tables import ballots, codes, secret_voters

BATCH = 2_000
"""Rows in memory at a time; reading that many takes a few milliseconds."""


async def voters_of(connection: Reading, poll_id: int) -> AsyncIterator[Sequence[str]]:
    """Yield the participants of a poll, each once, a batch at a time."""
    # A secret poll has them in `secret_voters`; either table has one row per participant and item.
    for table in (ballots, secret_voters):
        last = ""
        while found := (await connection.execute(_voters(table, poll_id, last))).scalars().all():
            yield found
            last = found[-1]


def _voters(table: Table, poll_id: int, last: str) -> Select[str]:
    mine = and_(table.c.poll_id == poll_id, table.c.participant > last)
    return select(table.c.participant).distinct().where(mine).order_by(table.c.participant).limit(BATCH)


async def count_detached(connection: Connection | Reading, poll_id: int) -> int:
    """Count a poll's rows whose participant was replaced by `nobody`."""
    marks = [
        select(func.count().label("number")).select_from(table).where(_detached(connection, table, poll_id))
        for table in (ballots, secret_voters)
    ]
    return int((await connection.execute(select(func.sum(union_all(*marks).subquery().c.number)))).scalar_one())


async def delete_detached(connection: Connection, poll_id: int) -> None:
    """Delete the ballots of a poll whose participant was replaced by `nobody`; a secret poll keeps its own."""
    await connection.execute(delete(ballots).where(_detached(connection, ballots, poll_id)))


def _detached(connection: Connection | Reading, table: Table, poll_id: int) -> ColumnElement[bool]:
    # A range rather than a prefix, so that SQLite uses the index: other writers wait for this query.
    participant = table.c.participant.collate(_bytewise(connection.dialect.name))
    return and_(table.c.poll_id == poll_id, participant >= NOBODY, participant < f"{NOBODY}\x7f")


async def store_codes(connection: Connection, poll_id: int, lines: Sequence[str]) -> None:
    """Store lines of a voter list, as `new_entry` writes them, in the order given: the file keeps it."""
    # One parameter with the whole list takes a fifth of the time of single rows, and other polls wait for it.
    [given] = listed(connection.dialect.name, "found", String).subquery().c
    start, salt, code = 1, COMMITMENT_LENGTH + 1, COMMITMENT_LENGTH + SALT_LENGTH + 1
    parts = (
        func.substr(given, start, COMMITMENT_LENGTH),
        func.substr(given, code),
        func.substr(given, salt, SALT_LENGTH),
    )
    adding = insert(codes).from_select(["poll_id", "commitment", "code", "salt"], select(literal(poll_id), *parts))
    await connection.execute(adding, {"found": list(lines)})


async def delete_codes(connection: Connection, poll_id: int, at_most: int) -> int:
    """Delete entries of a list that has no seal, or none any more; return how many."""
    some = select(codes.c.commitment).where(codes.c.poll_id == poll_id).limit(at_most).scalar_subquery()
    removing = delete(codes).where(codes.c.poll_id == poll_id, codes.c.commitment.in_(some))
    return int((await connection.execute(removing)).rowcount)


async def summary_of(connection: Connection, poll_id: int) -> Codes:
    """Return the length of a poll's list and the hash of its sorted commitments."""
    return await connection.run_sync(partial(_summary, poll_id=poll_id))


def _summary(connection: SyncConnection, poll_id: int) -> Codes:
    found = _sorted(connection.dialect.name, poll_id).execution_options(yield_per=BATCH)
    return summary(row.commitment for row in connection.execute(found))


async def codes_of(connection: Reading, poll_id: int) -> AsyncIterator[ListEntry]:
    """Stream a poll's list, sorted by commitment."""
    async for row in streamed(connection, _sorted(connection.dialect.name, poll_id)):
        yield ListEntry(row.commitment, row.code, row.salt)


def _sorted(dialect: str, poll_id: int) -> Select[tuple[str, str | None, str | None]]:
    found = select(codes.c.commitment, codes.c.code, codes.c.salt).where(codes.c.poll_id == poll_id)
    return found.order_by(codes.c.commitment.collate(_bytewise(dialect)))


def _bytewise(dialect: str) -> str:
    """Return the byte-wise collation, so that both databases sort alike."""
    return "C" if dialect == POSTGRESQL else "BINARY"


async def entries_with_codes(
    connection: Connection, poll_ids: Collection[int], mine: Collection[str]
) -> dict[int, ListEntry]:
    """Map poll id to the list entry that contains one of these codes, if its commitment is valid."""
    found = select(codes).where(codes.c.poll_id.in_(poll_ids), codes.c.code.in_(mine))
    lines = {row.poll_id: ListEntry(row.commitment, row.code, row.salt) for row in await connection.execute(found)}
    return {poll_id: line for poll_id, line in lines.items() if line.is_valid}


async def erase_codes(connection: Connection, poll_ids: Collection[int], mine: Collection[str]) -> None:
    """Erase these codes and their salts; the commitments stay, and nobody can open them any more."""
    listed = and_(codes.c.poll_id.in_(poll_ids), codes.c.code.in_(mine), codes.c.salt.is_not(None))
    await connection.execute(update(codes).where(listed).values(code=None, salt=None))
