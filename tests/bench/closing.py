"""How long people in other polls wait while a large poll closes, or is cancelled."""

import asyncio
from collections.abc import Sequence
from statistics import median

from databases import Server
from hall import context_on, fill, open_poll
from process import alone
from report import Table, megabytes, seconds

from bot.domain.polls import Secrecy

ONE, THREE = "a", "c"
"""Questions with an item, and with three."""

ENDS = (
    ("close", "100", "100", Secrecy.PSEUDONYMOUS, ONE),
    ("close", "300,000", "300,000", Secrecy.PSEUDONYMOUS, ONE),
    ("close", "300,000", "300,000, named", Secrecy.NAMED, ONE),
    ("close", "300,000", "900,000, secret", Secrecy.SECRET, THREE),
    ("cancel", "300,000", "900,000, secret", Secrecy.SECRET, THREE),
)


def run(servers: Sequence[Server], rounds: int) -> list[Table]:
    """End small and large polls, each beside a second poll in which one person after the other votes."""
    rows = []
    for server in servers:
        for how, voters, ballots, secrecy, question in ENDS:
            found = []
            for _ in range(max(1, rounds // 3)):
                url = server.fresh()
                asyncio.run(_filled(url, int(voters.replace(",", "")), secrecy, question))
                found.append(alone("end", url, how, question))
            figures = {name: median(one[name] for one in found) for name in found[0]}
            times = [seconds(figures[name]) for name in ("took", "longest")]
            rows.append([server.name, how, voters, ballots, *times, megabytes(figures["more"])])
    columns = [
        "database", "what", "voters", "ballots", "until it is done", "longest vote elsewhere", "more memory at most",
    ]  # fmt: skip
    note = "A poll is closed, up to its sealed result, or cancelled, while one person after the other votes in another."
    return [Table("Closing", note, columns, rows)]


async def _filled(url: str, voters: int, secrecy: Secrecy, question: str) -> None:
    async with context_on(url) as context:
        poll = await open_poll(context, question=question, secrecy=secrecy)
        await fill(context, poll, voters * len(poll.items))
        await open_poll(context, guild_id=2)
