"""Taps a second on each button of a ballot card, over the gateway: most people in a room look before they vote."""

import asyncio
from collections.abc import Sequence
from functools import partial
from statistics import median

from databases import Server
from endpoint import WARMING, Bot, over_gateway, running
from report import Table, ratio, whole

IN_FLIGHT = 128
TAPS = 3_000
BUTTONS = {
    "vote": "vote:1:build:yes",
    "See my ballot": "own:1",
    "Respond": "respond:a",
    "Read the question": "question-page:a",
}


def run(servers: Sequence[Server], rounds: int) -> list[Table]:
    """Tap each button in turns, on a bot of its own for each round."""
    rows, cost = [], partial("{:.2f} ms".format)
    for server in servers:
        found = [asyncio.run(_taps(server.fresh())) for _ in range(rounds)]
        rates = {name: median(one[name][0] for one in found) for name in BUTTONS}
        for name, rate in rates.items():
            cpu = median(one[name][1] for one in found)
            rows.append([server.name, name, whole(rate), ratio(rate, rates["vote"]), cost(cpu * 1000)])
    columns = ["database", "button", "taps/s", "to a vote's", "the bot's CPU a tap"]
    note = (
        f"{TAPS:,} taps with {IN_FLIGHT} in flight, from the tap to the page, each by somebody else who has not voted. "
        "Discord's stand-in is on the same cores."
    )
    return [Table("Looking", note, columns, rows)]


async def _taps(url: str) -> dict[str, tuple[float, float]]:
    async with running(url, 1) as bot:
        await over_gateway(bot, WARMING, IN_FLIGHT)
        return {name: await _tapped(bot, custom_id) for name, custom_id in BUTTONS.items()}


async def _tapped(bot: Bot, custom_id: str) -> tuple[float, float]:
    bot.custom_id = custom_id
    rate = await over_gateway(bot, TAPS, IN_FLIGHT)
    if rate.late:
        raise SystemExit(f"{rate.late:,} taps on {custom_id} were answered too late or not at all")
    return rate.votes, rate.cpu
