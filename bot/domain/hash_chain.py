"""A log whose entries hang together, so that none is changed or taken out from between others unseen."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.canonical import canonical_json

GENESIS = "0" * 64
"""What stands for the hash before the first entry."""


@dataclass(frozen=True)
class LogEntry:
    """An entry as canonical JSON, and SHA-256 of the hash before it and the entry."""

    content: str
    hash: str

    def line(self) -> bytes:
        """Write the link as one object, the hash among the entry's fields."""
        return f"{canonical_json({**json.loads(self.content), 'hash': self.hash})}\n".encode()


def append(previous: str, fields: Mapping[str, object]) -> LogEntry:
    """Hang an entry on the hash before it."""
    content = canonical_json(fields)
    return LogEntry(content, hashlib.sha256(f"{previous}{content}".encode()).hexdigest())
