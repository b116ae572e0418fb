"""Everything of a large debate in each format."""

import asyncio
from collections.abc import Sequence
from statistics import median

from databases import Server
from hall import close_poll, context_on, fill, open_made_up
from process import alone
from report import Table, megabytes, seconds

from bot.exports import all_formats

BALLOTS = 200_000
KINDS = ("single", "approval", "rating", "ranking")
OPTIONS = 5


def run(servers: Sequence[Server], rounds: int) -> list[Table]:
    """Fill a poll and hand it over, from the first database alone: formats do not ask where ballots come from."""
    url = servers[0].fresh()
    asyncio.run(_filled(url))
    rows = []
    for name, audience in [*((name, "team") for name in all_formats()), ("zip", "public")]:
        found = [alone("export", url, "all", name, audience) for _ in range(max(1, rounds // 3))]
        took, cpu, more, size = (median(one[figure] for one in found) for figure in ("took", "cpu", "more", "size"))
        label = name if audience == "team" else f"{name}, {audience}"
        rows.append([label, seconds(took), seconds(cpu), megabytes(more), f"{size / 1e6:,.1f} MB"])
    columns = ["format", "time", "of the processor", "more memory at most", "files"]
    note = f"{BALLOTS:,} ballots in one poll with an item of each kind, each format in a fresh process."
    return [Table("Exporting", note, columns, rows)]


async def _filled(url: str) -> None:
    async with context_on(url) as context:
        poll = await open_made_up(context, KINDS, OPTIONS)
        await fill(context, poll, BALLOTS)
        await close_poll(context)
