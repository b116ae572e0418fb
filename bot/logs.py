"""How the log is written: lines for a person, or JSON objects for a machine."""

import asyncio
import logging
import re
from collections import Counter
from collections.abc import Callable
from contextvars import Context
from typing import Literal

from pythonjsonlogger.json import JsonFormatter

LogFormat = Literal["text", "json"]

SUM_EVERY = 60.0
"""Seconds between two lines on the same trouble."""


def configure(level: str, form: LogFormat) -> None:
    """Write the log to stderr, from a level on."""
    handler = logging.StreamHandler()
    handler.setFormatter(formatter(form))
    logging.basicConfig(level=level, handlers=[handler])
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("discord.app_commands.tree").addFilter(without_person)
    logging.getLogger("asyncio").addFilter(without_custom_id)
    for name in ("discord.client", "discord.shard"):
        logging.getLogger(name).addFilter(without_traceback)
    logging.getLogger("discord.client").addFilter(without_endpoint)


def formatter(form: LogFormat) -> logging.Formatter:
    """Return the formatter. JSON objects have time, level, logger, message and any extra fields."""
    if form == "text":
        return logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    return JsonFormatter(
        ("levelname", "name", "message"),
        rename_fields={"levelname": "level", "name": "logger"},
        timestamp="time",
        json_ensure_ascii=False,
    )


def without_person(record: logging.LogRecord) -> bool:
    """Remove the user id from discord.py's message about a failed autocompletion."""
    if "User: %s" in str(record.msg) and isinstance(record.args, tuple):
        record.args = (*record.args[:-1], "withheld")
    return True


def without_custom_id(record: logging.LogRecord) -> bool:
    """Remove the choice on a ballot from asyncio's message about a failed discord.py task."""
    if "discord-ui-" in str(record.msg):
        record.msg = re.sub(r"(discord-ui-[a-z-]+-[A-Z]\w+-)[^' ]*", r"\1…", str(record.msg))
    return True


def without_endpoint(record: logging.LogRecord) -> bool:
    """Drop discord.py's warning of an interactions endpoint: the bot has one, or says itself that it has none."""
    return not str(record.msg).startswith("Application has an interaction endpoint URL set")


def without_traceback(record: logging.LogRecord) -> bool:
    """Log a failed connection without its traceback: an outage is no bug, and may last for hours."""
    connecting = str(record.msg).startswith(("Attempting a reconnect", "Failed to connect"))
    if connecting and record.exc_info and record.exc_info[0]:
        record.msg = f"{record.msg} ({record.exc_info[0].__name__})"
        record.exc_info = record.exc_text = None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
    return True


def _later(seconds: float, act: Callable[[], None]) -> None:
    # In a context of its own: that of an interaction would be kept alive for as long.
    Context().run(asyncio.get_running_loop().call_later, seconds, act)


class SummedUp:
    """Warns of the first of many alike at once, and each minute of how many followed: a rush must not fill the disk."""

    def __init__(
        self, log: logging.Logger, trouble: str, later: Callable[[float, Callable[[], None]], None] = _later
    ) -> None:
        self._log = log
        self._trouble = trouble
        self._later = later
        self._counts: Counter[str] = Counter()
        self._told_in: asyncio.AbstractEventLoop | None = None  # whose timer tells of what follows

    def note(self, what: str) -> None:
        """Note one more; `what` names nobody, and comes in a few kinds."""
        self._counts[what] += 1
        loop = asyncio.get_running_loop()
        if self._told_in is not loop:
            self._told_in = loop
            self._tell()

    def _tell(self) -> None:
        if not self._counts:
            self._told_in = None
            return
        told = ", ".join(f"{count} {what}" for what, count in self._counts.items())
        self._log.warning("%s since the last such line: %s", self._trouble, told)
        self._counts.clear()
        self._later(SUM_EVERY, self._tell)
