"""Votes a second over the interactions endpoint, beside the gateway's way, with a stand-in for Discord.

The bot runs in processes of its own; requests are signed before the clock starts. As the stand-in and the load share
the machine with the bot, the bot's own CPU time for a vote is the figure that says most.
"""

import asyncio
import itertools
import json
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, NamedTuple

sys.path.append(str(Path(__file__).parents[1]))  # behind the benches, of which one has the name of a module there

from databases import Server
from hall import context_on, open_poll
from loopback import GUILD, Loopback
from report import Table, in_turns, ratio, seconds, whole
from signed import PUBLIC_KEY, headers_for

from bot.domain.polls import Poll
from bot.key_file import KEY_BYTES

IN_FLIGHT = 256
VOTES = 4_000
WARMING = 500
RUSH = 10_000
"""People who tap in the same moment."""
LATE = 3.0
"""Seconds after which Discord takes no answer."""
CHANNEL = 42
SERVING = Path(__file__).parents[1] / "serving.py"
TICKS = os.sysconf("SC_CLK_TCK")
PROCESSES = 3


class Rate(NamedTuple):
    """Votes a second, the bot's CPU seconds for one, seconds until the last answer, and how many came after `LATE`."""

    votes: float
    cpu: float
    last: float
    late: int


class Discord(Loopback):
    """The stand-in, which tells whoever waits for an answer that it is there, and nobody else."""

    def __init__(self) -> None:
        super().__init__([CHANNEL])
        self.waiting: dict[str, asyncio.Future[None]] = {}

    async def _note(self, where: Any, key: Any, value: Any = None) -> None:
        if where is self.answers and key in self.waiting:
            self.waiting.pop(key).set_result(None)
        else:
            await super()._note(where, key, value)


class Bot:
    """The bot's processes and the poll that is open."""

    def __init__(self, discord: Discord, poll: Poll, ports: Sequence[int], pids: Sequence[int]) -> None:
        self.discord, self.ports, self._pids = discord, ports, pids
        item = poll.items[0]
        self.custom_id = f"vote:{poll.id}:{item.key}:{item.options[0].id}"
        self._users = itertools.count(10**17)

    def tap(self) -> dict[str, Any]:
        """Return somebody's vote, on the card that is posted."""
        return self.discord.tap_event(next(self._users), next(iter(self.discord.messages.values())), self.custom_id)

    def cpu(self) -> float:
        """Return the CPU seconds of all processes so far."""
        fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self._pids]
        return sum(int(one[11]) + int(one[12]) for one in fields) / TICKS


