"""Migrates a database to the schema of this version of the bot."""

from dataclasses import dataclass

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import inspect, text

from bot.domain.faults import OperatorError
from bot.resources import folder
from bot.storage.engine import SCHEMA, Database


class NewerSchema(OperatorError):
    """The database was made by a newer version of the bot."""


class OlderSchema(OperatorError):
    """The database is opened read-only, and its schema is older than this version needs."""


@dataclass(frozen=True)
class SchemaStatus:
    """A database's revision, None if it is empty, and the newest one that this version knows."""

    current: str | None
    newest: str

    @property
    def up_to_date(self) -> bool:
        """Whether no migration is missing."""
        return self.current == self.newest


def _revisions() -> list[str]:
    """Return the known revisions, oldest first: the numbers at the start of the migrations' file names."""
    return sorted(file.name.split("_")[0] for file in (folder("migrations") / "versions").glob("*.py"))


def newest_revision() -> str:
    """Return the revision that this version migrates to."""
    return _revisions()[-1]


def _status(connection: SyncConnection) -> SchemaStatus:
    revisions, current = _revisions(), None
    if inspect(connection).has_table("alembic_version"):
        current = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if current is not None and current not in revisions:
        raise NewerSchema(
            f"The database is at revision {current}, which this version of the bot does not know. "
            "Install the newer version that made it, or restore a backup."
        )
    return SchemaStatus(current, newest_revision())


def _upgrade(connection: SyncConnection) -> None:
    if _status(connection).up_to_date:
        return
    from alembic import command  # noqa: PLC0415  a fifth of the time to start, and hardly ever needed
    from alembic.config import Config  # noqa: PLC0415  as above

    config = Config()
    config.set_main_option("script_location", str(folder("migrations")))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def status(database: Database) -> SchemaStatus:
    """Compare a database with this version. Raises NewerSchema."""
    async with database.reading() as connection:
        return await connection.run_sync(_status)


async def upgrade(database: Database) -> None:
    """Apply all missing migrations in one transaction. Raises NewerSchema."""
    async with database.writing(SCHEMA) as connection:
        await connection.run_sync(_upgrade)


async def require_newest(database: Database) -> None:
    """Check that a database has the newest schema. Raises OlderSchema, NewerSchema."""
    found = await status(database)
    if not found.up_to_date:
        raise OlderSchema(
            f"The database is at revision {found.current or 'none'}, and this version of the bot reads {found.newest}. "
            "Stop the bot that uses it, run debate-bot db upgrade, and try again."
        )
