"""A recount and exports of a million ballots."""

import asyncio
from collections.abc import Sequence
from statistics import median

from databases import Server
from hall import close_poll, context_on, fill, open_poll
from process import alone
from report import Table, megabytes, seconds

BALLOTS = 999_999
"""Three items a paper."""

TASKS = {
    "recount": ["recount"],
    "export of ballots, csv": ["export", "ballots", "csv"],
    "export of everything, zip": ["export", "all", "zip"],
}


def run(servers: Sequence[Server], rounds: int) -> list[Table]:
    """Fill a poll and hand it over."""
    rows = []
    for server in servers:
        url = server.fresh()
        asyncio.run(_filled(url))
        for task, (scenario, *arguments) in TASKS.items():
            found = [alone(scenario, url, *arguments) for _ in range(max(1, rounds // 3))]
            figures = {name: median(one[name] for one in found) for name in found[0]}
            size = megabytes(figures["size"]) if "size" in figures else ""
            rows.append([server.name, task, seconds(figures["took"]), megabytes(figures["more"]), size])
    columns = ["database", "task", "time", "more memory at most", "files"]
    return [Table("Counting", f"{BALLOTS:,} ballots in one poll, each task in a fresh process.", columns, rows)]


async def _filled(url: str) -> None:
    async with context_on(url) as context:
        poll = await open_poll(context)
        await fill(context, poll, BALLOTS)
        await close_poll(context)
