"""Checks Ed25519 signatures without stopping everybody else for it when many come at once."""

import asyncio
from collections.abc import Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from bot.batches import Batches

FEW = 16
"""Signatures that are checked on the spot: each takes 60 µs, and a change of threads more than that."""
AT_ONCE = 64
"""Signatures that a thread checks before their requests are answered: some 4 ms, in which others are read."""

Signed = tuple[bytes, bytes]
"""A signature and what it is to be of."""


class Signatures:
    """Checks signatures of one key. Of many, those that came together are checked in another thread.

    OpenSSL lets the interpreter go on meanwhile, so that another core does it.
    """

    def __init__(self, key: Ed25519PublicKey) -> None:
        self._key = key
        self._checks = Batches(self._check, AT_ONCE)

    async def hold(self, signature: bytes, message: bytes) -> bool:
        """Return whether a signature is one of the key over the message."""
        return await self._checks.ask((signature, message))

    async def _check(self, signed: Sequence[Signed]) -> list[bool]:
        return self._held(signed) if len(signed) <= FEW else await asyncio.to_thread(self._held, signed)

    def _held(self, signed: Sequence[Signed]) -> list[bool]:
        return [self._holds(*one) for one in signed]

    def _holds(self, signature: bytes, message: bytes) -> bool:
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True
