"""How charts speak: whoever asks for one passes the reader's language in."""

from collections.abc import Callable
from fractions import Fraction
from typing import Protocol

from bot.domain.kind import Option
from bot.domain.shares import PERCENT, rounded
from bot.domain.texts import Text, sign


class Voice(Protocol):
    """What the charts need of a language. It is hashable, as pictures are kept by their language."""

    def text(self, text: Text) -> str:
        """Say a sentence of the catalogue."""

    def number(self, value: int) -> str:
        """Write a whole number."""

    def percent(self, share: Fraction) -> str:
        """Write a share of 0 to 1 as whole percent."""


def said(value: object, voice: Voice, name: Callable[[Option], str]) -> str:
    """Say a finding, or one of its values: options by name, shares in percent, several of them with commas between."""
    match value:
        case Text():
            values = {key: part if key == "count" else said(part, voice, name) for key, part in value.values.items()}
            return voice.text(Text(value.msgid, values, value.plural))
        case Option():
            return name(value)
        case Fraction():
            return voice.percent(value)
        case int():
            return voice.number(value)
        case tuple():
            return ", ".join(said(part, voice, name) for part in value)
    return str(value)


def signed(change: int, voice: Voice) -> str:
    """Write a change with its sign."""
    return f"{sign(change)}{voice.number(abs(change))}"


class PlainEnglish:
    """The source language, for files that are made where there is no reader yet."""

    def text(self, text: Text) -> str:
        """Say a sentence with the Texts among its values."""
        values = {name: self.text(value) if isinstance(value, Text) else value for name, value in text.values.items()}
        count = values.get("count")
        if isinstance(count, int):
            values["count"] = self.number(count)
        singular = text.plural is None or count == 1
        return (text.msgid if singular else text.plural or "").format(**values)

    def number(self, value: int) -> str:
        """Write a whole number with commas."""
        return f"{value:,}"

    def percent(self, share: Fraction) -> str:
        """Write a share as whole percent."""
        return f"{rounded(share, PERCENT)}%"


ENGLISH = PlainEnglish()
