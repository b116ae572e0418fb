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

sys.path.insert(0, str(Path(__file__).parents[1]))

from databases import Server
from hall import context_on, open_poll
from loopback import GUILD, Loopback
from report import Table, in_turns, ratio, whole
from signed import PUBLIC_KEY, headers_for

from bot.domain.polls import Poll
from bot.key_file import KEY_BYTES

IN_FLIGHT = 256
VOTES = 4_000
WARMING = 500
CHANNEL = 42
SERVING = Path(__file__).parents[1] / "serving.py"
TICKS = os.sysconf("SC_CLK_TCK")
PROCESSES = 3


class Rate(NamedTuple):
    """Votes a second, and the bot's CPU seconds for one."""

    votes: float
    cpu: float


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
        self._custom_id = f"vote:{poll.id}:{item.key}:{item.options[0].id}"
        self._users = itertools.count(10**17)

    def tap(self) -> dict[str, Any]:
        """Return somebody's vote, on the card that is posted."""
        return self.discord.tap_event(next(self._users), next(iter(self.discord.messages.values())), self._custom_id)

    def cpu(self) -> float:
        """Return the CPU seconds of all processes so far."""
        fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self._pids]
        return sum(int(one[11]) + int(one[12]) for one in fields) / TICKS


def run(servers: Sequence[Server], rounds: int) -> list[Table]:
    """Measure both ways in, on one process and on several."""
    rows = []
    for server in servers:
        cpu: dict[str, list[float]] = {}

        def measured(way: str, processes: int, cpu: dict[str, list[float]] = cpu, server: Server = server) -> float:
            rate = asyncio.run(_rate(way, server.fresh(), processes))
            cpu.setdefault(f"{way} {processes}", []).append(rate.cpu)
            return rate.votes

        ways = [("gateway", 1), ("endpoint", 1)] + ([("endpoint", PROCESSES)] if server.name != "SQLite" else [])
        runs: dict[str, Callable[[], float]] = {f"{way} {n}": partial(measured, way, n) for way, n in ways}
        rates = in_turns(runs, rounds)
        for way, n in ways:
            name = f"{way} {n}"
            median = sorted(cpu[name])[len(cpu[name]) // 2]
            figures = [whole(rates[name]), ratio(rates[name], rates["gateway 1"]), f"{median * 1000:.2f} ms"]
            rows.append([server.name, way, str(n), *figures])
    columns = ["database", "way in", "processes", "votes/s", "to the gateway's", "the bot's CPU a vote"]
    note = (
        f"{VOTES:,} votes with {IN_FLIGHT} in flight, from the tap to the answer. Discord's stand-in and the load are "
        "on the same cores."
    )
    return [Table("Ways in", note, columns, rows)]


async def _rate(way: str, url: str, processes: int) -> Rate:
    async with _bot(url, processes) as bot:
        measure = _over_gateway if way == "gateway" else _over_endpoint
        await measure(bot, WARMING)
        rate = await measure(bot, VOTES)
    async with context_on(url) as context:
        (poll,) = context.open_polls.polls()
        tally = context.open_polls.tally(poll.id)
    if tally is None or tally.turnout < WARMING + VOTES:
        raise SystemExit(f"votes are missing: {tally}")
    return rate


async def _timed(bot: Bot, tappers: Sequence[Coroutine[None, None, None]]) -> Rate:
    cpu, started = bot.cpu(), perf_counter()
    await asyncio.gather(*tappers)
    seconds = perf_counter() - started
    return Rate(1 / seconds, bot.cpu() - cpu)


async def _over_gateway(bot: Bot, votes: int) -> Rate:
    taps = iter([bot.tap() for _ in range(votes)])

    async def tapper() -> None:
        for event in taps:
            answered = bot.discord.waiting[event["token"]] = asyncio.get_running_loop().create_future()
            await bot.discord.send("INTERACTION_CREATE", event)
            await answered

    whole_, cpu = await _timed(bot, [tapper() for _ in range(IN_FLIGHT)])
    return Rate(whole_ * votes, cpu / votes)


async def _over_endpoint(bot: Bot, votes: int) -> Rate:
    requests = iter([_request(bot.tap()) for _ in range(votes)])

    async def tapper(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in requests:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            body = await reader.readexactly(length)
            if not head.startswith(b"HTTP/1.1 200") or b'"type":4' not in body:
                raise SystemExit(f"a vote was not counted: {head!r} {body!r}")
        writer.close()

    ports = itertools.cycle(bot.ports)
    whole_, cpu = await _timed(bot, [tapper(next(ports)) for _ in range(IN_FLIGHT)])
    return Rate(whole_ * votes, cpu / votes)


def _request(event: dict[str, Any]) -> bytes:
    """Return a signed request, ready to be written."""
    body = json.dumps(event).encode()
    lines = ["POST / HTTP/1.1", "Host: bot", *(f"{name}: {value}" for name, value in headers_for(body).items())]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body


@asynccontextmanager
async def _bot(url: str, processes: int) -> AsyncIterator[Bot]:
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
        running = []
        try:
            for number, port in enumerate(ports):
                given = (discord.address, url, str(key), PUBLIC_KEY, str(port), main if number else "")
                running.append(await asyncio.create_subprocess_exec(sys.executable, str(SERVING), *given))
            bot = Bot(discord, poll, ports, [child.pid for child in running])
            await discord.until(lambda: discord.messages)
            for port in ports:
                await _until_it_answers(bot, port)
            yield bot
        finally:
            for child in running:
                child.terminate()
            await asyncio.gather(*(child.wait() for child in running))
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
