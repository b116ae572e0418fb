"""What a kind finds beyond votes per option: lines for people, figures for analysts, a shape for the chart."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.elections import Runoff
from bot.domain.texts import Text

Cell = str | int | float | None


@dataclass(frozen=True)
class Figures:
    """One item's rows in a file that the export adds, named `file`; `columns` follow those of every item."""

    file: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]


@dataclass(frozen=True)
class Scale:
    """The sides and the median of a scale, by ids of its steps.

    `medians` are the lower and the upper median: one step if they are the same, none without votes.
    """

    agree: Sequence[str]
    disagree: Sequence[str]
    medians: tuple[str, ...]


@dataclass(frozen=True)
class Findings:
    """What the ballots of one item show.

    Few people read the `details`. Values of the lines may be an Option (shown by name), a Fraction (shown as a share),
    and a tuple of such values. `shape` is what the chart draws; None means votes per option.
    """

    lines: tuple[Text, ...] = ()
    details: tuple[Text, ...] = ()
    figures: tuple[Figures, ...] = ()
    shape: Scale | Runoff | None = None


NOTHING_MORE = Findings()
