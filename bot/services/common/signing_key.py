"""The key with which the bot signs what it exports."""

import logging
from collections.abc import Callable
from pathlib import Path

from bot.domain.signatures import KEY_BYTES, SigningKey
from bot.storage.engine import SCHEMA, Database
from bot.storage.servers import read_fact, save_fact

log = logging.getLogger(__name__)

FACT = "signing key"


async def signing_key_for(
    database: Database, file: Path, read_key: Callable[[Path], bytes | None], make_key: Callable[[Path], bytes]
) -> SigningKey:
    """Return the key that signs, a new one if there is no file. Several processes that start at once make one.

    The database remembers the public key, so that another key does not come unnoticed: it is warned of, and used.
    """
    async with database.writing(SCHEMA) as connection:
        secret = read_key(file)
        key = SigningKey((make_key(file) if secret is None else secret)[:KEY_BYTES])
        known, own = await read_fact(connection, FACT), key.public.text
        if known != own:
            await save_fact(connection, FACT, own)
        if known not in {None, own}:
            log.warning("the signing key is another one now, %s; exports so far bear the key %s", own, known)
    return key
