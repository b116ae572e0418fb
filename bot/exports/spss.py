"""SPSS: a `.sav` file a table, with labels of variables and values. It takes the extra `spss`."""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot.domain.answers import ABSTAINED
from bot.domain.export_schema import Dataset, Records
from bot.domain.findings import Cell
from bot.domain.polls import Item, Poll
from bot.domain.refusals import NotNow
from bot.domain.texts import say
from bot.domain.wide_ballots import item_columns, wide_name
from bot.exports import Target
from bot.exports.codebook import meaning_of
from bot.exports.datapackage import ONE_OF, type_of
from bot.exports.whole_file import write_whole
from bot.i18n import Speech, speech_in

ABSTENTION = -1
"""The code of an abstention, which SPSS is told to treat as missing: its percentages are then those of the tallies."""

LONGEST_NAME, LONGEST_LABEL, LONGEST_VALUE_LABEL, LONGEST_TITLE = 64, 255, 120, 64
"""Bytes that SPSS takes."""

CREATED, CREATED_LENGTH = 92, 17
"""Where a file has the day and time at which it was written."""


@dataclass(frozen=True)
class _Variable:
    """A column as SPSS has it. With `codes`, its texts become numbers, which `values` explains."""

    type: str
    label: str
    codes: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[int, str] = field(default_factory=dict)
    measure: str = "unknown"

    def value(self, cell: Cell) -> Any:  # noqa: ANN401  what pandas takes
        """Return what stands in the file."""
        if self.codes:
            return None if cell is None else self.codes[str(cell)]
        if self.type == "datetime":
            return None if cell is None else datetime.fromisoformat(str(cell)).astimezone(UTC).replace(tzinfo=None)
        if self.type == "string":
            return "" if cell is None else str(cell)
        return None if cell == "" else cell


class Spss:
    """Answers on wide ballots are numbers with labels, abstentions missing values. A table is in memory as a whole."""

    name = "spss"
    one_file = False

    async def write(self, dataset: Dataset, target: Target) -> None:
        if find_spec("pyreadstat") is None or find_spec("pandas") is None:
            raise NotNow(say("This bot cannot write for SPSS. Whoever runs it can install its extra `spss`."))
        speech, wordings = speech_in(dataset.language), await _wordings(dataset.tables)
        polls = {wide_name(tally.poll): tally.poll for tally in dataset.tallies}
        for table in dataset.tables:
            variables = [_variable(column, speech, is_public=dataset.is_public) for column in table.columns]
            if poll := polls.get(table.name):
                variables = [*variables[: -_width(poll)], *_of_ballots(poll, wordings, speech)]
            await write_whole(f"{table.name}.sav", target, partial(_fill, dataset, table, variables))


def _width(poll: Poll) -> int:
    return sum(len(item_columns(item)) for item in poll.items)


async def _wordings(tables: Iterable[Records]) -> dict[tuple[Cell, ...], str]:
    """Return the words of items and options in the language of the export, if the tables of these are there."""
    found = {}
    for table in tables:
        if table.name in {"items", "options"}:
            key = [table.columns.index(name) for name in ("poll", "item", "option") if name in table.columns]
            words = table.columns.index("wording")
            async for row in table.rows():
                found[tuple(row[place] for place in key)] = str(row[words])
    return found


def _variable(column: str, speech: Speech, *, is_public: bool) -> _Variable:
    values = _yes_or_no(speech) if ONE_OF.get(column) == (0, 1) else {}
    return _Variable(type_of(column), speech.text(meaning_of(column, is_public=is_public)), values=values)


def _yes_or_no(speech: Speech) -> dict[int, str]:
    return {0: speech("No"), 1: speech("Yes")}


def _of_ballots(poll: Poll, wordings: Mapping[tuple[Cell, ...], str], speech: Speech) -> list[_Variable]:
    """Return the variables of the items, in the order of a wide ballot."""
    return [variable for item in poll.items for variable in _of_item(poll, item, wordings, speech)]


