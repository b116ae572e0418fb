"""Checks that every chart is in the ZIP, not what it shows."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from bot.domain.export_schema import SHIFT, Row
from bot.domain.polls import Secrecy
from bot.domain.shift import shift_between
from bot.domain.small_groups import FEWEST
from bot.domain.tally import PollTally
from bot.exports.charts import (
    ALTERNATIVES,
    FOLDER,
    NO_PICTURE,
    NOT_DRAWN,
    THEMES,
    name_of_item,
    name_of_shares,
    name_of_shift,
    name_of_turnout,
)
from bot.verify.shift import PollPairs
from bot.verify.zip_files import Altered, ZipFiles, listed

CHART = re.compile(rf"{FOLDER}/(?:dark/)?[\w.-]+\.png")

QUESTION, ITEM, PEOPLE = (SHIFT.index(column) for column in ("question", "item", "people"))


def require_charts(
    files: ZipFiles, tallies: Sequence[PollTally], pairs: PollPairs, shift: Iterable[Row], format_: int
) -> None:
    """Check that each chart has a description and, unless that says otherwise, its pictures. Raises Altered.

    Format 1 has none on a dark card, and none of shares.
    """
    is_drawn = _described(files)
    folders = [FOLDER] if format_ == 1 else [*THEMES.values()]
    expected = [*_of_polls(tallies), *_of_shift(shift), *([] if format_ == 1 else _of_shares(pairs))]
    if missing := sorted({f"{name}.png" for name in expected} - is_drawn.keys()):
        raise Altered(*listed([f"{ALTERNATIVES}: it does not describe {name}" for name in missing]))
    drawn = {f"{folder}/{name}" for name, drawn in is_drawn.items() if drawn for folder in folders}
    found = {name for name in files.checksums if CHART.fullmatch(name)}
    wrong = [f"{name} (missing)" for name in sorted(drawn - found)]
    wrong += [f"{name} (added)" for name in sorted(found - drawn)]
    if wrong:
        raise Altered(*listed(wrong))


def _described(files: ZipFiles) -> dict[str, bool]:
    """Return the names of the charts that are described, and whether each has a picture."""
    is_drawn: dict[str, bool] = {}
    name = ""
    for line in files.lines(ALTERNATIVES):
        text = line.decode(errors="replace").rstrip("\n")
        if text.startswith("## "):
            name = text.removeprefix("## ")
            is_drawn[name] = True
        elif text in {NO_PICTURE, NOT_DRAWN.msgid}:  # the sentence alone is that of earlier versions
            is_drawn[name] = False
    return is_drawn


def _of_polls(tallies: Sequence[PollTally]) -> Iterator[str]:
    for tally in tallies:
        for item in tally.items:
            yield name_of_item(tally.poll, item.item.key)
        if tally.poll.secrecy is not Secrecy.SECRET and tally.turnout >= FEWEST:
            yield name_of_turnout(tally.poll)


def _of_shares(pairs: PollPairs) -> Iterator[str]:
    for before, after in pairs:
        for item in shift_between(before, after, {}).items:
            yield name_of_shares(after.poll.question, item.item.key)


def _of_shift(shift: Iterable[Row]) -> Iterator[str]:
    """Yield the charts of items with any published number."""
    for row in shift:
        if row[PEOPLE] is not None:
            yield name_of_shift(cast("str", row[QUESTION]), cast("str", row[ITEM]))
