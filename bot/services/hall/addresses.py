"""The address of a debate's page on the wall: it cannot be guessed, and changes or ends when moderators say so."""

import secrets
from collections.abc import Sequence

from bot.domain.hall import Hall
from bot.domain.people import Person
from bot.domain.refusals import NotNow
from bot.domain.texts import say
from bot.services.common import audit_log
from bot.services.common.context import Context
from bot.services.common.debate_lookup import latest_debate, require_open_debate
from bot.services.common.permissions import require_moderator
from bot.storage import halls, servers
from bot.storage.engine import Connection

TOKEN_BYTES = 16
"""A token has two hexadecimal digits a byte: no character of it means anything in a message."""


async def open_halls(context: Context) -> Sequence[Hall]:
    """Return the pages of all debates, for the server that shows them."""
    async with context.database.reading() as connection:
        return await halls.open_halls(connection)


async def find_hall(context: Context, person: Person) -> Hall:
    """Return the page of the newest debate; an open debate gets one. Raises NotAllowed, NotFound, NotNow."""
    async with context.database.reading() as connection:
        require_moderator(await servers.server_settings(connection, person.guild_id), person)
        debate = await latest_debate(connection, person.guild_id)
        found = await halls.hall_of(connection, debate.id)
    return found or await change_address(context, person)


async def change_address(context: Context, person: Person) -> Hall:
    """Give the page of the open debate a new address; the old one ends. Raises NotAllowed, NotNow."""
    async with context.database.writing(person.guild_id) as connection:
        require_moderator(await servers.server_settings(connection, person.guild_id), person)
        debate = await require_open_debate(connection, person.guild_id)
        await halls.save_hall(connection, debate.id, secrets.token_hex(TOKEN_BYTES))
        done = audit_log.action("hall opened", person.guild_id, debate.id)
        await audit_log.append(connection, done, context.clock())
        hall = await require_hall(connection, debate.id)
    audit_log.log(done)
    return hall


async def close(context: Context, person: Person) -> None:
    """End the page of the newest debate. Raises NotAllowed, NotFound, NotNow."""
    async with context.database.writing(person.guild_id) as connection:
        require_moderator(await servers.server_settings(connection, person.guild_id), person)
        debate = await latest_debate(connection, person.guild_id)
        if not await halls.close_hall(connection, debate.id):
            raise NotNow(say("The hall's page is not open."))
        done = audit_log.action("hall closed", person.guild_id, debate.id)
        await audit_log.append(connection, done, context.clock())
    audit_log.log(done)


async def require_hall(connection: Connection, debate_id: int) -> Hall:
    """Return the page of a debate. Raises NotNow if it has none."""
    hall = await halls.hall_of(connection, debate_id)
    if hall is None:
        raise NotNow(say("The hall's page is not open. Open it with `/hall`."))
    return hall
