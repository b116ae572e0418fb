"""What moderators put on the wall: a scene of their choice, a response, or what goes on."""

from dataclasses import dataclass

from bot.domain.hall import (
    RESPONSE_TIME,
    Held,
    Scene,
    Shown,
    Wall,
    is_public_result,
    may_choose,
    public_pairs,
    scene_at,
)
from bot.domain.people import Person
from bot.domain.polls import Poll
from bot.domain.refusals import NotNow
from bot.domain.responses import Response, Status
from bot.domain.statements import StatementSet
from bot.domain.texts import say
from bot.services.common import audit_log
from bot.services.common.audit_log import Action
from bot.services.common.context import Context
from bot.services.common.permissions import require_moderator
from bot.services.hall.addresses import require_hall
from bot.services.hall.walls import read_wall, view
from bot.storage import halls, responses, servers
from bot.storage.engine import Connection

MOST_RESPONSES = 25


@dataclass(frozen=True)
class Screen:
    """What is on the wall and what could be: results and shifts that are public, and the newest responses."""

    wall: Wall
    shown: Shown
    results: tuple[Poll, ...]
    shifts: tuple[Poll, ...]
    """The later poll of each pair."""
    responses: tuple[Response, ...]

    @property
    def sets(self) -> tuple[StatementSet, ...]:
        """The sets of statements, of which the wall shows no more than may be told."""
        return self.wall.sets


async def screen(context: Context, person: Person, debate_id: int) -> Screen:
    """Return what is on the wall of a debate. Raises NotAllowed, NotNow."""
    async with context.database.reading() as connection:
        wall = await _wall(context, connection, person, debate_id)
        newest = await responses.newest_responses(connection, debate_id, MOST_RESPONSES)
    results = tuple(poll for poll in wall.polls if is_public_result(poll))
    shifts = tuple(after for _, after in public_pairs(wall.polls))
    return Screen(wall, scene_at(wall, context.clock()), results, shifts, tuple(newest))


async def choose(context: Context, person: Person, debate_id: int, held: Held | None) -> None:
    """Put a scene on the wall until another is chosen, or follow the debate. Raises NotAllowed, NotNow."""
    async with context.database.writing(person.guild_id) as connection:
        wall, now = await _wall(context, connection, person, debate_id), context.clock()
        if held is not None and not may_choose(wall, held):
            raise NotNow(say("That cannot be shown now. A result has to be public first."))
        await halls.hold_scene(connection, debate_id, held, now)
        done = await _log(context, connection, wall, str(held or "follow"))
    audit_log.log(done)


async def keep(context: Context, person: Person, debate_id: int) -> None:
    """Keep what is on the wall now; of a result, the item or list that is on. Raises NotAllowed, NotNow."""
    shown, parts = (await screen(context, person, debate_id)).shown, 0
    if shown.scene is Scene.RESULT:
        parts = len(shown.polls[0].items)
    elif shown.set is not None and not shown.set.is_open:
        seen = await view(context, debate_id, context.clock())
        parts = len(seen.statements.parts) if seen and seen.statements else 0
    part = shown.part_at(context.clock(), parts)[0] if parts else None
    await choose(context, person, debate_id, None if shown.scene is Scene.RESPONSE else shown.held(part))


async def show_response(context: Context, person: Person, debate_id: int, response_id: int) -> None:
    """Send a response that everybody may read to the wall for half a minute. Raises NotAllowed, NotNow."""
    async with context.database.writing(person.guild_id) as connection:
        wall, now = await _wall(context, connection, person, debate_id), context.clock()
        response = await responses.response_by_id(connection, person.guild_id, response_id)
        of_debate = await responses.debate_of_response(connection, response_id)
        if response is None or of_debate != debate_id or response.status != Status.PUBLISHED:
            raise NotNow(say("That response cannot be shown: it is not approved, or it was deleted."))
        await halls.send_response(connection, debate_id, response_id, now + RESPONSE_TIME)
        done = await _log(context, connection, wall, str(Scene.RESPONSE), response=response_id)
    audit_log.log(done)


async def _wall(context: Context, connection: Connection, person: Person, debate_id: int) -> Wall:
    require_moderator(await servers.server_settings(connection, person.guild_id), person)
    hall = await require_hall(connection, debate_id)
    if hall.guild_id != person.guild_id:
        raise NotNow(say("The hall's page is not open. Open it with `/hall`."))
    return await read_wall(connection, hall, context.clock())


async def _log(context: Context, connection: Connection, wall: Wall, scene: str, response: int | None = None) -> Action:
    done = audit_log.action("hall scene", wall.hall.guild_id, wall.hall.debate_id, scene=scene, response=response)
    await audit_log.append(connection, done, context.clock())
    return done
