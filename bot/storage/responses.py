"""Free-text responses, and the names of people who take part in named polls."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from functools import cache, partial
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy import Connection as SyncConnection

from bot.domain.plain_text import storable
from bot.domain.responses import Order, Response, Status
from bot.storage.engine import Connection, Reading
from bot.storage.sql import is_listed, streamed, upsert_all
from bot.storage.tables import agreements, debates, names, responses

_WITH_NAME = select(responses, names.c.name).outerjoin(
    names, and_(names.c.debate_id == responses.c.debate_id, names.c.participant == responses.c.participant)
)

_PUBLISHED = responses.c.status == Status.PUBLISHED


def _response(row: Row[tuple[object, ...]]) -> Response:
    values = row._mapping  # noqa: SLF001  the documented way to a row's names
    return Response(**{key: values[key] for key in values if key != "debate_id"})


async def add_response(
    connection: Connection,
    debate_id: int,
    question: str,
    participant: str,
    text: str,
    now: datetime,
    status: Status = Status.PUBLISHED,
) -> int:
    """Store a response and return its number."""
    row = {
        "debate_id": debate_id,
        "question": question,
        "participant": participant,
        "text": text,
        "created_at": now,
        "status": status,
    }
    return int((await connection.execute(insert(responses).values(row).returning(responses.c.id))).scalar_one())


def _about(debate_id: int, question: str | None) -> ColumnElement[bool]:
    wanted = responses.c.debate_id == debate_id
    return wanted if question is None else and_(wanted, responses.c.question == question)


async def count_responses(connection: Connection, debate_id: int, question: str) -> int:
    """Count the published responses to a question."""
    counting = select(func.count()).select_from(responses).where(_about(debate_id, question), _PUBLISHED)
    return int(await connection.scalar(counting) or 0)


async def count_responses_by(
    connection: Connection, debate_id: int, question: str, participants: Sequence[str]
) -> Counter[str]:
    """Count each of these participants' responses to a question, whatever their status."""
    counting = _counting_by(connection.dialect.name)
    given = {"debate": debate_id, "question": question, "participants": list(participants)}
    return Counter({row.participant: row.given for row in await connection.execute(counting, given)})


@cache
def _counting_by(dialect: str) -> Select[Any]:
    return (
        select(responses.c.participant, func.count().label("given"))
        .where(
            responses.c.debate_id == bindparam("debate"),
            responses.c.question == bindparam("question"),
            is_listed(dialect, responses.c.participant, "participants"),
        )
        .group_by(responses.c.participant)
    )


async def page_of_responses(
    connection: Connection, debate_id: int, question: str, order: Order, *, offset: int, limit: int
) -> list[Response]:
    """Return some published responses to a question; of those with equal numbers, the newest come first."""
    wanted = _WITH_NAME.where(_about(debate_id, question), _PUBLISHED)
    by = [responses.c.agreed.desc()] if order is Order.AGREED else []
    found = wanted.order_by(*by, responses.c.id.desc()).offset(offset).limit(limit)
    return [_response(row) for row in await connection.execute(found)]


async def newest_responses(connection: Connection, debate_id: int, limit: int) -> list[Response]:
    """Return the newest published responses of a debate."""
    found = _WITH_NAME.where(_about(debate_id, None), _PUBLISHED).order_by(responses.c.id.desc()).limit(limit)
    return [_response(row) for row in await connection.execute(found)]


def _in_server(guild_id: int, status: Status) -> ColumnElement[bool]:
    own = select(debates.c.id).where(debates.c.guild_id == guild_id)
    return and_(responses.c.debate_id.in_(own), responses.c.status == status)


async def count_in_server(connection: Connection, guild_id: int, status: Status) -> int:
    """Count a server's responses of a status, in all debates."""
    counting = select(func.count()).select_from(responses).where(_in_server(guild_id, status))
    return int(await connection.scalar(counting) or 0)


async def count_withheld(connection: Connection, guild_id: int) -> tuple[int, int]:
    """Count the responses of a server that wait for review, and those that were declined."""
    pending = await count_in_server(connection, guild_id, Status.PENDING)
    return pending, await count_in_server(connection, guild_id, Status.DECLINED)


