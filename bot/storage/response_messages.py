"""Which responses were posted in the thread of a ballot card, and where."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, select

from bot.domain.polls import Posting
from bot.domain.responses import Status
from bot.storage.engine import Connection
from bot.storage.sql import upsert
from bot.storage.tables import debates, response_messages, responses

_PUBLISHED = responses.c.status == Status.PUBLISHED


@dataclass(frozen=True)
class PostedResponse:
    """A response in a thread, with its text as it is now; None if nobody may read it any more."""

    response_id: int
    posting: Posting
    digest: str
    text: str | None
    guild_id: int | None = None


@dataclass(frozen=True)
class UnpostedResponse:
    """A published response that is in no thread."""

    response_id: int
    debate_id: int
    question: str
    text: str
    created_at: datetime


async def posted_responses(connection: Connection) -> list[PostedResponse]:
    """Return the posted responses that may have changed: those that are public no longer, and those of open debates."""
    joined = response_messages.outerjoin(responses, and_(responses.c.id == response_messages.c.response_id, _PUBLISHED))
    found = (
        select(response_messages, responses.c.text, debates.c.guild_id)
        .select_from(joined.outerjoin(debates, debates.c.id == responses.c.debate_id))
        .where(debates.c.closed_at.is_(None))
    )
    return [
        PostedResponse(row.response_id, Posting(row.channel_id, row.message_id), row.digest, row.text, row.guild_id)
        for row in await connection.execute(found)
    ]


async def unposted_responses(connection: Connection, debate_ids: Collection[int]) -> list[UnpostedResponse]:
    """Return the published responses of these debates that were not posted, oldest first."""
    posted = select(response_messages.c.response_id)
    columns = (responses.c.id, responses.c.debate_id, responses.c.question, responses.c.text, responses.c.created_at)
    wanted = select(*columns).where(responses.c.debate_id.in_(debate_ids), _PUBLISHED, responses.c.id.not_in(posted))
    return [UnpostedResponse(*row) for row in await connection.execute(wanted.order_by(responses.c.id))]


async def save_posted(connection: Connection, response_id: int, posting: Posting, digest: str) -> None:
    """Store where a response was posted, and the digest of what the message says."""
    values = {"channel_id": posting.channel_id, "message_id": posting.message_id, "digest": digest}
    statement = upsert(connection.dialect.name, response_messages, *values)
    await connection.execute(statement, {"response_id": response_id, **values})


async def forget_posted(connection: Connection, response_id: int) -> None:
    """Forget a message that is gone."""
    await connection.execute(delete(response_messages).where(response_messages.c.response_id == response_id))
