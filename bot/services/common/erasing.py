"""Takes off the disk what people had deleted, and what would tell who cast which secret vote."""

from bot.domain.polls import Poll, Secrecy
from bot.services.common.context import Context
from bot.storage.engine import REBUILD_DUE, Connection, Database
from bot.storage.servers import read_fact, save_fact


async def scrub_after_secret(context: Context, *polls: Poll) -> None:
    """Empty the database's log where one of these polls, which are over, was secret."""
    if any(poll.secrecy is Secrecy.SECRET for poll in polls):
        await context.database.scrub()


async def mark_rebuild_due(connection: Connection) -> None:
    """Note, with a deletion, that `rebuild` has to follow, should the bot be killed before."""
    await save_fact(connection, REBUILD_DUE, "1")


async def rebuild(context: Context) -> None:
    """Take off the disk what a person has deleted."""
    await context.database.scrub(rebuild=True)


async def scrub_at_start(database: Database) -> None:
    """Catch up on what an earlier life of the bot did not get to."""
    async with database.reading() as connection:
        due = await read_fact(connection, REBUILD_DUE)
    await database.scrub(rebuild=due is not None)
