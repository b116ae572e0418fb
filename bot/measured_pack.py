"""Remembers which pack's pages fit what Discord takes: measuring all of them takes longer than the rest of a start."""

import hashlib
from pathlib import Path

from bot.storage.engine import Database
from bot.storage.migrate import status
from bot.storage.servers import read_fact, save_fact

FACT = "measured pack"

DECISIVE = {".py", ".mo", ".po", ".yaml"}
"""Files on which a page depends: what makes it, and its words."""


def fingerprint(pack: Path) -> str:
    """Identify a pack together with this version of the bot, by their files: either may be edited at any time."""
    digest = hashlib.sha256()
    for folder in (Path(__file__).parent, pack):
        for file in sorted(file for file in folder.rglob("*") if file.suffix in DECISIVE):
            content = file.read_bytes()
            digest.update(f"{file.relative_to(folder)} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()


async def is_measured(database: Database, pack: str) -> bool:
    """Whether the pages of a pack were measured before; the database may be empty, or an older version's."""
    if (await status(database)).current is None:
        return False
    async with database.reading() as connection:
        return await read_fact(connection, FACT) == pack


async def remember(database: Database, pack: str) -> None:
    """Store that the pages of a pack fit."""
    async with database.writing() as connection:
        await save_fact(connection, FACT, pack)
