"""SQLite that does not wait for the disk, for tests that are not about what survives a power cut."""

from bot.storage import sqlite

DURABLE = sqlite.PRAGMAS


def do_not_sync() -> None:
    """Have databases that are opened from now on leave it to the system when their commits reach the disk."""
    assert "PRAGMA synchronous=FULL" in DURABLE
    sqlite.PRAGMAS = tuple(pragma.replace("synchronous=FULL", "synchronous=OFF") for pragma in DURABLE)
