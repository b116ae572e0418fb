"""Bringing a database to the schema of this version of the bot."""

from dataclasses import dataclass

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection as SyncConnection

from bot.resources import folder
from bot.storage.engine import SCHEMA, Database


class NewerSchema(Exception):
    """The database was made by a newer version of the bot than this one."""


class OlderSchema(Exception):
    """The database is to be read only, and lacks what this version of the bot would read."""


@dataclass(frozen=True)
class SchemaStatus:
    """Where a database stands: its revision (None if it is empty) and the newest one this version knows."""

    current: str | None
    newest: str

    @property
    def up_to_date(self) -> bool:
        """Whether there is nothing to do."""
        return self.current == self.newest


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder("migrations")))
    return config


def _status(connection: SyncConnection) -> SchemaStatus:
    script = ScriptDirectory.from_config(_config())
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in {revision.revision for revision in script.walk_revisions()}:
        raise NewerSchema(
            f"The database is at revision {current}, which this version of the bot does not know. "
            "Install the newer version that made it, or restore a backup."
        )
    return SchemaStatus(current, script.get_current_head() or "")


def _upgrade(connection: SyncConnection) -> None:
    if not _status(connection).up_to_date:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


async def status(database: Database) -> SchemaStatus:
    """Compare a database with this version. Raises NewerSchema."""
    async with database.reading() as connection:
        return await connection.run_sync(_status)


async def upgrade(database: Database) -> None:
    """Apply every migration that the database lacks, all or none. Raises NewerSchema."""
    async with database.writing(SCHEMA) as connection:
        await connection.run_sync(_upgrade)


async def require_newest(database: Database) -> None:
    """See that a database can be read as it is. Raises OlderSchema, NewerSchema."""
    found = await status(database)
    if not found.up_to_date:
        raise OlderSchema(
            f"The database is at revision {found.current or 'none'}, and this version of the bot reads {found.newest}. "
            "Stop the bot that uses it, run debate-bot db upgrade, and try again."
        )
