"""Text into lines that fit: measured, broken between words where that is possible, never cut."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import zip_longest

from bot.charts.font import face

HYPHEN = "-"
_SPACES = re.compile(r"[ \t\r\n\f\v\u2028\u2029]+")
_BREAKS = re.compile(r"(?<=[ \-–—/])")
_LEFT_OUT = {"Cc", "Cf", "Cs", "Co", "Cn"}
_EMOJI = re.compile("[\u20e3\u2300-\u2bff\U0001f000-\U0001faff]")
"""Pictographs, dingbats and arrows, the tones of skins, and the frame of a key."""


def plain(text: str) -> str:
    """Return a text in one line without what cannot be drawn: controls, joiners, variants of emoji."""
    composed = unicodedata.normalize("NFC", _SPACES.sub(" ", text)).strip()
    return "".join(
        character
        for character in composed
        if unicodedata.category(character) not in _LEFT_OUT and not 0xFE00 <= ord(character) <= 0xFE0F  # noqa: PLR2004  Unicode's variation selectors
    )


def drawable(text: str) -> str:
    """Return a text in one line as it is drawn: emoji that the font lacks are left out, as they go beside words."""
    return _SPACES.sub(" ", _EMOJI.sub(_kept, plain(text))).strip()


def _kept(emoji: re.Match[str]) -> str:
    return emoji[0] if _is_covered(emoji[0]) else ""


def missing(text: str) -> set[str]:
    """Return the characters without which a text would not say what it says, and which the font lacks.

    Those are letters and signs, and emoji where the text has nothing else.
    """
    drawn = drawable(text)
    return {character for character in drawn or plain(text) if not _is_covered(character)}


def _is_covered(character: str) -> bool:
    return face().covers(character) and face(bold=True).covers(character)


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines of at most that width; a word that is wider itself is broken anywhere."""
    measure = face(bold=bold).width
    lines: list[str] = []
    line = ""
    for word in _BREAKS.split(drawable(text)):
        if measure((line + word).rstrip(), size) <= width:
            line += word
            continue
        if line:
            lines.append(line.rstrip())
        *whole, line = _broken(word, width, size, bold=bold)
        lines += whole
    return [*lines, line.rstrip()]


def _broken(word: str, width: float, size: float, *, bold: bool) -> Iterator[str]:
    """Break a word where it reaches the width, with a hyphen between letters; an accent stays with its letter."""
    measure = face(bold=bold).width
    room = width - measure(HYPHEN, size)
    part = ""
    for character, following in zip_longest(word, word[1:], fillvalue=""):
        most = width if following in {"", " "} else room
        if part and not unicodedata.combining(character) and measure((part + character).rstrip(), size) > most:
            yield f"{part}{HYPHEN}" if _is_letter(part[-1]) and _is_letter(character) else part
            part = ""
        part += character
    yield part


def _is_letter(character: str) -> bool:
    """Whether it belongs to a script that hyphenates, which are those with capitals."""
    return character.lower() != character.upper()
