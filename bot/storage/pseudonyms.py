"""Whether anything was stored under a pseudonym."""

from sqlalchemy import exists, or_, select

from bot.storage.engine import Connection
from bot.storage.tables import ballots, codes, floor_presence, responses, secret_voters, speakers_list, speeches


async def has_pseudonyms(connection: Connection) -> bool:
    """Return whether any participant or code is stored; only the key that made them finds them again."""
    tables = (ballots, secret_voters, responses, codes, speakers_list, speeches, floor_presence)
    stored = (exists().select_from(table) for table in tables)
    return bool(await connection.scalar(select(or_(*stored))))
