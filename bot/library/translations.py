"""Translations of a pack: a PO file for each language, such as `languages/fr.po`, which translators' programs edit."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, PoFileParser
from pydantic import TypeAdapter, ValidationError

from bot.domain.plain_text import shortened
from bot.library.languages import Language, Words
from bot.library.reading import Problem, Unreadable, read_text

FOLDER = "languages"
SOURCE = "en"
SHOWN = 60
"""Characters of a text that a problem quotes."""

PLACEHOLDER = re.compile(r"\{[^{}\s]*\}")
TEXT = re.compile(r'(?:msg[a-z_]+(?:\[\d+\])?\s*|(?="))(.*)')
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')

_WORDS: TypeAdapter[str] = TypeAdapter(Words)
_LANGUAGE: TypeAdapter[str] = TypeAdapter(Language)


@dataclass(frozen=True)
class Entry:
    """What a PO file has for an English text, and the line where it stands."""

    words: str
    line: int


class _Catalog(Catalog):
    """Babel's catalogue keeps the first of two translations of a text; this one notes the second."""

    def __init__(self) -> None:
        super().__init__()
        self.repeated: list[Message] = []

    def __setitem__(self, msgid: str | tuple[str, ...] | list[str], message: Message) -> None:
        if msgid and msgid in self:
            self.repeated.append(message)
        super().__setitem__(msgid, message)


class Translations:
    """The PO files of a pack, read before its texts, so that each text finds its translations when it is checked."""

    def __init__(self, folder: Path) -> None:
        self.problems: list[Problem] = []
        self._entries: dict[str, dict[str, Entry]] = {}
        self._asked: set[str] = set()
        for file in sorted(folder.joinpath(FOLDER).glob("*.po")):
            self._read(file)

    def of(self, english: str) -> dict[str, str]:
        """Return the translations of a text by language."""
        self._asked.add(english)
        found = {language: entries.get(english) for language, entries in self._entries.items()}
        return {language: entry.words for language, entry in found.items() if entry and entry.words}

    def place(self, language: str, english: str, words: str) -> str:
        """Say where a translation stands, if it is from a PO file."""
        entry = self._entries.get(language, {}).get(english)
        return f" ({FOLDER}/{language}.po, line {entry.line})" if entry and entry.words == words else ""

    def strangers(self) -> Iterator[Problem]:
        """Go through the translations that no text of the pack has asked for."""
        for language, entries in self._entries.items():
            for english, entry in entries.items():
                if english not in self._asked:
                    yield _problem(
                        f"{language}.po",
                        entry.line,
                        f"no text of the pack is “{shortened(english, SHOWN)}”; `debate-bot translate` sets it aside",
                    )

    def _read(self, file: Path) -> None:
        if not is_language(file.stem):
            self.problems.append(_problem(file.name, 0, "is not named after a language, such as fr.po or fr-CH.po"))
            return
        try:
            catalogue = read_catalogue(file)
        except Unreadable as error:
            self.problems.append(_problem(file.name, 0, str(error)))
            return
        entries = self._entries.setdefault(file.stem, {})
        for message in catalogue.repeated:
            self._fault(file, message, "this text is in the file twice; keep one of the two")
        for message in catalogue:
            if not isinstance(message.id, str):
                self._fault(file, message, "has plural forms; the texts of a pack have none")
            elif message.id and message.string and not message.fuzzy:
                entries[message.id] = Entry(self._checked(file, message), _line(message))

    def _checked(self, file: Path, message: Message) -> str:
        """Return the translation stripped, as texts in the YAML are; empty if nobody may see it."""
        told = str(message.string)
        lost = Counter(PLACEHOLDER.findall(str(message.id))) - Counter(PLACEHOLDER.findall(told))
        if lost:
            self._fault(file, message, f"the translation has lost {', '.join(sorted(lost))}")
        try:
            return _WORDS.validate_python(told)
        except ValidationError as error:
            context = error.errors()[0].get("ctx", {})
            self._fault(file, message, f"the translation {context.get('error', 'is empty')}")
            return ""

    def _fault(self, file: Path, message: Message, told: str) -> None:
        self.problems.append(_problem(file.name, _line(message), told))


def is_language(name: str) -> bool:
    """Say whether a pack can be translated into a language of this code."""
    try:
        return _LANGUAGE.validate_python(name) != SOURCE
    except ValidationError:
        return False


def read_catalogue(file: Path) -> _Catalog:
    """Read a PO file. Raises Unreadable."""
    lines = read_text(file).splitlines()
    for number, line in enumerate(lines, 1):
        _require_quotes(line.strip(), number)
    catalogue = _Catalog()
    try:
        PoFileParser(catalogue, abort_invalid=True).parse(lines)
    except PoFileError as error:
        raise Unreadable(f"line {error.lineno + 1}: is not valid PO: {error}") from error
    except Exception as error:  # the parser and the header's dates raise what they happen to
        raise Unreadable(f"is not valid PO: {' '.join(str(error).split())}") from error
    return catalogue


def _require_quotes(line: str, number: int) -> None:
    """Refuse a text that is not in quotes; Babel would cut its first and last letters instead."""
    if (found := TEXT.fullmatch(line)) and not QUOTED.fullmatch(found[1]):
        raise Unreadable(f"line {number}: is not valid PO: the quotes around a text are not closed")


def _line(message: Message) -> int:
    return message.lineno or 0


def _problem(name: str, line: int, told: str) -> Problem:
    return Problem(f"{FOLDER}/{name}", f"line {line}" if line else "", told)
