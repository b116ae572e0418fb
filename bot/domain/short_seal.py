"""The beginning of a seal and the end of a key: short enough to compare with a photograph of the hall's screen.

`verify` prints the same from a file. The details of a result have the whole of both. With much effort two seals can be
made that begin alike; two that are the same cannot be made.
"""

from bot.domain.signatures import PublicKey

OF_SEAL, OF_KEY = 16, 12
"""Characters: 64 bits, and 72. A key begins with a number that whoever makes it chooses, so its end is shown."""
GROUP = 4


def short_seal(seal: str, key: PublicKey | None) -> str:
    """Shorten a seal, and the key that signs the exports in which it stands, if there is one."""
    parts = [_grouped(seal[:OF_SEAL]), *([_grouped(key.text[-OF_KEY:])] if key else [])]
    return " · ".join(parts)


def _grouped(text: str) -> str:
    return " ".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))
