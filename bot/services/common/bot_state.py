"""Small facts that the bot keeps about itself."""

from bot.services.common.context import Context
from bot.storage.servers import drop_fact, read_fact, save_fact


async def recall(context: Context, key: str) -> str | None:
    """Return what was last noted under `key`."""
    async with context.database.reading() as connection:
        return await read_fact(connection, key)


async def note(context: Context, key: str, value: str) -> None:
    """Note a fact, such as the hash of the commands that Discord was last told."""
    async with context.database.writing() as connection:
        await save_fact(connection, key, value)


async def forget(context: Context, key: str) -> None:
    """Forget a fact."""
    async with context.database.writing() as connection:
        await drop_fact(connection, key)
