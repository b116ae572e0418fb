"""How the log is written: lines for a person, or JSON objects for a machine."""

import logging
from typing import Literal

from pythonjsonlogger.json import JsonFormatter

LogFormat = Literal["text", "json"]


def configure(level: str, form: LogFormat) -> None:
    """Write the log to stderr, from a level on."""
    handler = logging.StreamHandler()
    handler.setFormatter(formatter(form))
    logging.basicConfig(level=level, handlers=[handler])
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("discord.app_commands.tree").addFilter(without_person)


def formatter(form: LogFormat) -> logging.Formatter:
    """Return what turns a record into a line. An object has time, level, logger and message, and what else is known."""
    if form == "text":
        return logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    return JsonFormatter(
        ("levelname", "name", "message"),
        rename_fields={"levelname": "level", "name": "logger"},
        timestamp="time",
        json_ensure_ascii=False,
    )


def without_person(record: logging.LogRecord) -> bool:
    """Take the user id out of what discord.py says of an autocompletion that failed: command, server, user."""
    if "User: %s" in str(record.msg) and isinstance(record.args, tuple):
        record.args = (*record.args[:-1], "withheld")
    return True
