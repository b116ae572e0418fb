"""Reviewing responses: before others see them, where a server wants that, and afterwards at any time."""

from dataclasses import dataclass

from bot.domain.people import Person
from bot.domain.polls import Debate
from bot.domain.refusals import NotFound, NotNow
from bot.domain.responses import Response, Status
from bot.domain.texts import say
from bot.services.common import audit_log
from bot.services.common.context import Context
from bot.services.common.debate_lookup import earlier_debate
from bot.services.common.permissions import require_moderator
from bot.storage import responses, servers
from bot.storage.engine import Connection

DONE = {
    Status.PUBLISHED: "response published",
    Status.DECLINED: "response declined",
    Status.PENDING: "response returned to review",
}


@dataclass(frozen=True)
class Reviewed:
    """A response, and the debate that it was given in where that is not the newest: `/responses` has it no more."""

    response: Response
    earlier: Debate | None


@dataclass(frozen=True)
class QueuePage:
    """One response of those that wait, or of those that were declined; None where there is none.

    Places count from 0: what waits is in order of age, what was declined begins with the newest.
    """

    status: Status
    reviewed: Reviewed | None
    place: int
    pending: int
    declined: int

    @property
    def total(self) -> int:
        """How many there are to go through."""
        return self.pending if self.status is Status.PENDING else self.declined


async def queue(context: Context, person: Person, place: int, status: Status = Status.PENDING) -> QueuePage:
    """Return what stands at a place of the server's queue, the last where it is shorter. Raises NotAllowed.

    The queue goes on over the end of a debate, so that nobody's words wait in vain.
    """
    async with context.database.reading() as connection:
        await _require_moderator(connection, person)
        pending, declined = await responses.count_withheld(connection, person.guild_id)
        place = max(0, min(place, (pending if status is Status.PENDING else declined) - 1))
        found = await responses.response_in_server(connection, person.guild_id, status, place)
        reviewed = await _reviewed(connection, person.guild_id, found) if found else None
    return QueuePage(status, reviewed, place, pending, declined)


async def one(context: Context, person: Person, response_id: int) -> Reviewed:
    """Return a response of the server, whatever was decided on it. Raises NotAllowed, NotFound."""
    async with context.database.reading() as connection:
        await _require_moderator(connection, person)
        found = await responses.response_by_id(connection, person.guild_id, response_id)
        if found is None:
            raise NotFound(say("That response is gone: its author has deleted it."))
        return await _reviewed(connection, person.guild_id, found)


async def _reviewed(connection: Connection, guild_id: int, response: Response) -> Reviewed:
    debate_id = await responses.debate_of_response(connection, response.id)
    return Reviewed(response, await earlier_debate(connection, guild_id, debate_id))


async def count_waiting(context: Context, person: Person) -> int:
    """Return how many responses of the server wait for review. Raises NotAllowed."""
    async with context.database.reading() as connection:
        await _require_moderator(connection, person)
        return await responses.count_in_server(connection, person.guild_id, Status.PENDING)


async def decide(context: Context, person: Person, response_id: int, was: Status, status: Status) -> None:
    """Publish or decline a response, or have it wait again. Raises NotAllowed.

    Raises NotNow where it is no longer as it `was` for whoever decides.
    """
    async with context.database.writing(person.guild_id) as connection:
        await _require_moderator(connection, person)
        debate_id = None
        if was is not status:
            debate_id = await responses.decide_response(connection, person.guild_id, response_id, was, status)
        if debate_id is None:
            raise NotNow(
                say("Nothing was changed: somebody else has decided on that response, or its author has deleted it.")
            )
        done = audit_log.action(DONE[status], person.guild_id, debate_id, response=response_id)
        await audit_log.append(connection, done, context.clock())
    audit_log.log(done)


async def _require_moderator(connection: Connection, person: Person) -> None:
    require_moderator(await servers.server_settings(connection, person.guild_id), person)
