"""The columns of Polis's own export, and how it writes a line and a time."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime

from bot.domain.findings import Cell
from bot.exports.csv_ import defused

OWNER = 0
"""The author of all comments, as the owner of the conversation. Participants are numbered from 1."""

ACCEPTED = 1

COMMENTS = (
    "timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body",
    "is-seed", "is-meta",
)  # fmt: skip
VOTES = ("timestamp", "datetime", "comment-id", "voter-id", "vote")
PARTICIPANTS = ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")


def summary(topic: str, voters: int, comments: int, groups: int = 0) -> Iterable[tuple[Cell, ...]]:
    """Return the lines that sum a conversation up."""
    return [
        ("topic", topic),
        ("url", ""),
        ("voters", voters),
        ("voters-in-conv", voters),
        ("commenters", 1),
        ("comments", comments),
        ("groups", groups),
        ("conversation-description", ""),
    ]


def polis_time(at: datetime) -> tuple[int, str]:
    """Return a time as Polis writes it: in seconds, and as a JavaScript date."""
    return int(at.timestamp()), f"{at:%a %b %d %Y %H:%M:%S} GMT+0000 (Coordinated Universal Time)"


def polis_line(row: tuple[Cell, ...]) -> bytes:
    """Write a line without a byte order mark, as Polis does."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([defused(cell) for cell in row])
    return line.getvalue().encode()
