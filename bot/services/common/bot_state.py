"""Small values that the bot stores about itself, such as the hash of the commands that Discord last got."""

from bot.services.common.context import Context
from bot.storage.servers import delete_fact, read_fact, save_fact


async def read(context: Context, key: str) -> str | None:
    """Return the value of a key, None if there is none."""
    async with context.database.reading() as connection:
        return await read_fact(connection, key)


async def save(context: Context, key: str, value: str) -> None:
    """Set the value of a key."""
    async with context.database.writing() as connection:
        await save_fact(connection, key, value)


async def delete(context: Context, key: str) -> None:
    """Delete a key."""
    async with context.database.writing() as connection:
        await delete_fact(connection, key)
