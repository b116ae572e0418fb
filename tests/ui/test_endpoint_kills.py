"""Three processes take the votes of one server, are killed again and again, and lose no vote that they acknowledged."""

import asyncio
import itertools
import json
import os
import random
import re
import signal
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from loopback import GUILD, Loopback
from sentences import YOUR_VOTE_COUNTS
from signed import PUBLIC_KEY, post

from bot.domain.people import Person
from bot.domain.polls import Round
from bot.domain.pseudonyms import Pseudonyms
from bot.key_file import read_key
from bot.services.common import pseudonym_key
from bot.services.common.context import Context
from bot.services.debates import debates
from bot.services.polls import opening
from bot.services.polls.open_polls import OpenPolls
from bot.storage.ballots import ballots_of
from bot.storage.engine import Database

pytestmark = pytest.mark.soak

KILLS = int(os.environ.get("KILLS", "20"))
CHANNEL = 42
SERVING = Path(__file__).parents[1] / "serving.py"
TAPPERS = 24
BETWEEN = 1.0
"""Seconds between two kills."""
ADA = Person(GUILD, 1, "Ada", is_administrator=True)


class Processes:
    """The process with the gateway, and two that take votes."""

    def __init__(self, discord, url, key):
        self._folder = key.parent
        self._given = (discord.address, url, str(key), PUBLIC_KEY)
        self.ports = [free_port() for _ in range(3)]
        self._running = {}

    def address(self, number):
        return f"http://127.0.0.1:{self.ports[number]}/"

    async def start(self, number):
        given = (*self._given, f"{self.ports[number]}", self.address(0) if number else "")
        self._running[number] = await asyncio.create_subprocess_exec(
            sys.executable, str(SERVING), *given, cwd=self._folder
        )

    async def kill(self, number):
        self._running[number].send_signal(signal.SIGKILL)
        await self._running[number].wait()

    async def stop(self):
        for child in self._running.values():
            if child.returncode is None:
                child.terminate()
        await asyncio.gather(*(child.wait() for child in self._running.values()))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
async def discord():
    server = Loopback([CHANNEL])
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def opened(postgres_url, library, tmp_path):
    """Return a context on the database, in which a poll is open, and the file of the key."""
    key = tmp_path / "key"
    key.touch(mode=0o600)
    key.write_text("00" * 32, encoding="ascii")
    database = Database.at(postgres_url)
    made = await pseudonym_key.pseudonyms_for(database, key, read_key, None)
    assert isinstance(made, Pseudonyms)
    context = Context(library, database, OpenPolls(database), made, lambda: datetime.now(UTC))
    await debates.start(context, ADA, None, "en")
    await debates.change_settings(context, ADA, small_groups=False)
    poll, _ = await opening.open_poll(
        context, ADA, opening.Opening("a", Round.MAIN, None, None, None, CHANNEL, None, "en")
    )
    yield context, poll, key
    await database.close()


class Voters:
    """People who vote once each, over whichever process, and what they were told."""

    def __init__(self, discord, poll, processes, session):
        self._discord, self._poll, self._processes, self._session = discord, poll, processes, session
        self._chance = random.Random(0)  # noqa: S311  nothing secret
        self._users = itertools.count(10**17)
        self.over = asyncio.Event()
        self.acknowledged = {}
        self.unanswered = 0

    async def _post(self, number, user, custom_id):
        card = next(iter(self._discord.messages.values()))
        try:
            return await post(
                self._session, self._processes.address(number), self._discord.tap_event(user, card, custom_id)
            )
        except (aiohttp.ClientError, TimeoutError):
            return 0, None

    async def vote(self):
        """Vote as one new person after the other."""
        item = self._poll.items[0]
        while not self.over.is_set():
            user = next(self._users)
            option = item.options[user % len(item.options)].id
            custom_id = f"vote:{self._poll.id}:{item.key}:{option}"
            status, said = await self._post(self._chance.randrange(3), user, custom_id)
            if status == 200 and said["type"] == 4 and YOUR_VOTE_COUNTS.within(said["data"]["content"]):
                self.acknowledged[user] = option
            else:
                self.unanswered += 1
                await asyncio.sleep(0.02)

    async def until_answered(self, number):
        """Wait until a process that was started answers."""
        while (await self._post(number, 1, f"ballot:{self._poll.id}"))[0] != 200:  # noqa: ASYNC110  nothing tells of it
            await asyncio.sleep(0.1)

    async def see_kills(self, kills):
        """Vote while one process after the other is killed, always with all three there before."""
        voting = [asyncio.create_task(self.vote()) for _ in range(TAPPERS)]
        for _ in range(kills):
            await asyncio.gather(*map(self.until_answered, range(3)))
            await asyncio.sleep(BETWEEN * self._chance.uniform(0.2, 1))
            number = self._chance.randrange(3)
            await self._processes.kill(number)
            await self._processes.start(number)
        await asyncio.gather(*map(self.until_answered, range(3)))
        self.over.set()
        await asyncio.gather(*voting)


@pytest.mark.timeout(3600)
async def test_no_vote_that_was_acknowledged_is_lost_however_often_a_process_is_killed(discord, opened, postgres_url):
    context, poll, key = opened
    processes = Processes(discord, postgres_url, key)
    try:
        await processes.start(0)
        await discord.until(lambda: discord.messages)
        for number in (1, 2):
            await processes.start(number)
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
            voters = Voters(discord, poll, processes, session)
            await voters.see_kills(KILLS)
        async with context.database.reading() as connection:
            stored = {row.participant: row.answer async for row in ballots_of(connection, poll.id)}
        told = f"{len(voters.acknowledged):,} votes acknowledged, {voters.unanswered:,} taps without an answer"
        print(f"\n{KILLS} kills: {told}")  # noqa: T201  what a run by hand is for
        for user, option in voters.acknowledged.items():
            who = context.pseudonyms.participant(poll.debate_id, user, poll.secrecy)
            assert stored.get(who) == (option,), "an acknowledged vote is lost"
        await discord.until(lambda: shows(discord.messages, len(stored)))
    finally:
        await processes.stop()


def shows(messages, turnout):
    """Whether a card shows how many have voted, which the process with the gateway learns from the others."""
    return any(re.search(rf"\b{turnout:,}\b", json.dumps(message["components"])) for message in messages.values())
