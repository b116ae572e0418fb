"""Reviewing responses: before they are published, if the server's settings say so, and at any time afterwards.

The queue has statements as well, which are decided on with `bot.services.statements.review`.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.people import Person
from bot.domain.polls import Debate
from bot.domain.refusals import NotFound, NotNow
from bot.domain.responses import Response, Status
from bot.domain.statements import StatementStatus
from bot.domain.texts import say
from bot.services.common import audit_log
from bot.services.common.context import Context
from bot.services.common.debate_lookup import earlier_debate
from bot.services.common.permissions import require_moderator
from bot.services.statements.review import ReviewedStatement
from bot.services.statements.review import reviewed as reviewed_statement
from bot.storage import debates, responses, review_queue, servers, statements
from bot.storage.engine import Connection

ACTIONS = {
    Status.PUBLISHED: "response published",
    Status.DECLINED: "response declined",
    Status.PENDING: "response returned to review",
}


@dataclass(frozen=True)
class Reviewed:
    """A response, with its debate if that is no longer the newest one (`/responses` does not show it then)."""

    response: Response
    earlier: Debate | None


@dataclass(frozen=True)
class QueuePage:
    """One of the pending or of the declined responses or statements; neither if there is none.

    `index` counts from 0: what is pending is sorted oldest first, what is declined newest first.
    """

    status: Status
    reviewed: Reviewed | None
    index: int
    pending: int
    declined: int
    statement: ReviewedStatement | None = None
    shown_statements: int = 0
    """How many statements people can vote on in the newest debate, of which one may be taken down."""

    @property
    def total(self) -> int:
        """How many there are to go through."""
        return self.pending if self.status is Status.PENDING else self.declined


async def queue_page(context: Context, person: Person, index: int, status: Status = Status.PENDING) -> QueuePage:
    """Return the page of the server's queue at an index, or its last page. Raises NotAllowed.

    The queue has the responses and the statements of all debates, as some may still be pending when their debate ends.
    """
    async with context.database.reading() as connection:
        await _require_moderator(connection, person)
        pending = await review_queue.count_queued(connection, person.guild_id, Status.PENDING)
        declined = await review_queue.count_queued(connection, person.guild_id, Status.DECLINED)
        index = max(0, min(index, (pending if status is Status.PENDING else declined) - 1))
        page = QueuePage(status, None, index, pending, declined, shown_statements=await _shown(connection, person))
        queued = await review_queue.queued_at(connection, person.guild_id, status, index)
        if queued and queued.is_statement:
            return replace(page, statement=await reviewed_statement(connection, person.guild_id, queued.id))
        found = await responses.response_by_id(connection, person.guild_id, queued.id) if queued else None
        return replace(page, reviewed=await _reviewed(connection, person.guild_id, found) if found else None)


async def _shown(connection: Connection, person: Person) -> int:
    newest = [debate.id for debate in await debates.debates_of(connection, person.guild_id)][:1]
    return await statements.count_with_status(connection, newest, StatementStatus.SHOWN)


async def find_response(context: Context, person: Person, response_id: int) -> Reviewed:
    """Return a response of the server, whatever its status. Raises NotAllowed, NotFound."""
    async with context.database.reading() as connection:
        await _require_moderator(connection, person)
        found = await responses.response_by_id(connection, person.guild_id, response_id)
        if found is None:
            raise NotFound(say("That response is gone: its author deleted it."))
        return await _reviewed(connection, person.guild_id, found)


async def _reviewed(connection: Connection, guild_id: int, response: Response) -> Reviewed:
    debate_id = await responses.debate_of_response(connection, response.id)
    return Reviewed(response, await earlier_debate(connection, guild_id, debate_id))


async def count_waiting(context: Context, person: Person) -> int:
    """Return how many of the server's responses and statements wait for review. Raises NotAllowed."""
    async with context.database.reading() as connection:
        await _require_moderator(connection, person)
        return await review_queue.count_queued(connection, person.guild_id, Status.PENDING)


async def decide(
    context: Context, person: Person, response_id: int, was: Status, status: Status, seen: datetime | None = None
) -> None:
    """Publish or decline a response, or return it to review. Raises NotAllowed.

    Raises NotNow if its status is no longer `was`, as somebody else has decided on it, or if its author has edited it
    since it was `seen`: nobody publishes what they have not read.
    """
    async with context.database.writing(person.guild_id) as connection:
        await _require_moderator(connection, person)
        debate_id = None
        if was is not status:
            debate_id = await responses.decide_response(connection, person.guild_id, response_id, was, status, seen)
        if debate_id is None:
            raise NotNow(
                say("Nothing was changed. Somebody else decided on that response, or its author edited or deleted it.")
            )
        done = audit_log.action(ACTIONS[status], person.guild_id, debate_id, response=response_id)
        await audit_log.append(connection, done, context.clock())
    audit_log.log(done)


async def _require_moderator(connection: Connection, person: Person) -> None:
    require_moderator(await servers.server_settings(connection, person.guild_id), person)
