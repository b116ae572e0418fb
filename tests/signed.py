"""Signs requests to the interactions endpoint as Discord does."""

import json
import time

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC_KEY = KEY.public_key().public_bytes_raw().hex()


def headers_for(body: bytes, at: float | None = None, key: Ed25519PrivateKey = KEY) -> dict[str, str]:
    """Return the headers of a request with a body, signed now or at another time."""
    timestamp = str(int(time.time() if at is None else at))
    return {
        "X-Signature-Ed25519": key.sign(timestamp.encode() + body).hex(),
        "X-Signature-Timestamp": timestamp,
        "Content-Type": "application/json",
    }


async def post(session, address, payload, **signing):
    """Send an interaction; return the status and what the response says."""
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    async with session.post(address, data=body, headers=headers_for(body, **signing)) as response:
        said = await response.read()
        return response.status, json.loads(said) if said else None