def _of_item(poll: Poll, item: Item, wordings: Mapping[tuple[Cell, ...], str], speech: Speech) -> Iterable[_Variable]:
    title = wordings.get((poll.id, item.key), item.title)
    labels = [wordings.get((poll.id, item.key, option.id), option.label) for option in item.options]
    if len(item_columns(item)) == 1:
        codes = {option.id: number for number, option in enumerate(item.options, 1)} | {ABSTAINED: ABSTENTION}
        values = {**dict(enumerate(labels, 1)), ABSTENTION: speech("Abstained")}
        yield _Variable("integer", title, codes, values, "ordinal" if item.rules.entry.is_scale else "nominal")
        return
    is_order = item.rules.entry.is_order
    for label in labels:
        values = {} if is_order else _yes_or_no(speech)
        yield _Variable("integer", f"{title} · {label}", values=values, measure="ordinal" if is_order else "nominal")
    abstained = speech("Abstained")
    yield _Variable("integer", f"{title} · {abstained}", values=_yes_or_no(speech), measure="nominal")


async def _fill(dataset: Dataset, table: Records, variables: Sequence[_Variable], file: Path) -> None:
    columns: list[list[Any]] = [[] for _ in variables]
    async for row in table.rows():
        for values, variable, cell in zip(columns, variables, row, strict=True):
            values.append(variable.value(cell))
    await asyncio.to_thread(_write, dataset, table, variables, columns, file)


def _write(
    dataset: Dataset, table: Records, variables: Sequence[_Variable], columns: list[list[Any]], file: Path
) -> None:
    import pandas  # noqa: ICN001, PLC0415  an extra, and slow to import
    import pyreadstat  # noqa: PLC0415  as above

    types = {"integer": "float64", "number": "float64", "datetime": "datetime64[ns]", "string": "object"}
    named = dict(zip(_names(table.columns), variables, strict=True))
    series = zip(named.items(), columns, strict=True)
    frame = pandas.DataFrame({name: pandas.Series(cells, dtype=types[of.type]) for (name, of), cells in series})
    pyreadstat.write_sav(
        frame,
        file,
        file_label=_cut(dataset.debate.title, LONGEST_TITLE),
        column_labels=[_cut(of.label, LONGEST_LABEL) for of in variables],
        row_compress=True,
        variable_value_labels={
            name: {value: _cut(label, LONGEST_VALUE_LABEL) for value, label in of.values.items()}
            for name, of in named.items()
            if of.values
        },
        missing_ranges={name: [ABSTENTION] for name, of in named.items() if of.codes},
        variable_measure={name: of.measure for name, of in named.items()},
        variable_format={name: "F8.0" for name, of in named.items() if of.type == "integer"}
        | {name: "F8.6" for name, of in named.items() if of.type == "number"},
    )
    _date(file, dataset.debate.closed_at or dataset.debate.started_at)


def _date(file: Path, day: datetime) -> None:
    """Have a file say the day of the debate, not of now: so the same tables give the same bytes."""
    with file.open("r+b") as stream:
        stream.seek(CREATED)
        stream.write(f"{day:%d} {MONTHS[day.month - 1]} {day:%y}{day:%H:%M:%S}".encode())


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _names(columns: Sequence[str]) -> list[str]:
    """Return names that SPSS takes: letters, digits, dots and underscores, and no two that differ in nothing else."""
    found: dict[str, None] = {}
    for number, column in enumerate(columns, 1):
        name = re.sub(r"[^a-z0-9_.]", "_", column, flags=re.ASCII)
        name = name if name[0].isalpha() else f"v_{name}"
        if len(name) > LONGEST_NAME or name in found:
            name = f"{name[: LONGEST_NAME - 5]}_{number}"
        found[name] = None
    return list(found)


def _cut(text: str, most: int) -> str:
    """Cut a text to so many bytes, between characters."""
    return text.encode()[:most].decode(errors="ignore")


FORMAT = Spss()
