"""Checks that a database is used with the key that made its pseudonyms.

With another key everybody would get a new pseudonym and could vote again, and nobody could find or delete their data.
"""

from collections.abc import Callable
from pathlib import Path

from bot.domain.faults import OperatorError
from bot.domain.pseudonyms import Pseudonyms
from bot.storage.engine import SCHEMA, Database
from bot.storage.pseudonyms import has_pseudonyms
from bot.storage.servers import read_fact, save_fact

FACT = "pseudonym key"


class WrongKey(OperatorError):
    """The key is missing or is not the database's; the message says what to do."""


async def shared_pseudonyms(database: Database, file: Path, read_key: Callable[[Path], bytes | None]) -> Pseudonyms:
    """Return the pseudonyms of a database that another process has started on with the same key. Raises WrongKey."""
    key = read_key(file)
    async with database.reading() as connection:
        known = await read_fact(connection, FACT)
    if key is None or Pseudonyms(key).fingerprint != known:
        raise WrongKey(
            f"PSEUDONYM_KEY_FILE {file}: this is not the key of the process with the gateway. Start that one first, "
            "and copy its file here: with another key everybody could vote once more."
        )
    return Pseudonyms(key)


async def pseudonyms_for(
    database: Database, file: Path, read_key: Callable[[Path], bytes | None], make_key: Callable[[Path], bytes]
) -> Pseudonyms:
    """Return the pseudonyms of a database, with a new key if it has no pseudonyms yet. Raises WrongKey.

    The database stores the key's fingerprint; one of an earlier version has none and gets that of this key.
    """
    async with database.writing(SCHEMA) as connection:
        known, needed = await read_fact(connection, FACT), await has_pseudonyms(connection)
        key = read_key(file)
        if key is None and needed:
            raise WrongKey(
                f"PSEUDONYM_KEY_FILE {file}: there is no such file, and the database has votes or responses whose "
                "pseudonyms were made with it. Put back the file that was kept with this database: with a new key "
                "everybody could vote once more."
            )
        pseudonyms = Pseudonyms(make_key(file) if key is None else key)
        if known == pseudonyms.fingerprint:
            return pseudonyms
        if known is not None and needed:
            raise WrongKey(
                f"PSEUDONYM_KEY_FILE {file}: this is not the key that the pseudonyms in the database were made with. "
                "Put back the file that was kept with this database: with another key everybody could vote once more."
            )
        await save_fact(connection, FACT, pseudonyms.fingerprint)
    return pseudonyms
