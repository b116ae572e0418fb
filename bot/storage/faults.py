"""Classifies drivers' errors, and logs a fault once, not once per vote."""

import logging
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from bot.domain.faults import StorageFault, Trouble

log = logging.getLogger(__name__)

# https://sqlite.org/rescode.html; any other code, such as SQLITE_ERROR or SQLITE_CONSTRAINT, means a bug in the bot.
SQLITE = {
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_IOERR: Trouble.FAILING,
    sqlite3.SQLITE_BUSY: Trouble.LOCKED,
    sqlite3.SQLITE_LOCKED: Trouble.LOCKED,
    sqlite3.SQLITE_PERM: Trouble.READ_ONLY,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_CORRUPT: Trouble.DAMAGED,
    sqlite3.SQLITE_NOTADB: Trouble.DAMAGED,
    sqlite3.SQLITE_CANTOPEN: Trouble.AWAY,
}
# https://www.postgresql.org/docs/current/errcodes-appendix.html; a code of two characters is a class.
POSTGRESQL = {
    "53100": Trouble.FULL,
    "58030": Trouble.FAILING,
    "55P03": Trouble.LOCKED,
    "25006": Trouble.READ_ONLY,
    "XX001": Trouble.DAMAGED,
    "XX002": Trouble.DAMAGED,
    "08": Trouble.AWAY,
    "53": Trouble.AWAY,
    "57": Trouble.AWAY,
}
PRIMARY_CODE = 0xFF

NO_SERVER = (ConnectionError, FileNotFoundError, TimeoutError, socket.gaierror)
"""What asyncpg raises, unwrapped, if there is no server or it does not answer."""


def trouble_of(error: Exception) -> Trouble | None:
    """Return the database's trouble that an error means, None if it means a bug in the bot."""
    if isinstance(error, NoConnectionFree):
        return Trouble.BUSY
    if isinstance(error, NO_SERVER):
        return Trouble.AWAY
    cause: object = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return SQLITE.get(getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & PRIMARY_CODE)
    state = str(getattr(cause, "sqlstate", None) or "")
    found = POSTGRESQL.get(state) or POSTGRESQL.get(state[:2])
    if found is None and isinstance(error, DBAPIError) and error.connection_invalidated:
        return Trouble.AWAY
    return found


class Watch:
    """Turns drivers' errors into StorageFaults, and logs when a fault begins, changes and ends.

    Until a first transaction has worked nothing is logged: the fault ends the command, which prints it.
    """

    def __init__(self, label: str, *, writing: bool) -> None:
        self._label = label
        self._writing = writing
        self._worked = False
        self._trouble: Trouble | None = None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Watch over a transaction. Raises StorageFault."""
        try:
            yield
        except (DBAPIError, sqlite3.Error, NoConnectionFree, *NO_SERVER) as error:
            trouble = trouble_of(error)
            if trouble is None:
                raise
            lost = isinstance(error, NO_SERVER) or (isinstance(error, DBAPIError) and error.connection_invalidated)
            raise self.fault(trouble, certain=not lost) from error
        self._worked = True
        if self._trouble is not None:
            log.warning("%s: %s works again", self._label, self._side)
            self._trouble = None

    def fault(self, trouble: Trouble, *, certain: bool = True) -> StorageFault:
        """Return a fault to raise; logs it, unless it is the one that was logged last."""
        fault = StorageFault(self._label, trouble, writing=self._writing, certain=certain)
        if self._worked and trouble is not self._trouble:
            log.error("%s does not work: %s", self._side, fault)
            self._trouble = trouble
        return fault

    @property
    def _side(self) -> str:
        return "storing" if self._writing else "reading"
