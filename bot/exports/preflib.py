"""PrefLib: the ballots of a ranking as programs for the study of elections read them."""

import asyncio
from collections.abc import Iterator
from datetime import date
from typing import IO

from bot.domain.export_schema import Dataset
from bot.domain.kind import ABSTAIN
from bot.domain.refusals import NotNow
from bot.domain.tally import ItemTally
from bot.domain.texts import say
from bot.exports import Target
from bot.exports.orders import numbered, orders_of

COMPLETE, INCOMPLETE = "soc", "soi"
"""PrefLib's types of strict orders, which are the ends of the files' names too."""


class PrefLib:
    """A file a ranking, with a line for every order that somebody gave. Abstentions are left out, and counted."""

    name = "preflib"
    one_file = False

    async def write(self, dataset: Dataset, target: Target) -> None:
        if dataset.ballots is None:
            raise NotNow(say("This format is for ballots. Export `ballots` or `all`."))
        found = [(tally.poll, item) for tally in dataset.tallies for item in tally.items if _has_orders(item)]
        if not found:
            raise NotNow(say("No closed poll has a ranking, and PrefLib is for rankings. Use CSV."))
        for poll, item in found:
            type_ = _type(item)
            name = f"question-{poll.question}-{poll.round.value}-{item.item.key}.{type_}"
            day = (poll.closed_at or poll.opened_at).date()
            with target.file(name) as stream:
                await asyncio.to_thread(_write, item, name, type_, day, stream)


def _write(item: ItemTally, name: str, type_: str, day: date, stream: IO[bytes]) -> None:
    for line in _lines(item, name, type_, day):
        stream.write(f"{line}\n".encode())


def _has_orders(tally: ItemTally) -> bool:
    """Whether somebody has ranked; its readers take no file without an order."""
    return tally.item.rules.entry.is_order and tally.ballots > tally.abstentions


def _type(tally: ItemTally) -> str:
    """Whether all who did not abstain have ranked all options."""
    options = len(tally.item.options)
    return COMPLETE if all(len(answer) in {0, options} for answer in tally.profile) else INCOMPLETE


def _lines(tally: ItemTally, name: str, type_: str, day: date) -> Iterator[str]:
    item = tally.item
    numbers = numbered(item)
    head = {
        "FILE NAME": name,
        "TITLE": _plain(item.title),
        "DESCRIPTION": f"{tally.abstentions} abstained and are left out",
        "DATA TYPE": type_,
        "MODIFICATION TYPE": "original",
        "RELATES TO": "",
        "RELATED FILES": "",
        "PUBLICATION DATE": day.isoformat(),
        "MODIFICATION DATE": day.isoformat(),
        "NUMBER ALTERNATIVES": len(numbers),
        "NUMBER VOTERS": tally.ballots - tally.abstentions,
        "NUMBER UNIQUE ORDERS": len(tally.profile) - (ABSTAIN in tally.profile),
    }
    names = {f"ALTERNATIVE NAME {numbers[option.id]}": _plain(option.label) for option in item.options}
    yield from (f"# {field}: {value}" for field, value in (head | names).items())
    yield from (f"{ballots}: {','.join(order)}" for ballots, order in orders_of(tally))


def _plain(text: str) -> str:
    return " ".join(text.split())


FORMAT = PrefLib()
