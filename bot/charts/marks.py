"""How charts, and what stands around them, mark the options that the editors added to those of the paper."""

from collections.abc import Iterable
from typing import Protocol

from bot.domain.texts import say
from bot.i18n import Speech

MARK = "*"
NOTE = say("* Added by the editors, not in the paper.")


class Labelled(Protocol):
    """An option, or what a chart shows of one."""

    @property
    def label(self) -> str:
        """Its words."""

    @property
    def editors(self) -> bool:
        """Whether the editors added it."""


def editors_note(options: Iterable[Labelled], speech: Speech) -> list[str]:
    """Explain the mark where one of the options has it."""
    return [speech.text(NOTE)] if any(option.editors for option in options) else []


def name_of(option: Labelled) -> str:
    """Write an option's label, with the mark on the same line where it is the editors'."""
    return f"{option.label}\N{NO-BREAK SPACE}{MARK}" if option.editors else option.label
