"""Sets of statements: one opening of a question's statements for voting."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, insert, or_, select, update

from bot.domain.polls import Release, Round, Secrecy
from bot.domain.statements import Counts, SetState, StatementSet
from bot.domain.voter_rules import ANYBODY, VoterRules
from bot.storage.engine import Connection
from bot.storage.tables import secret_statement_votes, statement_sets


@dataclass(frozen=True)
class NewSet:
    """The values of a new set."""

    debate_id: int
    guild_id: int
    question: str
    title: str
    round: Round
    release: Release
    secrecy: Secrecy
    small_groups: bool
    groups_wanted: bool
    participant_role: int | None
    opened_at: datetime
    channel_id: int | None
    voters: VoterRules = ANYBODY


def _set(row: Row[tuple[object, ...]]) -> StatementSet:
    values = dict(row._mapping)  # noqa: SLF001  the documented way to a row's names
    voters = VoterRules(**{field.name: values.pop(field.name) for field in fields(VoterRules)})
    return StatementSet(
        **values
        | {
            "round": Round(row.round),
            "state": SetState(row.state),
            "release": Release(row.release),
            "secrecy": Secrecy(row.secrecy),
            "counts": _read(row.counts),
            "voters": voters,
        }
    )


def _read(counts: Mapping[str, list[int]] | None) -> dict[int, Counts] | None:
    return None if counts is None else {int(number): Counts(*votes) for number, votes in counts.items()}


async def _found(connection: Connection, wanted: ColumnElement[bool]) -> list[StatementSet]:
    found = select(statement_sets).where(wanted).order_by(statement_sets.c.question, statement_sets.c.id)
    return [_set(row) for row in await connection.execute(found)]


async def add_set(connection: Connection, new: NewSet) -> StatementSet:
    """Store an open set; the caller has checked that the question has none in this round."""
    values = asdict(new)
    values |= values.pop("voters")
    adding = insert(statement_sets).values(state=SetState.OPEN, **values).returning(statement_sets.c.id)
    set_id = (await connection.execute(adding)).scalar_one()
    return (await _found(connection, statement_sets.c.id == set_id))[0]


async def set_by_id(connection: Connection, set_id: int) -> StatementSet | None:
    """Return a set."""
    found = await _found(connection, statement_sets.c.id == set_id)
    return found[0] if found else None


async def sets_of(connection: Connection, debate_id: int, question: str | None = None) -> list[StatementSet]:
    """Return a debate's sets by question, in the order in which they were opened."""
    wanted = statement_sets.c.debate_id == debate_id
    return await _found(connection, wanted if question is None else and_(wanted, statement_sets.c.question == question))


async def save_message(connection: Connection, set_id: int, channel_id: int, message_id: int) -> None:
    """Store which message shows a set."""
    saving = update(statement_sets).where(statement_sets.c.id == set_id)
    await connection.execute(saving.values(channel_id=channel_id, message_id=message_id))


async def forget_messages(connection: Connection) -> None:
    """Forget the messages that show open sets."""
    open_ = statement_sets.c.state == SetState.OPEN
    await connection.execute(update(statement_sets).where(open_).values(message_id=None))


async def unannounced_sets(connection: Connection) -> list[StatementSet]:
    """Return the sets that are open, and the closed ones whose result the room has not been shown."""
    closed = and_(statement_sets.c.state == SetState.CLOSED, statement_sets.c.announced_at.is_(None))
    return await _found(connection, or_(statement_sets.c.state == SetState.OPEN, closed))


async def mark_announced(connection: Connection, set_id: int, now: datetime) -> None:
    """Store when the room was shown what a closed set has come to."""
    saving = update(statement_sets).where(statement_sets.c.id == set_id)
    await connection.execute(saving.values(announced_at=now))


async def close_set(connection: Connection, set_id: int, now: datetime) -> bool:
    """Close an open set; return whether this caller did."""
    open_ = and_(statement_sets.c.id == set_id, statement_sets.c.state == SetState.OPEN)
    closing = update(statement_sets).where(open_).values(state=SetState.CLOSED, closed_at=now)
    return bool((await connection.execute(closing)).rowcount)


async def save_result(
    connection: Connection,
    set_id: int,
    turnout: int,
    counts: Mapping[int, Counts],
    groups: Mapping[str, object] | None,
) -> None:
    """Store what a closed set has come to."""
    numbers = {str(number): [votes.agree, votes.disagree, votes.passed] for number, votes in counts.items()}
    saving = update(statement_sets).where(statement_sets.c.id == set_id)
    await connection.execute(saving.values(turnout=turnout, counts=numbers, groups=groups))


async def unfinished_sets(connection: Connection) -> list[StatementSet]:
    """Return the closed sets without a result, and those with secret votes that are not mixed yet."""
    unmixed = select(secret_statement_votes.c.set_id).where(secret_statement_votes.c.set_id == statement_sets.c.id)
    left = or_(statement_sets.c.counts.is_(None), unmixed.exists())
    return await _found(connection, and_(statement_sets.c.state == SetState.CLOSED, left))
