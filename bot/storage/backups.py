"""Backups of the database, made while the bot runs."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.domain.faults import OperatorError
from bot.storage.sqlite import PRIVATE
from bot.storage.urls import sqlite_file


class CannotBackUp(OperatorError):
    """No copy was made; the message says why."""


def back_up(url: str, file: Path) -> None:
    """Copy an SQLite database to `file` while it is in use, and check the copy. Raises BadUrl, CannotBackUp."""
    source = sqlite_file(url)
    if source is None:
        raise CannotBackUp("This database is a PostgreSQL server. Back it up with its own tool, pg_dump.")
    if not source.is_file():
        raise CannotBackUp(f"There is no database at {source} yet.")
    if file.exists():
        raise CannotBackUp(f"{file} is there already; name a new file.")
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE))
    except OSError as error:
        raise CannotBackUp(f"The copy failed: {file}: {error.strerror}.") from error
    try:
        # Read-only, so that the bot's connection stays the only one that writes.
        reading = f"{source.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(reading, uri=True)) as original, closing(sqlite3.connect(file)) as copy:
            original.backup(copy)
            damage = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
            if damage != "ok":
                raise sqlite3.DatabaseError(f"the database is damaged ({' '.join(damage.split())})")
    except sqlite3.Error as error:
        file.unlink(missing_ok=True)
        raise CannotBackUp(f"The copy failed: {error}.") from error
