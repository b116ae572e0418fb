"""Ballots: counting them by one aggregate query, streaming and detaching them."""

from collections import Counter
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import Any

from sqlalchemy import CompoundSelect, Row, Select, and_, distinct, func, select, union_all, update
from sqlalchemy import Connection as SyncConnection

from bot.domain.answers import read_answer
from bot.domain.kind import Answer
from bot.storage.engine import Connection, Reading
from bot.storage.secret_ballots import secret_ballots_of
from bot.storage.sql import BATCH, is_listed, streamed
from bot.storage.tables import ballots, items, mixed_ballots, names, polls, secret_ballots, secret_voters


@dataclass(frozen=True)
class BallotRow:
    """One participant's answer to one item; `name` is set if the poll is named.

    A secret ballot has only item and answer: `participant` is empty, `cast_at` and `changes` are None.
    """

    poll_id: int
    item_key: str
    participant: str
    answer: Answer
    cast_at: datetime | None
    changes: int | None
    name: str | None


async def profiles_of(connection: Connection, poll_ids: Collection[int]) -> dict[int, Counter[Answer]]:
    """Count how many ballots gave each answer, by item."""
    counting = [
        select(table.c.item_id, table.c.answer, func.count().label("ballots"))
        .where(table.c.poll_id.in_(poll_ids))
        .group_by(table.c.item_id, table.c.answer)
        for table in (ballots, secret_ballots, mixed_ballots)
    ]
    return await connection.run_sync(partial(_profiles, counting=union_all(*counting)))


def _profiles(connection: SyncConnection, counting: CompoundSelect[Any]) -> dict[int, Counter[Answer]]:
    """Count a batch at a time: in a ranking, nearly every answer may be different."""
    profiles: dict[int, Counter[Answer]] = {}
    for rows in connection.execute(counting.execution_options(yield_per=BATCH)).partitions():
        for row in rows:
            profiles.setdefault(row.item_id, Counter())[read_answer(row.answer)] += row.ballots
    return profiles


async def turnouts_of(connection: Connection, poll_ids: Collection[int]) -> dict[int, int]:
    """Count each poll's participants: those with a ballot on any item."""
    counting = [
        select(table.c.poll_id, func.count(distinct(table.c.participant)).label("voters"))
        .where(table.c.poll_id.in_(poll_ids))
        .group_by(table.c.poll_id)
        for table in (ballots, secret_voters)
    ]
    return {row.poll_id: row.voters for row in await connection.execute(union_all(*counting))}


async def voters_of(connection: Connection, poll_ids: Collection[int]) -> dict[int, list[str]]:
    """Return each poll's participants, of open polls as well."""
    reading = [
        select(table.c.poll_id, table.c.participant).where(table.c.poll_id.in_(poll_ids)).distinct()
        for table in (ballots, secret_voters)
    ]
    found: dict[int, list[str]] = {}
    for row in await connection.execute(union_all(*reading)):
        found.setdefault(row.poll_id, []).append(row.participant)
    return found


_ROWS = (
    select(ballots, items.c.key, names.c.name)
    .join(items, items.c.id == ballots.c.item_id)
    .join(polls, polls.c.id == ballots.c.poll_id)
    .outerjoin(names, and_(names.c.debate_id == polls.c.debate_id, names.c.participant == ballots.c.participant))
)


async def ballots_of(connection: Reading, poll_id: int) -> AsyncIterator[BallotRow]:
    """Stream a poll's ballots, ordered by participant and item, which reveals nothing about when people voted.

    That is the order of the primary key, so the first row comes at once. A secret poll's ballots are shuffled within
    an item.
    """
    found = _ROWS.where(ballots.c.poll_id == poll_id).order_by(ballots.c.participant, ballots.c.item_id)
    async for row in streamed(connection, found):
        yield _ballot(row)
    async for key, answer in secret_ballots_of(connection, poll_id):
        yield BallotRow(poll_id, key, "", answer, None, None, None)


async def ballots_by(connection: Connection, poll_ids: Sequence[int], participants: Sequence[str]) -> list[BallotRow]:
    """Return the ballots of these participants in these polls, an index lookup."""
    given = {"polls": list(poll_ids), "participants": list(participants)}
    return [_ballot(row) for row in await connection.execute(_by_participants(connection.dialect.name), given)]


@cache
def _by_participants(dialect: str) -> Select[Any]:
    mine = is_listed(dialect, ballots.c.poll_id, "polls"), is_listed(dialect, ballots.c.participant, "participants")
    return _ROWS.where(*mine).order_by(ballots.c.poll_id, items.c.position)


def _ballot(row: Row[tuple[Any, ...]]) -> BallotRow:
    return BallotRow(
        row.poll_id,
        row.key,
        row.participant,
        read_answer(row.answer),
        row.cast_at,
        row.changes,
        row.name,
    )


async def detach_ballots(connection: Connection, poll_id: int, participant: str, nobody: str) -> None:
    """Replace a participant by `nobody` in one poll: the ballots still count, the link to the person is gone."""
    mine = and_(ballots.c.poll_id == poll_id, ballots.c.participant == participant)
    await connection.execute(update(ballots).where(mine).values(participant=nobody))
