"""How long people in other polls wait while a large poll closes."""

import asyncio
from collections.abc import Sequence
from statistics import median

from databases import Server
from hall import context_on, fill, open_poll
from process import alone
from report import Table, megabytes, seconds

BALLOTS = (100, 300_000)


def run(servers: Sequence[Server], rounds: int) -> list[Table]:
    """Close a small poll and a large one, each beside a second poll in which one person after the other votes."""
    rows = []
    for server in servers:
        for ballots in BALLOTS:
            found = []
            for _ in range(rounds):
                url = server.fresh()
                asyncio.run(_filled(url, ballots))
                found.append(alone("close", url))
            figures = {name: median(one[name] for one in found) for name in found[0]}
            times = [seconds(figures[name]) for name in ("took", "longest")]
            rows.append([server.name, f"{ballots:,}", *times, megabytes(figures["more"])])
    columns = ["database", "ballots", "closing, to the sealed result", "longest vote elsewhere", "more memory at most"]
    note = "A poll with a voter a ballot closes, while one person after the other votes in another poll of the process."
    return [Table("Closing", note, columns, rows)]


async def _filled(url: str, ballots: int) -> None:
    async with context_on(url) as context:
        await fill(context, await open_poll(context, question="a"), ballots)
        await open_poll(context, guild_id=2)