def run(servers: Sequence[Server], rounds: int) -> list[Table]:
    """Measure both ways in, on one process and on several."""
    rows = []
    for server in servers:
        others: dict[str, list[tuple[float, float, int]]] = {}

        def measured(
            way: str,
            processes: int,
            others: dict[str, list[tuple[float, float, int]]] = others,
            server: Server = server,
        ) -> float:
            rate, rush = asyncio.run(_rates(way, server.fresh(), processes))
            others.setdefault(f"{way} {processes}", []).append((rate.cpu, rush.last, rush.late))
            return rate.votes

        ways = [("gateway", 1), ("endpoint", 1)] + ([("endpoint", PROCESSES)] if server.name != "SQLite" else [])
        runs: dict[str, Callable[[], float]] = {f"{way} {n}": partial(measured, way, n) for way, n in ways}
        rates = in_turns(runs, rounds)
        for way, n in ways:
            name = f"{way} {n}"
            cpu, last, late = (sorted(one)[len(one) // 2] for one in zip(*others[name], strict=True))
            figures = [
                whole(rates[name]),
                ratio(rates[name], rates["gateway 1"]),
                f"{cpu * 1000:.2f} ms",
                seconds(last),
                f"{late:,}",
            ]
            rows.append([server.name, way, str(n), *figures])
    rush = f"{RUSH:,} at once: last answer"
    columns = ["database", "way in", "processes", "votes/s", "to the gateway's", "the bot's CPU a vote"]
    columns += [rush, f"later than {LATE:g} s"]
    note = (
        f"{VOTES:,} votes with {IN_FLIGHT} in flight, from the tap to the answer, and a rush. Discord's stand-in and "
        "the load are on the same cores."
    )
    return [Table("Ways in", note, columns, rows)]


async def _rates(way: str, url: str, processes: int) -> tuple[Rate, Rate]:
    """Measure votes with some in flight, and those of a rush."""
    async with running(url, processes) as bot:
        measure = over_gateway if way == "gateway" else over_endpoint
        await measure(bot, WARMING, IN_FLIGHT)
        rate = await measure(bot, VOTES, IN_FLIGHT)
        rush = await measure(bot, RUSH, RUSH)
    async with context_on(url) as context:
        (poll,) = context.open_polls.polls()
        tally = context.open_polls.tally(poll.id)
    if tally is None or tally.turnout < WARMING + VOTES + RUSH - rush.late:
        raise SystemExit(f"votes are missing: {tally}")
    return rate, rush


async def _timed(bot: Bot, votes: int, tappers: Sequence[Coroutine[None, None, list[float]]]) -> Rate:
    """Measure people who tap, each of whom returns when their taps were answered."""
    cpu, started = bot.cpu(), perf_counter()
    answered = [at - started for one in await asyncio.gather(*tappers) for at in one]
    took, late = perf_counter() - started, votes - sum(at <= LATE for at in answered)
    return Rate(votes / took, (bot.cpu() - cpu) / votes, took, late)


async def over_gateway(bot: Bot, votes: int, in_flight: int) -> Rate:
    taps = iter([bot.tap() for _ in range(votes)])

    async def tapper() -> list[float]:
        at = []
        for event in taps:
            answered = bot.discord.waiting[event["token"]] = asyncio.get_running_loop().create_future()
            await bot.discord.send("INTERACTION_CREATE", event)
            if (await asyncio.wait([answered], timeout=LATE + 1))[0]:  # who waited too long for a turn gets no answer
                at.append(perf_counter())
        return at

    return await _timed(bot, votes, [tapper() for _ in range(in_flight)])


async def over_endpoint(bot: Bot, votes: int, in_flight: int) -> Rate:
    requests = iter([_request(bot.tap()) for _ in range(votes)])

    async def tapper(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> list[float]:
        at = []
        for request in requests:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            body = await reader.readexactly(length)
            if head.startswith(b"HTTP/1.1 200") and (b'"type":4' in body or b'"type":5' in body):
                at.append(perf_counter())
            elif not head.startswith(b"HTTP/1.1 503"):  # which is too late, or will be
                raise SystemExit(f"a vote was not counted: {head!r} {body!r}")
        writer.close()
        return at

    # A proxy keeps its connections open, too.
    ports = itertools.cycle(bot.ports)
    connections = [await asyncio.open_connection("127.0.0.1", next(ports)) for _ in range(in_flight)]
    return await _timed(bot, votes, [tapper(*one) for one in connections])


def _request(event: dict[str, Any]) -> bytes:
    """Return a signed request, ready to be written."""
    body = json.dumps(event).encode()
    lines = ["POST / HTTP/1.1", "Host: bot", *(f"{name}: {value}" for name, value in headers_for(body).items())]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body


@asynccontextmanager
async def running(url: str, processes: int) -> AsyncIterator[Bot]:
    """Run the bot on a database with an open poll: one process with the gateway, and others that take votes."""
    async with context_on(url) as context:
        poll = await open_poll(context, GUILD, "a")
    discord = Discord()
    await discord.start()
    ports = [_free_port() for _ in range(processes)]
    with TemporaryDirectory() as folder:
        key = Path(folder) / "key"
        key.touch(mode=0o600)
        key.write_text("00" * KEY_BYTES, encoding="ascii")  # as in `context_on`
        main = f"http://127.0.0.1:{ports[0]}/"
        children = []
        try:
            for number, port in enumerate(ports):
                given = (discord.address, url, str(key), PUBLIC_KEY, str(port), main if number else "")
                children.append(await asyncio.create_subprocess_exec(sys.executable, str(SERVING), *given))
            bot = Bot(discord, poll, ports, [child.pid for child in children])
            await discord.until(lambda: discord.messages)
            for port in ports:
                await _until_it_answers(bot, port)
            yield bot
        finally:
            for child in children:
                child.terminate()
            await asyncio.gather(*(child.wait() for child in children))
            await discord.stop()


async def _until_it_answers(bot: Bot, port: int) -> None:
    """Vote until a process that starts takes it."""
    async with asyncio.timeout(60):
        while True:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.1)
                continue
            writer.write(_request(bot.tap()))
            head = await reader.readuntil(b"\r\n\r\n")
            writer.close()
            if head.startswith(b"HTTP/1.1 200"):
                return
            await asyncio.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
