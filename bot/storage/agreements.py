"""Who agrees with which response.

The number that is shown is in `responses.agreed`. A row that it counts but that no longer agrees stays until the next
step; so does one whose person has deleted their data, under a random mark.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, delete, func, insert, select, update

from bot.domain.pseudonyms import nobody
from bot.domain.responses import is_step, shown_number
from bot.storage.engine import Connection
from bot.storage.tables import agreements, responses


async def set_agreement(connection: Connection, response_id: int, participant: str, *, agrees: bool) -> None:
    """Store whether a participant agrees with a response, and count anew if that completes a step."""
    own = and_(agreements.c.response_id == response_id, agreements.c.participant == participant)
    stored = (await connection.execute(select(agreements).where(own))).one_or_none()
    if agrees == (stored is not None and stored.agrees):
        return
    if stored is None:
        row = {"response_id": response_id, "participant": participant, "agrees": True, "is_counted": False}
        await connection.execute(insert(agreements).values(row))
    elif stored.is_counted:
        await connection.execute(update(agreements).where(own).values(agrees=agrees))
    else:
        await connection.execute(delete(agreements).where(own))
    about = agreements.c.response_id == response_id
    if is_step(await _count(connection, and_(about, agreements.c.agrees != agreements.c.is_counted))):
        await _count_anew(connection, response_id)


async def _count_anew(connection: Connection, response_id: int) -> None:
    about = agreements.c.response_id == response_id
    await connection.execute(delete(agreements).where(about, agreements.c.agrees.is_(False)))
    await connection.execute(update(agreements).where(about).values(is_counted=True))
    shown = shown_number(await _count(connection, about))
    await connection.execute(update(responses).where(responses.c.id == response_id).values(agreed=shown))


async def _count(connection: Connection, wanted: ColumnElement[bool]) -> int:
    return int(await connection.scalar(select(func.count()).select_from(agreements).where(wanted)) or 0)


async def agreed_among(
    connection: Connection, response_ids: Collection[int], participants: Sequence[str]
) -> frozenset[int]:
    """Return those of the responses that these participants agree with."""
    found = select(agreements.c.response_id).where(
        agreements.c.response_id.in_(response_ids), agreements.c.participant.in_(participants), agreements.c.agrees
    )
    return frozenset((await connection.execute(found)).scalars())


async def start_anew(connection: Connection, response_id: int) -> None:
    """Erase all agreements with a response, as its text has become another."""
    await connection.execute(delete(agreements).where(agreements.c.response_id == response_id))
    await connection.execute(update(responses).where(responses.c.id == response_id).values(agreed=0))


async def erase_agreements(connection: Connection, participants: Sequence[str]) -> None:
    """Erase these participants' agreements; those that a shown number counts keep a random mark until it changes."""
    own = agreements.c.participant.in_(participants)
    await connection.execute(delete(agreements).where(own, agreements.c.is_counted.is_(False)))
    for row in (await connection.execute(select(agreements).where(own))).all():
        this = and_(agreements.c.response_id == row.response_id, agreements.c.participant == row.participant)
        await connection.execute(update(agreements).where(this).values(participant=nobody(), agrees=False))
