"""Sentences of the catalogue, carried to where the reader's language is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Text:
    """An English sentence of the catalogue and the values to fill into it.

    `plural` is given where the sentence depends on a number; the number is then the value named `count`.
    Values that are themselves a Text are translated before they are filled in.
    """

    msgid: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str | None = None


def say(msgid: str, /, **values: object) -> Text:
    """Name a sentence; Babel collects the literal given here into the catalogue."""
    return Text(msgid, values)


def sign(change: float) -> str:
    """Return the sign of a change; a lack of change has one too."""
    return "−" if change < 0 else "+" if change else "±"


def say_many(singular: str, plural: str, /, *, count: int, **values: object) -> Text:
    """Name a sentence that depends on `count`."""
    return Text(singular, {"count": count, **values}, plural)
