"""A person's own response: reading, editing and deleting it."""

from dataclasses import dataclass

from bot.domain.people import Person
from bot.domain.polls import Secrecy
from bot.domain.refusals import NotFound, NotNow
from bot.domain.responses import Response, Status
from bot.domain.texts import say
from bot.services.common import erasing
from bot.services.common.context import Context
from bot.services.common.debate_lookup import require_open_debate
from bot.services.common.permissions import require_role
from bot.services.responses.responses import Writing, checked_text
from bot.storage import agreements, responses, servers
from bot.storage.engine import Connection


@dataclass(frozen=True)
class Editing:
    """A response that is being edited, and how it will be stored."""

    response: Response
    writing: Writing


async def find_own(context: Context, person: Person, response_id: int) -> Response:
    """Return a response of this person. Raises NotFound."""
    async with context.database.reading() as connection:
        return await _own(context, connection, person, response_id)


async def begin_edit(context: Context, person: Person, response_id: int) -> Editing:
    """Begin to edit. Raises a Refusal now if the new text could not be stored."""
    async with context.database.reading() as connection:
        response = await _editable(context, connection, person, response_id)
        review = await _new_status(connection, person, response) is Status.PENDING
        threads = (await servers.server_settings(connection, person.guild_id)).threads
    secrecy = Secrecy.NAMED if response.name else Secrecy.PSEUDONYMOUS
    return Editing(response, Writing(response.question, secrecy, review, threads))


async def edit(context: Context, person: Person, response_id: int, text: str) -> None:
    """Replace a response's text; nobody agrees with the new one yet, and it is reviewed like a new response.

    One that was declined, or waits, is never published by an edit.
    """
    written = checked_text(text)
    async with context.database.writing(person.guild_id) as connection:
        response = await _editable(context, connection, person, response_id)
        if written != response.text:
            status = await _new_status(connection, person, response)
            await responses.edit_response(connection, response_id, written, status, context.clock())
            await agreements.start_anew(connection, response_id)
            await erasing.mark_rebuild_due(connection)
    if written != response.text:
        await erasing.rebuild(context)


async def erase(context: Context, person: Person, response_id: int) -> None:
    """Delete a response for good. Raises NotFound."""
    async with context.database.writing(person.guild_id) as connection:
        await _own(context, connection, person, response_id)
        await responses.erase_response(connection, response_id)
        await erasing.mark_rebuild_due(connection)
    await erasing.rebuild(context)


async def _own(context: Context, connection: Connection, person: Person, response_id: int) -> Response:
    response = await responses.response_by_id(connection, person.guild_id, response_id)
    debate_id = await responses.debate_of_response(connection, response_id)
    mine = context.pseudonyms.all_of(debate_id, person.user_id) if debate_id is not None else ()
    if response is None or response.participant not in mine:
        raise NotFound(say("You no longer have that response. `/mydata show` lists yours."))
    return response


async def _editable(context: Context, connection: Connection, person: Person, response_id: int) -> Response:
    response = await _own(context, connection, person, response_id)
    require_role((await servers.server_settings(connection, person.guild_id)).participant_role, person)
    debate = await require_open_debate(connection, person.guild_id)
    if await responses.debate_of_response(connection, response_id) != debate.id:
        raise NotNow(say("That debate is over. You can delete its responses, but no longer edit them."))
    return response


async def _new_status(connection: Connection, person: Person, response: Response) -> Status:
    review = (await servers.server_settings(connection, person.guild_id)).review
    return Status.PENDING if review or response.status != Status.PUBLISHED else Status.PUBLISHED
