"""Reviewing responses before others see them, where a server wants that."""

from dataclasses import dataclass

from bot.domain.people import Person
from bot.domain.refusals import NotNow
from bot.domain.responses import Response, Status
from bot.domain.texts import say
from bot.services import actions
from bot.services.context import Context
from bot.services.debates import latest
from bot.services.permissions import require_moderator
from bot.storage import responses, servers


@dataclass(frozen=True)
class QueuePage:
    """One response that waits, oldest first, None where none does; places count from 0."""

    response: Response | None
    place: int
    total: int


async def queue(context: Context, person: Person, place: int) -> QueuePage:
    """Return what waits for review at a place of the queue, the last where it is shorter. Raises NotAllowed."""
    async with context.database.reading() as connection:
        require_moderator(await servers.server_settings(connection, person.guild_id), person)
        debate = await latest(connection, person.guild_id)
        total = await responses.count_pending(connection, debate.id)
        place = max(0, min(place, total - 1))
        return QueuePage(await responses.pending_response(connection, debate.id, place), place, total)


async def decide(context: Context, person: Person, response_id: int, *, approve: bool) -> None:
    """Publish a response that waits, or decline it. Raises NotAllowed, and NotNow where it no longer waits."""
    status = Status.PUBLISHED if approve else Status.DECLINED
    async with context.database.writing(person.guild_id) as connection:
        require_moderator(await servers.server_settings(connection, person.guild_id), person)
        debate = await latest(connection, person.guild_id)
        if not await responses.decide_response(connection, debate.id, response_id, status):
            raise NotNow(
                say("That response no longer waits: somebody has decided on it, or its author has deleted it.")
            )
        done = actions.action(f"response {status.value}", person.guild_id, debate.id, response=response_id)
        await actions.keep(connection, done, context.clock())
    actions.note(done)
