"""Finding a debate of a server, and the server's settings."""

from bot.domain.polls import Debate, Poll, ServerSettings
from bot.domain.refusals import NotFound, NotNow
from bot.domain.texts import say
from bot.services.common.context import Context
from bot.storage import debates, servers
from bot.storage.engine import Connection


async def settings_of(context: Context, guild_id: int) -> ServerSettings:
    """Return a server's settings."""
    async with context.database.reading() as connection:
        return await servers.server_settings(connection, guild_id)


async def require_open_debate(connection: Connection, guild_id: int) -> Debate:
    """Return the open debate. Raises NotNow if there is none."""
    debate = await debates.open_debate(connection, guild_id)
    if debate is None:
        raise no_open_debate()
    return debate


def no_open_debate() -> NotNow:
    """Return the refusal of what needs an open debate."""
    return NotNow(say("No debate is open in this server. An administrator starts one with `/debate start`."))


async def latest_debate(connection: Connection, guild_id: int, debate_id: int | None = None) -> Debate:
    """Return the debate with that id, or the server's newest. Raises NotFound."""
    for debate in await debates.debates_of(connection, guild_id):
        if debate_id in {None, debate.id}:
            return debate
    raise NotFound(say("This server has had no such debate. Start one with `/debate start`."))


async def earlier_debate(connection: Connection, guild_id: int, debate_id: int | None) -> Debate | None:
    """Return a debate of a server, None if it is the newest one."""
    _, *earlier = await debates.debates_of(connection, guild_id)
    return next((debate for debate in earlier if debate.id == debate_id), None)


async def earlier_debate_of_poll(context: Context, poll: Poll) -> Debate | None:
    """Return a poll's debate, None if it is the server's newest one."""
    async with context.database.reading() as connection:
        return await earlier_debate(connection, poll.guild_id, poll.debate_id)


async def all_debates(context: Context, guild_id: int | None = None) -> list[Debate]:
    """Return a server's debates, or those of all servers, newest first."""
    async with context.database.reading() as connection:
        return await debates.debates_of(connection, guild_id)
