"""Reading floors, and how long each side spoke in them."""

from dataclasses import dataclass

from bot.domain.floor import Floor, FloorState
from bot.domain.people import Person
from bot.domain.polls import Debate
from bot.domain.refusals import NotFound
from bot.domain.speaking_time import SpeakingTime, speaking_time
from bot.domain.texts import say
from bot.services.common.context import Context
from bot.services.common.debate_lookup import latest_debate
from bot.services.common.permissions import require_moderator
from bot.services.floor.changing import require_open_floor, state_of
from bot.storage import floors, servers, speeches
from bot.storage.engine import Connection


@dataclass(frozen=True)
class SpeakingTimes:
    """The speaking time of each floor of a debate, the oldest first, and of all together."""

    floors: tuple[tuple[Floor, SpeakingTime], ...]
    total: SpeakingTime


async def floor_state(context: Context, floor_id: int) -> FloorState:
    """Return a floor as it is now. Raises NotFound."""
    async with context.database.reading() as connection:
        floor = await floors.floor_by_id(connection, floor_id)
        if floor is None:
            raise NotFound(say("That floor is gone. Moderators open one with `/floor open`."))
        return await state_of(connection, floor)


async def floor_for(context: Context, person: Person, floor_id: int | None, *, moderates: bool = False) -> FloorState:
    """Return the open floor on the page that somebody used, or of the server. Raises NotAllowed, NotFound, NotNow.

    With `moderates` only moderators get it.
    """
    async with context.database.reading() as connection:
        if moderates:
            require_moderator(await servers.server_settings(connection, person.guild_id), person)
        return await state_of(connection, await require_open_floor(connection, person, floor_id))


async def wants_to_move_on(context: Context, person: Person, floor: Floor) -> bool:
    """Whether a person wants to move on."""
    me = context.pseudonyms.speaker(floor.debate_id, person.user_id, is_named=floor.is_named)
    async with context.database.reading() as connection:
        return (await floors.moving_on_of(connection, [me])).get(floor.id, False)


async def open_floor_of(context: Context, guild_id: int) -> FloorState | None:
    """Return a server's open floor."""
    async with context.database.reading() as connection:
        floor = await floors.open_floor_in(connection, guild_id)
        return await state_of(connection, floor) if floor else None


async def open_floors(context: Context) -> list[FloorState]:
    """Return the open floors of this process's servers."""
    async with context.database.reading() as connection:
        found = await floors.all_open_floors(connection)
        return [await state_of(connection, floor) for floor in found if context.shards.has(floor.guild_id)]


async def floors_of(context: Context, person: Person) -> list[Floor]:
    """Return the floors of the server's newest debate, the oldest first."""
    async with context.database.reading() as connection:
        debate = await latest_debate(connection, person.guild_id)
        return await floors.floors_in(connection, debate.id)


async def speaking_times(context: Context, person: Person) -> SpeakingTimes:
    """Return how long each side spoke in the newest debate, in turns that are over, for moderators."""
    async with context.database.reading() as connection:
        require_moderator(await servers.server_settings(connection, person.guild_id), person)
        debate = await latest_debate(connection, person.guild_id)
        spoken = await speeches.spoken_in(connection, debate.id)
        found = await floors.floors_in(connection, debate.id)
    each = tuple((floor, speaking_time(turn for in_, turn in spoken if in_ == floor.id)) for floor in found)
    return SpeakingTimes(each, speaking_time(turn for _, turn in spoken))


async def speaking_by_floor(
    connection: Connection, debate: Debate, question: str | None
) -> tuple[tuple[str | None, SpeakingTime], ...]:
    """Return title and speaking time of each floor of a debate, or of one question, in which a turn is over.

    Where there are several, the time of all together comes last, without a title.
    """
    spoken = await speeches.spoken_in(connection, debate.id)
    found = [floor for floor in await floors.floors_in(connection, debate.id) if question in {None, floor.question}]
    turns = {floor.id: [turn for where, turn in spoken if where == floor.id] for floor in found}
    each = tuple((floor.title, speaking_time(turns[floor.id])) for floor in found if turns[floor.id])
    together = speaking_time(turn for floor in found for turn in turns[floor.id])
    return (*each, (None, together)) if len(each) > 1 else each
