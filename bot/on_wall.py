"""Brings the page on the wall, the debates and Discord together."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

from bot.domain.people import Person
from bot.hall import server
from bot.hall.halls import Halls
from bot.hall.server import PortTaken
from bot.services.common.context import Context
from bot.services.common.debate_lookup import all_debates
from bot.services.hall import addresses
from bot.settings import Settings
from bot.ui.client import DebateClient
from bot.ui.common.languages import speech_of_guild

__all__ = ["FindAddress", "PortTaken", "shown"]

FindAddress = Callable[[], Awaitable[str | None]]


@asynccontextmanager
async def shown(settings: Settings, client: DebateClient) -> AsyncIterator[FindAddress | None]:
    """Serve the pages on the wall if HALL_PORT is set, and yield what finds the first of them. Raises PortTaken."""
    if settings.hall_port is None:
        yield None
        return
    host, speech_of = settings.hall_host, partial(speech_of_guild, client)
    halls = Halls(client.context, speech_of, address=settings.hall_url or "", invite=settings.hall_invite)
    async with server.served(host, settings.hall_port, halls) as port:
        halls.base = settings.hall_url or f"http://{host}:{port}"
        client.show_hall(halls)
        yield partial(_first_address, client.context, halls)


async def _first_address(context: Context, halls: Halls) -> str | None:
    """Return the address of the page of the newest open debate, which gets one; None if no debate is open."""
    open_ = [debate for debate in await all_debates(context) if debate.closed_at is None]
    if not open_:
        return None
    operator = Person(open_[0].guild_id, 0, "", is_administrator=True)
    hall = await addresses.find_hall(context, operator)
    await halls.reload()
    return halls.address(hall)
