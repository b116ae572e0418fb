"""Reviewing responses before others see them, where a server wants that."""

from dataclasses import dataclass

from bot.domain.people import Person
from bot.domain.refusals import NotNow
from bot.domain.responses import Response, Status
from bot.domain.texts import say
from bot.services import actions
from bot.services.context import Context
from bot.services.permissions import require_moderator
from bot.storage import responses, servers


@dataclass(frozen=True)
class QueuePage:
    """One response that waits, oldest first, None where none does; places count from 0."""

    response: Response | None
    place: int
    total: int


async def queue(context: Context, person: Person, place: int) -> QueuePage:
    """Return what waits at a place of the server's queue, the last where it is shorter. Raises NotAllowed.

    The queue goes on over the end of a debate, so that nobody's words wait in vain.
    """
    async with context.database.reading() as connection:
        require_moderator(await servers.server_settings(connection, person.guild_id), person)
        total = await responses.count_pending(connection, person.guild_id)
        place = max(0, min(place, total - 1))
        return QueuePage(await responses.pending_response(connection, person.guild_id, place), place, total)


async def decide(context: Context, person: Person, response_id: int, *, approve: bool) -> None:
    """Publish a response that waits, or decline it. Raises NotAllowed, and NotNow where it no longer waits."""
    status = Status.PUBLISHED if approve else Status.DECLINED
    async with context.database.writing(person.guild_id) as connection:
        require_moderator(await servers.server_settings(connection, person.guild_id), person)
        debate_id = await responses.decide_response(connection, person.guild_id, response_id, status)
        if debate_id is None:
            raise NotNow(
                say("That response no longer waits: somebody has decided on it, or its author has deleted it.")
            )
        done = actions.action(f"response {status.value}", person.guild_id, debate_id, response=response_id)
        await actions.keep(connection, done, context.clock())
    actions.note(done)
