"""Whether anything was stored under a pseudonym."""

from sqlalchemy import exists, or_, select

from bot.storage.engine import Connection
from bot.storage.tables import ballots, codes, responses, secret_voters


async def has_pseudonyms(connection: Connection) -> bool:
    """Return whether any participant or code is stored; only the key that made them finds them again."""
    stored = (exists().select_from(table) for table in (ballots, secret_voters, responses, codes))
    return bool(await connection.scalar(select(or_(*stored))))
