"""The bot as a process of its own: started, killed, and asked what it has used."""

import asyncio
import contextlib
import os
import re
import signal
import sys
from pathlib import Path

HERE = Path(__file__).parent
TOKEN = "MTExMTExMTExMTExMTExMTEx.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"  # noqa: S105  no real token
ENDING = 30
"""Seconds for the bot to end once it is asked to."""


class Failed(Exception):
    """A command of the bot did not do what it is for."""


class Bot:
    """`debate-bot` in a folder of its own, with a database, against a stand-in at an address."""

    def __init__(self, folder, url, address, settings):
        self._folder, self._address = folder, address
        self._process = None
        self.peak = 0
        self.seconds = 0.0
        """CPU seconds of all processes that ran so far."""
        ours = {
            "DISCORD_TOKEN": TOKEN,
            "DATABASE_URL": url,
            "DEBATE_PACK": str(HERE / "pack"),
            "PSEUDONYM_KEY_FILE": str(folder / "pseudonym.key"),
            "SIGNING_KEY_FILE": str(folder / "signing.key"),
            "LOG_LEVEL": "WARNING",
            "PYTHONPATH": str(HERE.parents[1]),
        }
        self._environment = os.environ | ours | settings

    @property
    def log(self):
        """What the processes have logged."""
        file = self._folder / "bot.log"
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""

    async def start(self, command="run"):
        """Start it; it is ready once the stand-in says so."""
        with (self._folder / "bot.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, str(HERE / "launch.py"), self._address, command,
                cwd=self._folder, env=self._environment, stdout=log, stderr=log,
            )  # fmt: skip

    async def kill(self):
        """Kill it with SIGKILL, as a machine that runs out of memory does."""
        if not self.ended:
            self._look()
            self._process.kill()
            await self._process.wait()

    async def stop(self):
        """Have it end by itself. Raises Failed if it does not, or not well."""
        self._look()
        self._process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(ENDING):
            if code := await self._process.wait():
                raise Failed(f"the bot ended with {code}:\n{self.log[-3000:]}")

    def _look(self):
        """Note what the process has used; Linux tells it while it runs."""
        about = Path(f"/proc/{self._process.pid}")
        with contextlib.suppress(OSError):
            found = re.search(r"^VmHWM:\s+(\d+) kB$", (about / "status").read_text(), re.MULTILINE)
            self.peak = max(self.peak, int(found[1]) * 1024 if found else 0)
            ticks = (about / "stat").read_text().rpartition(")")[2].split()[11:13]
            self.seconds += sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")

    @property
    def ended(self):
        """Whether it has ended by itself."""
        return self._process is None or self._process.returncode is not None

    async def do(self, *command):
        """Run another command of the bot, and return what it prints. Raises Failed."""
        done = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *command, cwd=self._folder, env=self._environment,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        said, _ = await done.communicate()
        if done.returncode:
            raise Failed(f"debate-bot {' '.join(command)}:\n{said.decode()[-3000:]}")
        return said.decode()
