"""How findings are said: sentences whose values may be options, numbers and shares."""

from collections.abc import Callable
from fractions import Fraction

from bot.domain.kind import Option
from bot.domain.texts import Text, sign
from bot.i18n import Speech


def said(value: object, voice: Speech, name: Callable[[Option], str]) -> str:
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


def signed(change: int, voice: Speech) -> str:
    """Write a change with its sign."""
    return f"{sign(change)}{voice.number(abs(change))}"
