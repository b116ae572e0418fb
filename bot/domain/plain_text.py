"""Making untrusted text safe and short enough to show."""

import unicodedata

MOST_QUOTED = 100
"""The most characters of a person's input that a reply quotes: people may type 6,000, and a reply takes 2,000."""


def escaped(text: str) -> str:
    """Escape every control character, line break and direction mark; ESC becomes `x1b` after a backslash.

    A terminal obeys these: a name with an escape sequence in it could erase and overwrite the text before it.
    """
    return "".join(
        char if char.isprintable() or unicodedata.category(char) == "Zs" else char.encode("unicode_escape").decode()
        for char in text
    )


def storable(text: str) -> str:
    """Return a text without its margins, and without the characters that no page of HTML and no spreadsheet may have.

    Those are control characters other than tabs and line breaks, noncharacters, and halves of a pair
    (https://html.spec.whatwg.org/multipage/dom.html#text-content).
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if char in "\t\n" or not _has_no_meaning(char)).strip()


def _has_no_meaning(char: str) -> bool:
    is_noncharacter = ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF  # noqa: PLR2004  Unicode 23.7
    return is_noncharacter or unicodedata.category(char) in {"Cc", "Cs"}


def shortened(text: str, most: int) -> str:
    """Cut a text to `most` characters, with an ellipsis if it was longer."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def quote(typed: str) -> str:
    """Return a person's input in one line, short enough for a reply."""
    line = " ".join(typed.split())
    return shortened("".join(char for char in line if char.isprintable()), MOST_QUOTED)
