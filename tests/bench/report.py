"""Figures: runs taken in turns, medians, and tables in the Markdown of docs/measured.md."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median


@dataclass(frozen=True)
class Table:
    """What one benchmark found. Cells are as they are shown; `note` says what was done."""

    title: str
    note: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def markdown(self) -> str:
        """Return the table as it stands in docs/measured.md."""
        widths = [max(len(row[place]) for row in [self.columns, *self.rows]) for place in range(len(self.columns))]

        def line(cells: Iterable[str]) -> str:
            return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"

        rule = line("-" * width for width in widths)
        return "\n".join([f"**{self.title}.** {self.note}", "", line(self.columns), rule, *map(line, self.rows), ""])

    def plain(self) -> dict[str, object]:
        """Return the table for JSON."""
        return asdict(self)


def in_turns(runs: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """Run each once a round, so that a slow minute of the machine meets all of them; return their medians."""
    figures: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            figures[name].append(run())
    return {name: median(values) for name, values in figures.items()}


def whole(value: float) -> str:
    """Write a rate."""
    return f"{value:,.0f}"


def ratio(value: float, to: float) -> str:
    """Write how many times as much."""
    return f"{value / to:.2f}"


def seconds(value: float) -> str:
    """Write a time."""
    return f"{value:.2f} s"


def milliseconds(value: float) -> str:
    """Write a short time."""
    return f"{1000 * value:,.0f} ms"


def megabytes(value: float) -> str:
    """Write a number of bytes."""
    return f"{value / 1e6:,.0f} MB"
