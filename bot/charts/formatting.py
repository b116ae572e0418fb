"""Formats findings as text: sentences whose values may be options, numbers and shares."""

from collections.abc import Callable
from fractions import Fraction

from bot.domain.kind import Option
from bot.domain.texts import Text, sign
from bot.i18n import Speech


def format_value(value: object, speech: Speech, name: Callable[[Option], str]) -> str:
    """Format a finding or one of its values: options by name, shares in percent, tuples with commas.

    Options in a tuple are quoted: a name may have a comma of its own.
    """
    match value:
        case Text():
            values = {
                key: part if key == "count" else format_value(part, speech, name) for key, part in value.values.items()
            }
            return speech.text(Text(value.msgid, values, value.plural))
        case Option():
            return name(value)
        case Fraction():
            return speech.percent(value)
        case int():
            return speech.number(value)
        case tuple():
            return ", ".join(_listed(part, speech, name) for part in value)
    return str(value)


def _listed(value: object, speech: Speech, name: Callable[[Option], str]) -> str:
    part = format_value(value, speech, name)
    return speech("“{option}”", option=part) if isinstance(value, Option) else part


def with_sign(change: int, speech: Speech) -> str:
    """Write a change with its sign."""
    return f"{sign(change)}{speech.number(abs(change))}"
