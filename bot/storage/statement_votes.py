"""Votes on statements: stored many at a time, counted by one aggregate query, streamed, withdrawn and detached."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    Row,
    Select,
    String,
    and_,
    bindparam,
    delete,
    func,
    select,
    union_all,
    update,
)
from sqlalchemy import Connection as SyncConnection

from bot.domain.polls import Secrecy
from bot.domain.statements import Counts, SetState, Stance
from bot.storage.engine import Connection, Reading
from bot.storage.responses import upsert_names
from bot.storage.secret_ballots import SecretTables, SecretVote, cast_in_secret
from bot.storage.sql import POSTGRESQL, is_listed, streamed, upsert_all
from bot.storage.tables import (
    mixed_statement_votes,
    secret_statement_voters,
    secret_statement_votes,
    statement_sets,
    statement_votes,
)

AT_ONCE = 2_000
"""Votes of a stream in memory at a time; going through them takes a few milliseconds."""

SECRET = SecretTables(
    secret_statement_voters, secret_statement_votes, mixed_statement_votes, "set_id", "statement_id", "stance"
)


@dataclass(frozen=True)
class StanceChange:
    """A vote on a statement; a withdrawal if `stance` is None. `name` is given, and stored, if the set is named."""

    set_id: int
    participant: str
    statement_id: int
    stance: Stance | None
    name: str | None = None

    @property
    def key(self) -> tuple[int, str, int]:
        """The vote's place in the table."""
        return self.set_id, self.participant, self.statement_id


@dataclass(frozen=True)
class StanceWritten:
    """The outcome of a change: the stance before it, or why it was not accepted.

    It is not accepted if the set is closed or, if `final`, because it is secret and the participant has already voted.
    """

    change: StanceChange
    accepted: bool
    before: Stance | None = None
    final: bool = False


def write_stances(connection: SyncConnection, changes: Sequence[StanceChange]) -> list[StanceWritten]:
    """Apply changes in order, in the caller's transaction, with as few statements as possible."""
    open_, stored = _read(connection, changes)
    secret = {set_id for set_id, row in open_.items() if row.secrecy == Secrecy.SECRET}
    in_secret = _write_in_secret(connection, [change for change in changes if change.set_id in secret])
    current, results = dict(stored), list[StanceWritten]()
    for change in changes:
        if change.set_id in secret:
            results.append(next(in_secret))
        elif change.set_id not in open_:
            results.append(StanceWritten(change, accepted=False))
        else:
            results.append(StanceWritten(change, accepted=True, before=current.get(change.key)))
            current[change.key] = change.stance
    _store(connection, {key: stance for key, stance in current.items() if stance != stored.get(key)})
    counted = [result.change for result in results if result.accepted]
    upsert_names(
        connection,
        {(open_[vote.set_id].debate_id, vote.participant): vote.name for vote in counted if vote.name is not None},
    )
    return results


Stored = dict[tuple[int, str, int], Stance | None]


@cache
def _open_sets(dialect: str) -> Select[Any]:
    """Select the open sets among the given ones; on PostgreSQL the lock keeps them open until the commit."""
    open_ = and_(is_listed(dialect, statement_sets.c.id, "sets"), statement_sets.c.state == SetState.OPEN)
    found = select(statement_sets.c.id, statement_sets.c.debate_id, statement_sets.c.secrecy).where(open_)
    return found.with_for_update(read=True)


@cache
def _votes_so_far(dialect: str) -> Select[Any]:
    """Select the votes that have one of the given keys: a look-up each, however many there are of the same person."""
    votes = statement_votes.c
    if dialect == POSTGRESQL:
        names = (("sets", BigInteger), ("participants", String), ("statements", BigInteger))
        lists = [bindparam(name, type_=ARRAY(kind)) for name, kind in names]
        keys = func.unnest(*lists).table_valued("set_id", "participant", "statement_id").render_derived(name="keys")
        key = (keys.c.set_id, keys.c.participant, keys.c.statement_id)
    else:
        keys = func.json_each(bindparam("keys", type_=JSON)).table_valued("value", name="keys")
        key = tuple(func.json_extract(keys.c.value, f"$[{place}]") for place in range(3))  # type: ignore[assignment]
    same = and_(votes.set_id == key[0], votes.participant == key[1], votes.statement_id == key[2])
    return select(statement_votes).select_from(keys).join(statement_votes, same)


def _read(connection: SyncConnection, changes: Sequence[StanceChange]) -> tuple[dict[int, Row[Any]], Stored]:
    """Return the open sets, and the voters' stances on these statements so far."""
    dialect, keys = connection.dialect.name, list({change.key for change in changes})
    sets = {"sets": list({set_id for set_id, _, _ in keys})}
    open_ = {row.id: row for row in connection.execute(_open_sets(dialect), sets)}
    columns = dict(zip(("sets", "participants", "statements"), map(list, zip(*keys, strict=True)), strict=True))
    found = connection.execute(_votes_so_far(dialect), columns if dialect == POSTGRESQL else {"keys": keys})
    return open_, {(row.set_id, row.participant, row.statement_id): Stance(row.stance) for row in found}


