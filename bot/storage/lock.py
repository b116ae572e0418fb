"""A lock on a database file: only one process may write to it and keep the open polls in memory."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.domain.faults import OperatorError, StorageFault, Trouble
from bot.storage.urls import BadUrl, sqlite_file


class InUse(OperatorError):
    """Another process uses the database; the message says what to do."""


@contextmanager
def sole_process(url: str) -> Iterator[None]:
    """Lock an SQLite file against other writing processes. Raises InUse, BadUrl, StorageFault.

    The system releases the lock when the process ends, however it ends, so a `….lock` file beside the database does
    not mean that it is locked, and is never removed. A database server is shared by design and needs no lock.
    """
    file = sqlite_file(url)
    if file is None:
        yield
        return
    named, file = file, file.resolve()  # two names of one file are one file
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadUrl(f"DATABASE_URL names a folder that cannot be made: {error}") from error
    try:
        # Opened for reading: root may have created it with a command, and the bot runs as another user.
        held = os.open(file.with_name(f"{file.name}.lock"), os.O_RDONLY | os.O_CREAT, 0o644)
    except OSError as error:
        raise StorageFault(f"The database {named}", Trouble.READ_ONLY, writing=True) from error
    try:
        _lock(held, file)
        yield
    finally:
        os.close(held)


def _lock(held: int, file: Path) -> None:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise InUse(f"Another process of the bot is using {file}, and only one can. Stop that one first.") from error
    except OSError as error:
        raise BadUrl(f"DATABASE_URL names a file system that cannot lock files, so use another: {error}") from error
