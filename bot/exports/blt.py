"""BLT: the ballots of a ranking as programs for counting elections read them, such as OpaVote, OpenSTV and votelib."""

import asyncio
from collections.abc import Iterator
from typing import IO

from bot.domain.export_schema import Dataset
from bot.domain.polls import Item
from bot.domain.refusals import NotNow
from bot.domain.tally import ItemTally
from bot.domain.texts import say
from bot.exports import Target
from bot.exports.orders import orders_of

SEATS = 1
"""A ranking has one winner."""


class Ranked:
    """A file a ranking, with a line for every order that somebody gave. Abstentions are left out, and counted."""

    name = "blt"
    one_file = False

    async def write(self, dataset: Dataset, target: Target) -> None:
        if dataset.ballots is None:
            raise NotNow(say("This format is for ballots. Export `ballots` or `all`."))
        found = [(tally, item) for tally in dataset.tallies for item in tally.items if _is_ranked(item.item)]
        if not found:
            raise NotNow(say("No closed poll has a ranking, and BLT is for rankings. Use CSV."))
        for tally, item in found:
            poll = tally.poll
            with target.file(f"question-{poll.question}-{poll.round.value}-{item.item.key}.blt") as stream:
                await asyncio.to_thread(_write, item, stream)


def _write(tally: ItemTally, stream: IO[bytes]) -> None:
    for line in _election(tally):
        stream.write(f"{line}\n".encode())


def _is_ranked(item: Item) -> bool:
    return item.rules.entry.is_order


def _election(tally: ItemTally) -> Iterator[str]:
    """Write one election, line by line. Options have numbers from 1, in the order of the ballot paper."""
    item = tally.item
    yield f"{len(item.options)} {SEATS}"
    for ballots, order in orders_of(tally):
        yield " ".join([str(ballots), *order, "0"])
    yield "0"
    for option in item.options:
        yield _quoted(option.label)
    yield _quoted(f"{item.title} ({tally.abstentions} abstained and are left out)")


def _quoted(text: str) -> str:
    """Set a text between straight quotes. BLT has no way to write one within, so that typographic ones stand there."""
    parts = " ".join(text.split()).split('"')
    inner = "".join(f"{'“' if number % 2 else '”'}{part}" for number, part in enumerate(parts))
    return f'"{inner[1:]}"'


FORMAT = Ranked()
