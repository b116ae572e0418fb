"""What the cards of statements are to show, and which results the room has not seen yet."""

from dataclasses import dataclass, replace

from bot.domain.statements import StatementSet
from bot.services.common.context import Context
from bot.services.statements.results import SetResult, result_of
from bot.storage import statement_sets


@dataclass(frozen=True)
class CardState:
    """A set and what its card says: how many statements can be voted on or, once, what the set has come to."""

    set: StatementSet
    statements: int
    result: SetResult | None


async def sets_to_show(context: Context) -> list[int]:
    """Return the sets of this process's servers that are open, or that nobody has announced as closed."""
    async with context.database.reading() as connection:
        found = await statement_sets.unannounced_sets(connection)
    return [one.id for one in found if context.shards.has(one.guild_id) and one.channel_id is not None]


async def card_state(context: Context, set_id: int) -> CardState | None:
    """Return what a set's card is to show, None if there is no such set."""
    async with context.database.reading() as connection:
        found = await statement_sets.set_by_id(connection, set_id)
        if found is None:
            return None
        is_due = not found.is_open and found.announced_at is None and found.counts is not None
        result = await result_of(context, connection, found) if is_due else None
    entry = await context.open_sets.find(set_id) if found.is_open else None
    return CardState(found, len(entry.statements) if entry else 0, result)


async def save_message(context: Context, opened: StatementSet, channel_id: int, message_id: int) -> None:
    """Store which message shows a set."""
    async with context.database.writing() as connection:
        await statement_sets.save_message(connection, opened.id, channel_id, message_id)
    context.open_sets.add(replace(opened, channel_id=channel_id, message_id=message_id))


async def mark_announced(context: Context, closed: StatementSet) -> None:
    """Store that the room has seen what a closed set has come to."""
    async with context.database.writing() as connection:
        await statement_sets.mark_announced(connection, closed.id, context.clock())
