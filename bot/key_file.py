"""The files with the bot's keys, which are kept apart from the database."""

import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from bot.settings import BadSettings

KEY_BYTES = 32
OTHERS = 0o077
"""Permission bits of group and others."""


@dataclass(frozen=True)
class KeyKind:
    """The setting that names the file, and what somebody else could do with the key."""

    setting: str
    harm: str


PSEUDONYM_KEY = KeyKind("PSEUDONYM_KEY_FILE", "the key undoes the pseudonyms")
SIGNING_KEY = KeyKind("SIGNING_KEY_FILE", "with the key they could sign in this bot's name")


def read_key(file: Path, kind: KeyKind = PSEUDONYM_KEY) -> bytes | None:
    """Return the key, or None if there is no file. Raises BadSettings."""
    try:
        mode = file.stat().st_mode
        content = file.read_text(encoding="ascii").strip()
        key = bytes.fromhex(content)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BadSettings(f"{kind.setting} {file}: {error.strerror}.") from error
    except ValueError as error:
        raise BadSettings(f"{kind.setting} {file}: this is not a key. A key has hexadecimal digits only.") from error
    if len(key) < KEY_BYTES:
        raise BadSettings(f"{kind.setting} {file}: the key is shorter than {KEY_BYTES} bytes.")
    if stat.S_IMODE(mode) & OTHERS:
        raise BadSettings(f"{kind.setting} {file}: other users can read it, and {kind.harm}. Run: chmod 600 {file}")
    return key


def make_key(file: Path, kind: KeyKind = PSEUDONYM_KEY) -> bytes:
    """Create a key in a new file and fsync it. Raises BadSettings."""
    key = secrets.token_bytes(KEY_BYTES)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as made:
            made.write(key.hex() + "\n")
            made.flush()
            os.fsync(made.fileno())
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise BadSettings(f"{kind.setting} {file}: {error.strerror}.") from error
    return key
