"""How charts, and what stands around them, mark the options that the editors added to those of the paper."""

from bot.domain.kind import Option
from bot.domain.texts import say

MARK = "*"
NOTE = say("* An option that the editors added; it is not in the paper.")


def marked(label: str, *, editors: bool) -> str:
    """Write a label, with the mark on the same line where it is the editors'."""
    return f"{label}\N{NO-BREAK SPACE}{MARK}" if editors else label


def name_of(option: Option) -> str:
    """Write an option's label, marked where it is the editors'."""
    return marked(option.label, editors=option.editors)
