"""Votes a second through the service, beside the usual way and the least that a durable vote can cost."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from itertools import count
from time import perf_counter

from databases import Server
from hall import context_on, fill, open_poll, vote
from report import Table, in_turns, ratio, whole
from yardsticks import Cast, bare_postgresql, bare_sqlite, the_usual_way

IN_FLIGHT = (1, 32, 256)
WARMING, SECONDS = 0.3, 0.8
"""What is done once only, such as a database's first copy of a page after many ballots were filled in, comes before."""
FEW, MANY = 100, 100_000

Way = Callable[[str], AbstractAsyncContextManager[Cast]]


def run(servers: Sequence[Server], rounds: int) -> list[Table]:
    """Measure every way on every database."""
    return [_ways(servers, rounds), _fullness(servers, rounds)]


@asynccontextmanager
async def the_bot(url: str, ballots: int = 0) -> AsyncIterator[Cast]:
    """Cast through the service, in a poll that has ballots already."""
    async with context_on(url) as context:
        poll = await open_poll(context)
        await fill(context, poll, ballots)
        await context.open_polls.load()
        yield partial(vote, context, poll)


async def _rate(way: Way, url: str, in_flight: int) -> float:
    """Return votes a second with that many people tapping: each vote stored lets the next new person tap."""
    numbers = count(1)

    async def tap(end: float) -> int:
        cast_votes = 0
        while perf_counter() < end:
            await cast(next(numbers))
            cast_votes += 1
        return cast_votes

    async def all_tap(seconds: float) -> float:
        started = perf_counter()
        cast_votes = await asyncio.gather(*(tap(started + seconds) for _ in range(in_flight)))
        return sum(cast_votes) / (perf_counter() - started)

    async with way(url) as cast:
        await all_tap(WARMING)
        return await all_tap(SECONDS)


def _measured(way: Way, server: Server, in_flight: int) -> Callable[[], float]:
    return lambda: asyncio.run(_rate(way, server.fresh(), in_flight))


def _ways(servers: Sequence[Server], rounds: int) -> Table:
    rows = []
    for server in servers:
        bare = bare_sqlite if server.name == "SQLite" else bare_postgresql
        ways: dict[str, Way] = {"bot": the_bot, "usual": the_usual_way, "bare": bare}
        runs = {f"{name} {n}": _measured(way, server, n) for n in IN_FLIGHT for name, way in ways.items()}
        rates = in_turns(runs, rounds)
        for n in IN_FLIGHT:
            bot, usual, least = (rates[f"{name} {n}"] for name in ways)
            figures = [whole(bot), whole(usual), ratio(bot, usual), whole(least), ratio(bot, least)]
            rows.append([server.name, str(n), *figures])
    columns = ["database", "in flight", "bot, votes/s", "a commit a vote", "ratio", "bare group commit", "ratio"]
    return Table(
        "Casting", "Durable votes a second through the service, without Discord, beside two yardsticks.", columns, rows
    )


def _fullness(servers: Sequence[Server], rounds: int) -> Table:
    rows = []
    for server in servers:
        runs = {str(n): _measured(partial(the_bot, ballots=n), server, IN_FLIGHT[-1]) for n in (FEW, MANY)}
        rates = in_turns(runs, rounds)
        few, many = rates[str(FEW)], rates[str(MANY)]
        rows.append([server.name, whole(few), whole(many), ratio(many, few)])
    columns = ["database", f"at {FEW:,} ballots, votes/s", f"at {MANY:,} ballots", "ratio"]
    note = f"Votes a second at {IN_FLIGHT[-1]} in flight in a poll that has few or many ballots already."
    return Table("Fullness", note, columns, rows)
