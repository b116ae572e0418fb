"""Opening and closing a floor, and storing where its card is."""

from bot.domain.floor import FEWEST_SECONDS, MOST_SECONDS, SECONDS, Floor, FloorState, Order, TurnEnd
from bot.domain.people import Person
from bot.domain.refusals import BadAnswer, NotNow
from bot.domain.texts import say
from bot.services.common.context import Context
from bot.services.common.debate_lookup import require_open_debate
from bot.services.common.permissions import require_moderator
from bot.services.floor.changing import Change, changing, newest_state, require_open_floor, state_of
from bot.services.floor.turns import end_running
from bot.services.polls.finding import find_question
from bot.storage import floors, servers
from bot.storage.floors import NewFloor


async def open_floor(
    context: Context,
    person: Person,
    *,
    channel_id: int,
    question: str | None = None,
    seconds: int | None = None,
    order: Order | None = None,
    voice_channel_id: int | None = None,
    is_stage: bool = False,
    language: str = "en-US",
) -> FloorState:
    """Open a floor on a question, or on the whole debate. A debate has one open floor."""
    about = find_question(context.library, question) if question else None
    length = SECONDS if seconds is None else seconds
    if not FEWEST_SECONDS <= length <= MOST_SECONDS:
        raise BadAnswer(
            say(
                "A turn takes between {fewest} and {most} seconds.",
                fewest=FEWEST_SECONDS,
                most=MOST_SECONDS,
            )
        )
    async with changing(context, person.guild_id) as change:
        settings = await servers.server_settings(change.connection, person.guild_id)
        require_moderator(settings, person)
        debate = await require_open_debate(change.connection, person.guild_id)
        if await floors.open_floor_in(change.connection, person.guild_id):
            raise NotNow(say("A floor is open already. Close it first with `/floor close`."))
        new = NewFloor(
            debate_id=debate.id,
            guild_id=person.guild_id,
            channel_id=channel_id,
            voice_channel_id=voice_channel_id,
            is_stage=is_stage,
            question=about.id if about else None,
            title=about.title.say(language) if about else debate.title,
            seconds=length,
            order=order or Order.FAIR,
            is_named=settings.named_speakers,
            opened_at=change.now,
        )
        floor = await floors.add_floor(change.connection, new)
        opened = {"question": floor.question, "seconds": length, "order": floor.order, "channel": channel_id}
        await change.log("floor opened", floor, **opened)
        return await state_of(change.connection, floor)


async def close_floor(context: Context, person: Person, floor_id: int | None) -> FloorState:
    """Close a floor: the turn that runs ends, and the list is erased."""
    async with changing(context, person.guild_id) as change:
        require_moderator(await servers.server_settings(change.connection, person.guild_id), person)
        floor = await require_open_floor(change.connection, person, floor_id)
        return await close_in(change, floor)


async def close_in(change: Change, floor: Floor) -> FloorState:
    """Close an open floor within a transaction."""
    stepped_down = await end_running(change, await state_of(change.connection, floor), TurnEnd.CLOSED)
    await floors.close_floor(change.connection, floor.id, change.now)
    await change.log("floor closed", floor)
    return await newest_state(change.connection, floor, stepped_down=stepped_down)


async def placed(context: Context, floor_id: int, message_id: int, channel_id: int | None = None) -> None:
    """Store which message is a floor's card."""
    channel = {} if channel_id is None else {"channel_id": channel_id}
    async with context.database.writing() as connection:
        await floors.save_floor(connection, floor_id, message_id=message_id, **channel)


async def in_thread(context: Context, floor_id: int, thread_id: int) -> None:
    """Store in which thread a floor announces its speakers."""
    async with context.database.writing() as connection:
        await floors.save_floor(connection, floor_id, thread_id=thread_id)
