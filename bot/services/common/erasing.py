"""Removes deleted data from the disk, and what would reveal who cast which secret vote."""

from bot.domain.polls import Poll, Secrecy
from bot.services.common.context import Context
from bot.storage.engine import REBUILD_DUE, Connection, Database
from bot.storage.servers import read_fact, save_fact


async def scrub_after_secret(context: Context, *polls: Poll) -> None:
    """Empty the database's log if one of these closed polls is secret."""
    if any(poll.secrecy is Secrecy.SECRET for poll in polls):
        await context.database.scrub()


async def mark_rebuild_due(connection: Connection) -> None:
    """Mark, in the transaction of a deletion, that `rebuild` must follow, in case the bot is killed before."""
    await save_fact(connection, REBUILD_DUE, "1")


async def rebuild(context: Context) -> None:
    """Rebuild the file, so that deleted data are off the disk."""
    await context.database.scrub(rebuild=True)


async def scrub_at_start(database: Database) -> None:
    """Scrub when the bot starts, and rebuild if an earlier process did not get to it."""
    async with database.reading() as connection:
        due = await read_fact(connection, REBUILD_DUE)
    await database.scrub(rebuild=due is not None)
