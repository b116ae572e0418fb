"""Consoles: the run sheet of a server in a channel of its moderators."""

from collections.abc import Mapping

from bot.domain.people import Person
from bot.domain.polls import Posting
from bot.services.common import audit_log
from bot.services.common.context import Context
from bot.services.common.permissions import require_administrator
from bot.services.run_sheet.status import DebateStatus, status_of
from bot.storage import debates, servers
from bot.storage.polls import polls_of


async def consoles(context: Context) -> Mapping[int, Posting]:
    """Return the consoles of the servers that this process serves."""
    async with context.database.reading() as connection:
        found = await servers.consoles(connection)
    return {guild_id: posting for guild_id, posting in found.items() if context.shards.has(guild_id)}


async def console_status(context: Context, guild_id: int) -> DebateStatus | None:
    """Return where a server's newest debate stands; None if there has been none. Nobody is asking: it is for all."""
    async with context.database.reading() as connection:
        settings = await servers.server_settings(connection, guild_id)
        newest = next(iter(await debates.debates_of(connection, guild_id)), None)
        return None if newest is None else await status_of(connection, settings, newest, context.clock())


async def set_console(context: Context, person: Person, console: Posting | None) -> Posting | None:
    """Store where a server's console is, or that it has none any more; return where it was. Raises NotAllowed."""
    require_administrator(person)
    async with context.database.writing(person.guild_id) as connection:
        before = (await servers.server_settings(connection, person.guild_id)).console
        await servers.save_console(connection, person.guild_id, console)
        debate = await debates.open_debate(connection, person.guild_id)
        channel = console.channel_id if console else "off"
        done = audit_log.action("settings changed", person.guild_id, debate.id if debate else None, console=channel)
        await audit_log.append(connection, done, context.clock())
    audit_log.log(done)
    return before


async def replace_console(context: Context, guild_id: int, old: Posting, new: Posting) -> bool:
    """Store that a console is another message now, unless an administrator has moved it meanwhile."""
    async with context.database.writing(guild_id) as connection:
        if (await servers.server_settings(connection, guild_id)).console != old:
            return False
        await servers.save_console(connection, guild_id, new)
    return True


async def room_of(context: Context, guild_id: int) -> int | None:
    """Return the channel in which a server debates: that of the newest poll, else the one in which it started."""
    async with context.database.reading() as connection:
        debate = await debates.open_debate(connection, guild_id)
        if debate is None:
            return None
        held = await polls_of(connection, debate.id)
    return max(held, key=lambda poll: poll.id).channel_id if held else debate.channel_id
