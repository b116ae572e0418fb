"""Parsing DATABASE_URL."""

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.domain.faults import OperatorError
from bot.storage import postgresql

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}


class BadUrl(OperatorError):
    """DATABASE_URL cannot be used; the message says why."""


def parse_url(url: str) -> URL:
    """Return the URL with its database's async driver. Raises BadUrl."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise BadUrl("DATABASE_URL is not a database URL; write for example sqlite:///data/debate.db") from error
    driver = DRIVERS.get(parsed.drivername.split("+")[0])
    if driver is None:
        raise BadUrl(f"DATABASE_URL names {parsed.drivername!r}; use sqlite or postgresql")
    if driver.startswith("sqlite") and (parsed.host or parsed.database in {None, "", ":memory:"}):
        raise BadUrl("DATABASE_URL names no file; write for example sqlite:///data/debate.db, with three slashes")
    parsed = parsed.set(drivername=driver)
    if driver.startswith("sqlite"):
        return parsed
    try:
        return postgresql.with_options(parsed)
    except postgresql.UnknownOption as error:
        raise BadUrl(f"DATABASE_URL has the option {error}; those there are: host, port, sslmode") from error


def sqlite_file(url: str) -> Path | None:
    """Return the file of an SQLite URL, None for a database server. Raises BadUrl."""
    parsed = parse_url(url)
    return Path(parsed.database) if parsed.drivername.startswith("sqlite") and parsed.database else None
