"""Texts of a pack: always in English, and in the other languages that the pack's editors wrote."""

import re
from dataclasses import dataclass
from typing import Annotated, Any, Protocol

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    RootModel,
    StringConstraints,
    ValidationInfo,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(?:-[A-Z]{2})?$")]

NEVER = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What no text needs: controls but for new lines and tabs, surrogates, separators of lines and paragraphs, and marks of
direction, of which one that is not closed also turns the text after it."""


def _plain(text: str) -> str:
    if found := NEVER.search(text):
        raise ValueError(f"has the control character U+{ord(found[0]):04X} in it; take it out")
    return text


Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True), AfterValidator(_plain)]


class Translator(Protocol):
    """The translations that a pack has beside its YAML; the context in which its texts are checked."""

    def of(self, english: str) -> dict[str, str]:
        """Return the translations of a text by language."""

    def place(self, language: str, english: str, words: str) -> str:
        """Say where a translation stands, if it is not in the YAML."""


def _translator(info: ValidationInfo[Any]) -> Translator | None:
    return info.context["translations"] if info.context and "translations" in info.context else None


class Translated(RootModel[dict[Language, Words]]):
    """A text by language. A plain string in the YAML is the English one; translations come from PO files as well."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _with_translations(cls, value: object, info: ValidationInfo[Any]) -> object:
        texts = {"en": value} if isinstance(value, str) else value
        translator = _translator(info)
        if translator and isinstance(texts, dict) and isinstance(english := texts.get("en"), str):
            return {**translator.of(english.strip()), **texts}
        return texts

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
        return core_schema.with_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        plain = {"type": "string", "minLength": 1, "maxLength": self.characters}
        return {"anyOf": [plain, {"type": "object", "required": ["en"], "additionalProperties": plain}]}

    def _check(self, text: Translated, info: core_schema.ValidationInfo[Any]) -> Translated:
        if "en" not in text.root:
            raise ValueError("the English text (en) is missing")
        for language, words in text.root.items():
            if len(words) > self.characters:
                translator = _translator(info)
                place = translator.place(language, text.english, words) if translator else ""
                raise ValueError(f"is {len(words)} characters long in {language}{place}; at most {self.characters} fit")
        return text


def languages_in(part: object) -> set[str]:
    """Return all languages of the texts in a part of a pack."""
    if isinstance(part, Translated):
        return set(part.root)
    if isinstance(part, BaseModel):
        part = tuple(value for _, value in part)
    return set().union(*map(languages_in, part)) if isinstance(part, tuple) else set()
