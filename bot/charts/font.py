"""The one font of the charts, Source Sans Pro under the SIL Open Font License: Latin, Greek and Cyrillic.

It comes with a package, so that a chart looks the same on every machine. Widths are read from the font's own tables
(OpenType, `cmap` and `hmtx`), which takes 40 lines and no library of 20 MB. Kerning is left out of them and mostly
narrows what is drawn; a test holds the ink of drawn labels to the widths computed here.
"""

import struct
from functools import cache
from importlib.resources import files
from pathlib import Path

FAMILY = "Source Sans Pro"
FULL_UNICODE = 3, 10
"""The platform and encoding of the table that maps every character, which has format 12."""


class Face:
    """One cut of the font."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._data = file.read_bytes()
        (count,) = struct.unpack_from(">H", self._data, 4)
        self._tables = {
            tag: offset
            for tag, _, offset, _ in (struct.unpack_from(">4sIII", self._data, 12 + 16 * n) for n in range(count))
        }
        (self._units,) = struct.unpack_from(">H", self._data, self._tables[b"head"] + 18)
        (self._long_metrics,) = struct.unpack_from(">H", self._data, self._tables[b"hhea"] + 34)
        self._groups = self._read_groups()
        self._advances: dict[str, int] = {}
        self._covered: dict[str, bool] = {}

    def _read_groups(self) -> list[tuple[int, int, int]]:
        cmap = self._tables[b"cmap"]
        (count,) = struct.unpack_from(">H", self._data, cmap + 2)
        for number in range(count):
            platform, encoding, offset = struct.unpack_from(">HHI", self._data, cmap + 4 + 8 * number)
            if (platform, encoding) == FULL_UNICODE:
                (groups,) = struct.unpack_from(">I", self._data, cmap + offset + 12)
                return [struct.unpack_from(">III", self._data, cmap + offset + 16 + 12 * n) for n in range(groups)]
        raise ValueError(f"{self.file.name} maps no characters beyond the first plane")

    def _glyph(self, character: str) -> int:
        """Return a character's glyph; 0 is the box that stands for what the font has not."""
        code = ord(character)
        return next((glyph + code - first for first, last, glyph in self._groups if first <= code <= last), 0)

    def _advance(self, character: str) -> int:
        if character not in self._advances:
            # Glyphs past the last metric share it.
            place = min(self._glyph(character), self._long_metrics - 1)
            (self._advances[character],) = struct.unpack_from(">H", self._data, self._tables[b"hmtx"] + 4 * place)
        return self._advances[character]

    def covers(self, character: str) -> bool:
        """Whether the font has a character; another is drawn as a box."""
        if character not in self._covered:
            self._covered[character] = self._glyph(character) != 0
        return self._covered[character]

    def width(self, text: str, size: float) -> float:
        """Return how wide a line is when set in that size."""
        return float(sum(map(self._advance, text)) * size / self._units)


@cache
def face(*, bold: bool = False) -> Face:
    """Return the regular or the bold cut."""
    folder = Path(str(files("font_source_sans_pro"))) / "files"
    return Face(folder / f"SourceSansPro-{'Bold' if bold else 'Regular'}.ttf")
