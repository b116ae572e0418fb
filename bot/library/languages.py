"""Texts of a pack: always in English, and in the other languages that the pack's editors wrote."""

import unicodedata
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    RootModel,
    StringConstraints,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(?:-[A-Z]{2})?$")]

DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Direction marks; one that is not closed also turns the text after it."""

NEVER = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode categories that no text needs: controls, surrogates, line and paragraph separators."""


def _plain(text: str) -> str:
    for char in text:
        if char not in "\n\t" and (char in DIRECTIONS or unicodedata.category(char) in NEVER):
            raise ValueError(f"has the control character U+{ord(char):04X} in it; take it out")
    return text


Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True), AfterValidator(_plain)]


class Translated(RootModel[dict[Language, Words]]):
    """A text by language. A plain string in the YAML is the English one."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _plain_is_english(cls, value: object) -> object:
        return {"en": value} if isinstance(value, str) else value

    def say(self, language: str) -> str:
        """Return the text in `language` (`fr` or `fr-CH`), else in its base language, else in English."""
        return self.root.get(language) or self.root.get(language.split("-", maxsplit=1)[0]) or self.english

    @property
    def english(self) -> str:
        """The source text."""
        return self.root["en"]


@dataclass(frozen=True)
class AtMost:
    """Annotates a Translated: English is required, and no language may have more than so many characters."""

    characters: int

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401  pydantic's signature
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        plain = {"type": "string", "minLength": 1, "maxLength": self.characters}
        return {"anyOf": [plain, {"type": "object", "required": ["en"], "additionalProperties": plain}]}

    def _check(self, text: Translated) -> Translated:
        if "en" not in text.root:
            raise ValueError("the English text (en) is missing")
        for language, words in text.root.items():
            if len(words) > self.characters:
                raise ValueError(f"is {len(words)} characters long in {language}; at most {self.characters} fit")
        return text


def languages_in(part: object) -> set[str]:
    """Return all languages of the texts in a part of a pack."""
    if isinstance(part, Translated):
        return set(part.root)
    if isinstance(part, BaseModel):
        part = tuple(value for _, value in part)
    return set().union(*map(languages_in, part)) if isinstance(part, tuple) else set()
