"""Signatures as minisign writes them, so that anybody can check one with `minisign -Vm FILE -P KEY`.

The format: https://jedisct1.github.io/minisign/. A signature is Ed25519 (RFC 8032) over the BLAKE2b-512 digest of the
file; a second one covers the first and the comment that is to be trusted.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_BYTES = 32
"""Of the secret key, and of the public one."""

_KEY, _HASHED = b"Ed", b"ED"
_ID = 8
_SIGNATURE = 64
_LINES = 4
_TRUSTED = "trusted comment: "


class BadSignature(Exception):
    """The signature is not of this file by this key, or is none."""


@dataclass(frozen=True)
class PublicKey:
    """What checks signatures: the 56 characters that minisign calls the public key."""

    text: str

    def __post_init__(self) -> None:
        """Raises ValueError if it is none."""
        raw = _decoded(self.text, len(_KEY) + _ID + KEY_BYTES)
        if raw[: len(_KEY)] != _KEY:
            raise ValueError("it is of another kind")

    @property
    def file(self) -> bytes:
        """The file that `minisign -p` reads."""
        return f"untrusted comment: the key of a debate-bot\n{self.text}\n".encode()

    def check(self, content: bytes, signature: bytes) -> str:
        """Return the trusted comment of a signature of some content. Raises BadSignature."""
        raw = _decoded(self.text, len(_KEY) + _ID + KEY_BYTES)
        key_id, key = raw[len(_KEY) : len(_KEY) + _ID], Ed25519PublicKey.from_public_bytes(raw[len(_KEY) + _ID :])
        try:
            lines = signature.decode().split("\n")
            head = _decoded(lines[1], len(_HASHED) + _ID + _SIGNATURE)
            comment = lines[2].removeprefix(_TRUSTED)
            whole = _decoded(lines[3], _SIGNATURE)
            if lines[_LINES:] != [""] or not lines[2].startswith(_TRUSTED):
                raise BadSignature("it has another form")
            if head[: len(_HASHED)] != _HASHED or head[len(_HASHED) : -_SIGNATURE] != key_id:
                raise BadSignature("it was made with another key")
            key.verify(head[-_SIGNATURE:], hashlib.blake2b(content).digest())
            key.verify(whole, head[-_SIGNATURE:] + comment.encode())
        except (ValueError, IndexError, InvalidSignature) as error:
            raise BadSignature("it does not fit") from error
        return comment


@dataclass(frozen=True)
class SigningKey:
    """What signs. `secret` is 32 random bytes, which nobody else may see."""

    secret: bytes

    @cached_property
    def public(self) -> PublicKey:
        """The key that checks what this one signs."""
        key = self._private.public_key().public_bytes_raw()
        return PublicKey(base64.b64encode(_KEY + _id_of(key) + key).decode())

    def sign(self, content: bytes, comment: str) -> bytes:
        """Return the signature of a file, as minisign keeps it beside the file. `comment` is one line."""
        signature = self._private.sign(hashlib.blake2b(content).digest())
        whole = self._private.sign(signature + comment.encode())
        head = _HASHED + _id_of(self._private.public_key().public_bytes_raw()) + signature
        lines = (
            "untrusted comment: signature of a debate-bot",
            base64.b64encode(head).decode(),
            f"{_TRUSTED}{comment}",
            base64.b64encode(whole).decode(),
        )
        return "".join(f"{line}\n" for line in lines).encode()

    @cached_property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.secret)


def _id_of(key: bytes) -> bytes:
    """Name a key. Minisign draws a number; ours follows from the key, so that it has not to be kept."""
    return hashlib.blake2b(key, digest_size=_ID).digest()


def _decoded(text: str, length: int) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("it is not in base64") from error
    if len(raw) != length:
        raise ValueError(f"it has not {length} bytes")
    return raw
