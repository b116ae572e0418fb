"""Ways to break a database under the bot, each really, and to repair it again. They work on any machine."""

import asyncio
import ctypes
import os
import resource
import sqlite3
import subprocess
import sys
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.util import greenlet_spawn

from bot.storage.writers import ThreadWriter

HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
"""


async def _do(engine, pragma):
    """Run a pragma outside of any transaction."""
    if isinstance(engine, ThreadWriter):
        connection = engine._connection or engine.engine.connect()
        engine._connection = connection
        connection.connection.driver_connection.execute(pragma).fetchall()
        return
    pooled = await engine.raw_connection()
    cursor = await pooled.driver_connection.execute(pragma)
    await cursor.fetchall()
    await cursor.close()
    await greenlet_spawn(pooled.close)


async def _forget_pages(database):
    """Have SQLite read from the disk again."""
    for engine in (database._writer, database._reader):
        await _do(engine, "PRAGMA shrink_memory")


@asynccontextmanager
async def full_disk(database, _):
    """Let the file grow no further: SQLite fails with the code that it has for a full disk."""
    async with database.reading() as connection:
        pages = (await connection.execute(text("PRAGMA page_count"))).scalar_one()
    await _do(database._writer, f"PRAGMA max_page_count={pages}")
    try:
        yield
    finally:
        await _do(database._writer, "PRAGMA max_page_count=1000000")


@asynccontextmanager
async def refusing_disk(_, file):
    """Have the operating system refuse every write that would make the log longer, as over a quota."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    log = Path(f"{file}-wal").stat().st_size  # noqa: ASYNC240  it takes moments
    resource.setrlimit(resource.RLIMIT_FSIZE, (log, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@asynccontextmanager
async def locked(database, file, *, patience=0.2):
    """Let another process write without end, and the bot lose patience sooner than it does by itself."""
    await _do(database._writer, f"PRAGMA busy_timeout={int(patience * 1000)}")
    holder = subprocess.Popen(  # noqa: ASYNC220, S603  our own script; it takes moments
        [sys.executable, "-c", HOLDER, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    await asyncio.to_thread(holder.stdout.readline)
    try:
        yield
    finally:
        await asyncio.to_thread(holder.communicate)


@asynccontextmanager
async def read_only(database, _):
    """Take the right to write from the writing connection, as a file system that was mounted read-only does."""
    await _do(database._writer, "PRAGMA query_only=ON")
    try:
        yield
    finally:
        await _do(database._writer, "PRAGMA query_only=OFF")


@asynccontextmanager
async def damaged(database, file):
    """Scribble over every page but the first ones, and put back what was there."""
    await _do(database._writer, "PRAGMA wal_checkpoint(TRUNCATE)")
    good = file.with_name("good.db")
    _elsewhere(f"shutil.copyfile({str(file)!r}, {str(good)!r}); breaking.scribble(pathlib.Path({str(file)!r}))")
    await _forget_pages(database)
    try:
        yield
    finally:
        _elsewhere(f"shutil.copyfile({str(good)!r}, {str(file)!r})")
        await _forget_pages(database)


def _elsewhere(code):
    """Do something to the file in a process of its own: closing it in this one would drop SQLite's locks on it."""
    script = f"import pathlib, shutil, sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import breaking; {code}"
    subprocess.run([sys.executable, "-c", script], check=True)  # noqa: S603  our own code


def scribble(file):
    """Overwrite the tables' pages of a database that has no log beside it; its header and schema stay readable."""
    with sqlite3.connect(file) as connection:
        roots = [root for (root,) in connection.execute("SELECT rootpage FROM sqlite_master WHERE rootpage > 0")]
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        kept = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    connection.close()
    with file.open("r+b") as pages:
        for root in set(roots) - set(kept):
            pages.seek((root - 1) * size)
            pages.write(b"\xa5" * size)


@asynccontextmanager
async def moved_away(_, file):
    """Take the whole folder away, as when a disk is unplugged, and bring it back."""
    elsewhere = file.parent.with_name("elsewhere")
    file.parent.rename(elsewhere)
    try:
        yield
    finally:
        elsewhere.rename(file.parent)


@asynccontextmanager
async def replaced(_, file):
    """Put an older copy in the database's place, as a careless restore does, and take it back."""
    aside = file.with_name("aside.db")
    file.rename(aside)
    _elsewhere(f"shutil.copyfile({str(aside)!r}, {str(file)!r})")
    try:
        yield
    finally:
        aside.rename(file)


@contextmanager
def without_root():
    """Let the permissions of files hold for this thread and those it starts, also where the tests run as root."""
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this thread
    before = (ctypes.c_uint32 * 6)()
    assert libc.capget(header, before) == 0
    # Words: effective, permitted, inheritable, then the same for the capabilities from 32 on.
    assert libc.capset(header, (ctypes.c_uint32 * 6)(0, before[1], before[2], 0, before[4], before[5])) == 0
    try:
        yield
    finally:
        assert libc.capset(header, before) == 0


def set_revision(file, revision):
    """Make the file one of another version of the bot."""
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.close()