def _write_in_secret(connection: SyncConnection, changes: Sequence[StanceChange]) -> Any:  # noqa: ANN401  an iterator
    votes = [
        SecretVote(
            change.set_id, change.participant, change.statement_id, (change.stance.value,) if change.stance else None
        )
        for change in changes
    ]
    done = cast_in_secret(connection, votes, SECRET) if votes else []
    return iter(
        StanceWritten(change, accepted, final=not accepted)
        for change, (accepted, _, _) in zip(changes, done, strict=True)
    )


_DELETE = delete(statement_votes).where(
    statement_votes.c.set_id == bindparam("s"),
    statement_votes.c.participant == bindparam("who"),
    statement_votes.c.statement_id == bindparam("about"),
)


def _store(connection: SyncConnection, changed: Mapping[tuple[int, str, int], Stance | None]) -> None:
    rows = [
        {"set_id": set_id, "participant": participant, "statement_id": statement_id, "stance": stance}
        for (set_id, participant, statement_id), stance in changed.items()
        if stance is not None
    ]
    gone = [{"s": key[0], "who": key[1], "about": key[2]} for key, stance in changed.items() if stance is None]
    upsert_all(connection, statement_votes, rows, "stance")
    if gone:
        connection.execute(_DELETE, gone)


async def counts_of(connection: Connection, set_id: int) -> dict[int, Counts]:
    """Count a set's votes by statement."""
    counting = [
        select(table.c.statement_id, table.c.stance, func.count().label("votes"))
        .where(table.c.set_id == set_id)
        .group_by(table.c.statement_id, table.c.stance)
        for table in (statement_votes, secret_statement_votes, mixed_statement_votes)
    ]
    found: dict[int, Counter[Stance]] = {}
    for row in await connection.execute(union_all(*counting)):
        found.setdefault(row.statement_id, Counter())[Stance(row.stance)] += row.votes
    return {statement_id: Counts.by_stance(votes) for statement_id, votes in found.items()}


async def turnout_of(connection: Connection, set_id: int) -> int:
    """Count the people who have voted on a statement of a set."""
    counting = [
        select(func.count(func.distinct(table.c.participant)).label("voters")).where(table.c.set_id == set_id)
        for table in (statement_votes, secret_statement_voters)
    ]
    return sum((await connection.execute(union_all(*counting))).scalars())


async def votes_by_participant(connection: Connection, set_id: int) -> Counter[int]:
    """Count a set's votes by the hash of who cast them, which is half as large as a participant's name."""
    counting = [
        select(table.c.participant, func.count().label("votes"))
        .where(table.c.set_id == set_id)
        .group_by(table.c.participant)
        for table in (statement_votes, secret_statement_voters)
    ]
    found: Counter[int] = Counter()
    for row in await connection.execute(union_all(*counting)):
        found[hash(row.participant)] += row.votes
    return found


async def stances_of(
    connection: Connection, set_id: int, participants: Sequence[str], *, secret: bool
) -> dict[int, Stance | None]:
    """Return what these participants have voted on in a set, and how; None for what is secret. An index lookup."""
    table = secret_statement_voters if secret else statement_votes
    found = select(table).where(table.c.set_id == set_id, table.c.participant.in_(participants))
    return {row.statement_id: None if secret else Stance(row.stance) for row in await connection.execute(found)}


StoredVotes = Sequence[tuple[str, int, str]]
"""Participants, statements and stances."""


async def votes_in(connection: Reading, set_id: int) -> AsyncIterator[StoredVotes]:
    """Stream the votes of a set that have a participant, whose votes follow one another, many at a time."""
    columns = (statement_votes.c.participant, statement_votes.c.statement_id, statement_votes.c.stance)
    found = select(*columns).where(statement_votes.c.set_id == set_id)
    in_order = found.order_by(statement_votes.c.participant, statement_votes.c.statement_id)
    result = await connection.stream(in_order.execution_options(yield_per=AT_ONCE))
    async for rows in result.partitions():
        yield [(row[0], row[1], row[2]) for row in rows]
        await asyncio.sleep(0)


async def secret_votes_in(connection: Reading, set_id: int) -> AsyncIterator[tuple[int, Stance]]:
    """Stream the secret votes of a set, shuffled within a statement."""
    for table in (mixed_statement_votes, secret_statement_votes):
        found = select(table.c.statement_id, table.c.stance).where(table.c.set_id == set_id)
        async for row in streamed(connection, found.order_by(table.c.statement_id, table.c.lot)):
            yield row.statement_id, Stance(row.stance)


async def detach_stances(connection: Connection, set_id: int, participants: Sequence[str], nobody: str) -> None:
    """Replace a participant by `nobody` in a set: the votes still count, the link to the person is gone."""
    mine = and_(statement_votes.c.set_id == set_id, statement_votes.c.participant.in_(participants))
    await connection.execute(update(statement_votes).where(mine).values(participant=nobody))
