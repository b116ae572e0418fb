"""Statements: what participants wrote, and what the pack begins with."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, func, insert, select, update

from bot.domain.pseudonyms import nobody
from bot.domain.statements import DeclineReason, Statement, StatementStatus
from bot.storage.engine import Connection, Reading
from bot.storage.sql import streamed
from bot.storage.tables import debates, names, statements

_WITH_NAME = select(statements, names.c.name).outerjoin(
    names, and_(names.c.debate_id == statements.c.debate_id, names.c.participant == statements.c.participant)
)


def _statement(row: Row[tuple[object, ...]]) -> Statement:
    values = dict(row._mapping)  # noqa: SLF001  the documented way to a row's names
    reason = values["decline_reason"]
    return Statement(
        **values
        | {
            "status": StatementStatus(str(values["status"])),
            "is_seed": values["seed"] is not None,
            "decline_reason": None if reason is None else DeclineReason(str(reason)),
        }
    )


async def add_statement(
    connection: Connection,
    debate_id: int,
    question: str,
    text: str,
    now: datetime,
    status: StatementStatus,
    *,
    participant: str | None = None,
    seed: str | None = None,
) -> Statement:
    """Store a statement with the question's next number; the transaction must hold the server's lock."""
    counting = select(func.max(statements.c.number)).where(_of(debate_id, question))
    row = {
        "debate_id": debate_id,
        "question": question,
        "number": int(await connection.scalar(counting) or 0) + 1,
        "text": text,
        "seed": seed,
        "participant": participant,
        "status": status,
        "created_at": now,
    }
    number = (await connection.execute(insert(statements).values(row).returning(statements.c.id))).scalar_one()
    return (await _found(connection, statements.c.id == number))[0]


def _of(debate_id: int, question: str | None) -> ColumnElement[bool]:
    wanted = statements.c.debate_id == debate_id
    return wanted if question is None else and_(wanted, statements.c.question == question)


async def _found(connection: Connection, wanted: ColumnElement[bool]) -> list[Statement]:
    found = _WITH_NAME.where(wanted).order_by(statements.c.question, statements.c.number)
    return [_statement(row) for row in await connection.execute(found)]


async def statements_of(
    connection: Connection, debate_id: int, question: str | None = None, status: StatementStatus | None = None
) -> list[Statement]:
    """Return the statements of a debate in the order of their numbers, of one question or status if given."""
    wanted = _of(debate_id, question)
    return await _found(connection, wanted if status is None else and_(wanted, statements.c.status == status))


async def newest_shown(
    connection: Connection, debate_id: int, question: str | None, skip: int, most: int
) -> list[Statement]:
    """Return some of the statements that people can vote on, the newest first."""
    wanted = and_(_of(debate_id, question), statements.c.status == StatementStatus.SHOWN, statements.c.text != "")
    found = _WITH_NAME.where(wanted).order_by(statements.c.id.desc()).offset(skip).limit(most)
    return [_statement(row) for row in await connection.execute(found)]


async def all_statements(connection: Reading, debate_id: int, question: str | None) -> AsyncIterator[Statement]:
    """Stream the statements of a debate in the order of their numbers."""
    found = _WITH_NAME.where(_of(debate_id, question)).order_by(statements.c.question, statements.c.number)
    async for row in streamed(connection, found):
        yield _statement(row)


async def statement_in_server(connection: Connection, guild_id: int, statement_id: int) -> Statement | None:
    """Return a statement of a server."""
    own = select(debates.c.id).where(debates.c.guild_id == guild_id)
    found = await _found(connection, and_(statements.c.id == statement_id, statements.c.debate_id.in_(own)))
    return found[0] if found else None


async def statements_by(connection: Connection, participants: Sequence[str]) -> list[Statement]:
    """Return these participants' statements."""
    return await _found(connection, statements.c.participant.in_(participants))


async def count_statements_by(
    connection: Connection, debate_id: int, question: str, participants: Sequence[str]
) -> int:
    """Count these participants' statements to a question, whatever their status."""
    own = and_(_of(debate_id, question), statements.c.participant.in_(participants))
    return int(await connection.scalar(select(func.count()).select_from(statements).where(own)) or 0)


async def count_with_status(
    connection: Connection, debate_ids: Collection[int], status: StatementStatus, question: str | None = None
) -> int:
    """Count the statements of a status in debates, that their authors have not deleted."""
    wanted = and_(statements.c.debate_id.in_(debate_ids), statements.c.status == status, statements.c.text != "")
    if question is not None:
        wanted = and_(wanted, statements.c.question == question)
    return int(await connection.scalar(select(func.count()).select_from(statements).where(wanted)) or 0)


async def decide_statement(
    connection: Connection,
    statement_id: int,
    was: StatementStatus,
    status: StatementStatus,
    reason: DeclineReason | None,
    merged_into: int | None,
) -> bool:
    """Change a statement's status; return False if its status was not `was`, or its author has deleted it."""
    found = and_(statements.c.id == statement_id, statements.c.status == was, statements.c.text != "")
    deciding = update(statements).where(found)
    values = {"status": status, "decline_reason": reason, "merged_into": merged_into}
    return bool((await connection.execute(deciding.values(values))).rowcount)


async def erase_statements(connection: Connection, found: Collection[Statement]) -> None:
    """Erase the texts of statements and who wrote them. A statement that people voted on keeps its votes."""
    for one in found:
        await connection.execute(
            update(statements).where(statements.c.id == one.id).values(text="", participant=nobody())
        )
