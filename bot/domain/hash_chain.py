"""A hash chain: no entry of a log can be changed, or removed before the last, without breaking the hashes after it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.canonical import canonical_json

GENESIS = "0" * 64
"""The previous hash of the first entry."""


@dataclass(frozen=True)
class LogEntry:
    """An entry as canonical JSON, and the SHA-256 of the previous hash followed by it."""

    content: str
    hash: str

    def line(self) -> bytes:
        """Return the entry as one JSON object with the hash among its fields."""
        return f"{canonical_json({**json.loads(self.content), 'hash': self.hash})}\n".encode()


def append(previous: str, fields: Mapping[str, object]) -> LogEntry:
    """Return a new entry with these fields after the one with the hash `previous`."""
    content = canonical_json(fields)
    return LogEntry(content, hashlib.sha256(f"{previous}{content}".encode()).hexdigest())
