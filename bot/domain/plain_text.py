"""Showing text from a file in a terminal or a log, where some characters would do something."""

import unicodedata

MOST_QUOTED = 100
"""Characters of what somebody typed that an answer quotes: Discord lets people type 6,000, and takes 2,000 back."""


def escaped(text: str) -> str:
    """Write every control character, line break and direction mark as an escape, ESC as `x1b` after a backslash.

    A terminal obeys them: a name with an escape sequence in it can erase what stands before it, and write over that.
    """
    return "".join(
        char if char.isprintable() or unicodedata.category(char) == "Zs" else char.encode("unicode_escape").decode()
        for char in text
    )


def shortened(text: str, most: int) -> str:
    """Cut a text to at most so many characters, showing that it was cut."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def quote(typed: str) -> str:
    """Return what somebody typed in one line and short enough for an answer."""
    line = " ".join(typed.split())
    return shortened("".join(char for char in line if char.isprintable()), MOST_QUOTED)
