"""Sentences that are translated later, when the reader's language is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Text:
    """An English sentence of the catalogue and the values to fill in.

    `plural` is given if the sentence depends on a number, which is the value named `count`. Values that are a Text
    themselves are translated before they are filled in.
    """

    msgid: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str | None = None


def say(msgid: str, /, **values: object) -> Text:
    """Mark a sentence for translation; Babel collects the literal into the catalogue."""
    return Text(msgid, values)


def sign(change: float) -> str:
    """Return the sign of a change; no change is ±."""
    return "−" if change < 0 else "+" if change else "±"


def say_many(singular: str, plural: str, /, *, count: int, **values: object) -> Text:
    """Mark a sentence that depends on `count` for translation."""
    return Text(singular, {"count": count, **values}, plural)
