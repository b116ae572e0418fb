"""How long it takes from the start of the process until the bot could log in."""

import asyncio
from collections.abc import Sequence

from databases import Server
from hall import context_on, fill, open_poll
from process import alone
from report import Table, in_turns, ratio, seconds

POLLS, BALLOTS = 50, 100_000


def run(servers: Sequence[Server], rounds: int) -> list[Table]:
    """Start the bot with nothing to do and with open polls, beside a bot that does nothing."""
    rows = []
    for server in servers:
        empty, full = server.fresh(), server.fresh()
        asyncio.run(_filled(full))
        taken_up: list[float] = []

        def start(url: str, taken_up: list[float] = taken_up) -> float:
            figures = alone("bot", url)
            taken_up += [figures["taken_up"]] * bool(figures["polls"])
            return float(figures["whole"])

        runs = {
            "bare": lambda: float(alone("bare")["whole"]),
            "empty": lambda empty=empty: start(empty),
            "full": lambda full=full: start(full),
        }
        took = in_turns(runs, rounds)
        loaded = sorted(taken_up)[len(taken_up) // 2]
        figures = [took["bare"], took["empty"], took["full"], loaded]
        rows.append([server.name, *map(seconds, figures), ratio(took["empty"], took["bare"])])
    columns = ["database", "bare discord.py", "bot", "bot with open polls", "of it, taking them up", "bot to bare"]
    note = (
        "From the start of the process to just before the login: imports, content, database, commands and controls, "
        f"and {POLLS} open polls with {BALLOTS:,} ballots taken up again."
    )
    return [Table("Starting", note, columns, rows)]


async def _filled(url: str) -> None:
    async with context_on(url) as context:
        for room in range(1, POLLS + 1):
            await fill(context, await open_poll(context, room), BALLOTS // POLLS)
