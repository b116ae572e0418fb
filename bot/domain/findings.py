"""What a kind finds in the ballots beside votes per option: lines for people, figures for analysts."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.elections import Runoff
from bot.domain.texts import Text

Cell = str | int | float | None


@dataclass(frozen=True)
class Figures:
    """One item's rows of a file that the export gains, which bears this name; `columns` follow those of the place."""

    file: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]


@dataclass(frozen=True)
class Scale:
    """Where the ballots lie on a scale, by ids of its steps.

    `medians` are the lower and the upper median: one step where they are the same, none without votes.
    """

    agree: Sequence[str]
    disagree: Sequence[str]
    medians: tuple[str, ...]


@dataclass(frozen=True)
class Findings:
    """What to say and what to export of one item's ballots.

    `details` are what few read. Values may be an Option, which is shown by name, a Fraction, which is a share, and a
    tuple of such values. `shape` is what is drawn; None is votes per option.
    """

    lines: tuple[Text, ...] = ()
    details: tuple[Text, ...] = ()
    figures: tuple[Figures, ...] = ()
    shape: Scale | Runoff | None = None


NOTHING_MORE = Findings()