async def response_in_server(connection: Connection, guild_id: int, status: Status, index: int) -> Response | None:
    """Return the response at an index among those of a status: pending ones oldest first, others newest first."""
    order = responses.c.id if status is Status.PENDING else responses.c.id.desc()
    found = _WITH_NAME.where(_in_server(guild_id, status)).order_by(order).offset(index).limit(1)
    row = (await connection.execute(found)).one_or_none()
    return None if row is None else _response(row)


async def response_by_id(connection: Connection, guild_id: int, response_id: int) -> Response | None:
    """Return a response of a server."""
    own = select(debates.c.id).where(debates.c.guild_id == guild_id)
    found = _WITH_NAME.where(responses.c.id == response_id, responses.c.debate_id.in_(own))
    row = (await connection.execute(found)).one_or_none()
    return None if row is None else _response(row)


async def debate_of_response(connection: Connection, response_id: int) -> int | None:
    """Return the debate that a response was given in."""
    return (
        await connection.execute(select(responses.c.debate_id).where(responses.c.id == response_id))
    ).scalar_one_or_none()


async def decide_response(
    connection: Connection, guild_id: int, response_id: int, was: Status, status: Status, seen: datetime | None
) -> int | None:
    """Change a response's status; return its debate, or None if its status was not `was`, or the text that was seen."""
    found = and_(_in_server(guild_id, was), responses.c.id == response_id)
    if seen is not None:
        found = and_(found, or_(responses.c.edited_at.is_(None), responses.c.edited_at < seen))
    deciding = update(responses).where(found).values(status=status).returning(responses.c.debate_id)
    return (await connection.execute(deciding)).scalar_one_or_none()


async def all_responses(connection: Reading, debate_id: int, question: str | None = None) -> AsyncIterator[Response]:
    """Stream the responses of a debate, ordered by question and time."""
    found = _WITH_NAME.where(_about(debate_id, question)).order_by(responses.c.question, responses.c.id)
    async for row in streamed(connection, found):
        yield _response(row)


async def responses_by(connection: Connection, participants: Sequence[str]) -> list[Response]:
    """Return these participants' responses."""
    found = _WITH_NAME.where(responses.c.participant.in_(participants)).order_by(responses.c.id)
    return [_response(row) for row in await connection.execute(found)]


async def agreed_with_by(connection: Connection, participants: Sequence[str]) -> list[Response]:
    """Return the responses that these participants agree with."""
    own = select(agreements.c.response_id).where(agreements.c.participant.in_(participants), agreements.c.agrees)
    found = _WITH_NAME.where(responses.c.id.in_(own)).order_by(responses.c.id)
    return [_response(row) for row in await connection.execute(found)]


async def edit_response(connection: Connection, response_id: int, text: str, status: Status, now: datetime) -> None:
    """Replace a response's text."""
    editing = update(responses).where(responses.c.id == response_id)
    await connection.execute(editing.values(text=text, status=status, edited_at=now))


async def erase_response(connection: Connection, response_id: int) -> None:
    """Delete one response."""
    await connection.execute(delete(responses).where(responses.c.id == response_id))


async def erase_responses(connection: Connection, participants: Sequence[str]) -> int:
    """Delete these participants' responses; return how many."""
    return (await connection.execute(delete(responses).where(responses.c.participant.in_(participants)))).rowcount


async def store_names(connection: Connection, people: Mapping[tuple[int, str], str]) -> None:
    """Store the names, by debate and participant, of people who take part in named polls or responses."""
    if people:
        await connection.run_sync(partial(upsert_names, people=people))


def upsert_names(connection: SyncConnection, people: Mapping[tuple[int, str], str]) -> None:
    """Do the same on a synchronous connection, within a commit of votes."""
    rows = [
        {"debate_id": debate_id, "participant": participant, "name": storable(name)[:100]}
        for (debate_id, participant), name in people.items()
    ]
    upsert_all(connection, names, rows, "name")


async def erase_names(connection: Connection, participants: Sequence[str]) -> None:
    """Delete the names of these participants."""
    await connection.execute(delete(names).where(names.c.participant.in_(participants)))
