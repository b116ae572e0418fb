"""Whether a request is Discord's, and new: Ed25519 over its timestamp and its body."""

import re
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from bot.endpoint.signatures import Signatures

OLDEST = 300
"""Seconds by which a request's time may be off."""
MOST_REMEMBERED = 50_000
"""Signatures remembered, to recognise a request that is sent again; some 7 MB."""

_SIGNATURE = re.compile(r"[0-9a-fA-F]{128}")
_TIMESTAMP = re.compile(r"[0-9]{1,11}")


class Unsigned(Exception):
    """A request is not accepted; the message says why, for the log."""


class Gate:
    """Lets Discord's own requests through, each once."""

    def __init__(self, public_key: str, now: Callable[[], float]) -> None:
        """Take the key in hexadecimal. Raises ValueError where it is none."""
        self._signatures = Signatures(Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)))
        self._now = now
        self._seen: dict[bytes, float] = {}

    async def check(self, signature: str, timestamp: str, body: bytes) -> None:
        """Check a request. Raises Unsigned."""
        if not (_SIGNATURE.fullmatch(signature) and _TIMESTAMP.fullmatch(timestamp)):
            raise Unsigned("without a signature")
        if abs(self._now() - int(timestamp)) > OLDEST:
            raise Unsigned("signed at another time")
        raw = bytes.fromhex(signature)
        if not await self._signatures.hold(raw, timestamp.encode() + body):
            raise Unsigned("with a wrong signature")
        self._require_new(raw[:16], float(timestamp))

    def _require_new(self, mark: bytes, at: float) -> None:
        if mark in self._seen:
            raise Unsigned("sent again")
        self._seen[mark] = at
        oldest = next(iter(self._seen))
        if len(self._seen) > MOST_REMEMBERED or self._seen[oldest] < self._now() - 2 * OLDEST:
            del self._seen[oldest]
