"""What happens in the night, second by second."""

import asyncio
import contextlib
import re
import socket
from collections import Counter
from pathlib import Path
from time import monotonic

from crowd import Crowd
from outcome import Outcome
from plan import Plan
from posted import PostedNight
from processes import Bot, Failed
from recount import recount
from signed import PUBLIC_KEY
from standin import Night

CHANNEL = 333_333_333_333_333_333
STORM, KILL, KILL_FURTHER, DROP = (12.0, 18.0), 30.0, 40.0, 45.0
"""When Discord refuses every edit, the bot is killed, one of further processes is killed, and the gateway drops."""
AWAY = 0.5
"""Seconds until whatever watches the bot starts it again."""
STARTING, ENOUGH, CLOSING = 60, 120, 60
"""Seconds at most until the bot is there, from the first tap until everybody has their answer, and until the result."""


class Story:
    """One night on one database."""

    def __init__(self, name, folder, place, scale, seed):
        self._folder, self._seed = Path(folder), seed
        self._place = place
        self._ports = [_free_port() for _ in range(place.endpoints)]
        self._night = self._server(scale)
        self._crowd = Crowd(self._night, seed)
        self.outcome = Outcome(name, scale)

    def _server(self, scale):
        if not self._ports:
            return Night([CHANNEL], scale.members)
        return PostedNight([CHANNEL], scale.members, [_address(port) for port in self._ports])

    def _processes(self):
        """Return the bot's processes: the one with the gateway, and those that only take votes."""
        given = self._folder, self._place.url, self._night.address
        both = {"INTERACTIONS_PUBLIC_KEY": PUBLIC_KEY}
        settings = [both | {"INTERACTIONS_PORT": str(port)} for port in self._ports]
        for one in settings[1:]:
            one["INTERACTIONS_MAIN"] = _address(self._ports[0])
        return [Bot(*given, one) for one in settings or [{}]]

    async def tell(self):
        """Have the whole night, and return what came of it."""
        begun = monotonic()
        await self._night.start()
        giving_up = asyncio.create_task(self._night.give_up())
        self._bot, *self._further = self._processes()
        try:
            await self._begin()
            await self._vote()
            await self._close()
            await self._check()
        finally:
            giving_up.cancel()
            for bot in (self._bot, *self._further):
                await bot.kill()
            await self._night.stop()
        self.outcome.whole = monotonic() - begun
        return self.outcome

    async def _start(self, sessions):
        """Start the bot and wait until it has identified; return the seconds."""
        begun = monotonic()
        await self._bot.start()
        async with asyncio.timeout(STARTING):
            while self._night.sessions["identified"] < sessions:
                await asyncio.sleep(0.01)
                if self._bot.ended:
                    raise Failed(f"the bot did not start:\n{self._bot.log[-3000:]}")
        return monotonic() - begun

    async def _start_further(self, bot, number):
        """Start a process that takes votes only, and wait until it listens."""
        await bot.start()
        async with asyncio.timeout(STARTING):
            while not _listens(self._ports[number]):
                await asyncio.sleep(0.05)
                if bot.ended:
                    raise Failed(f"a further process did not start:\n{bot.log[-3000:]}")

    async def _begin(self):
        self.outcome.until_ready = await self._start(1)
        for number, bot in enumerate(self._further, 1):
            await self._start_further(bot, number)
        crowd = self._crowd
        await crowd.command("debate", "start")
        await crowd.command("debate", "settings", joined_before="on", member_days=3, review="on", results="live")
        opened, _ = await crowd.command("poll", "open", question="a")
        if "message" not in opened:
            raise Failed(f"the poll was not opened: {opened}")
        crowd.stand_before(opened["message"])
        self._plan = Plan(crowd, self.outcome.scale, self._seed)

    async def _vote(self):
        crowd = self._crowd
        rush = self._plan.rush()  # written before it begins: this machine has to serve the bot as well
        begun = monotonic()
        others = asyncio.gather(self._troubles(begun), self._talk(begun))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ENOUGH):
                await self._tap(begun, rush)
                await others
                while crowd.busy:  # noqa: ASYNC110  thousands of people, each with an answer of their own
                    await asyncio.sleep(0.1)
        others.cancel()
        crowd.over = True
        self.outcome.nobody_waits = not crowd.busy

    async def _tap(self, begun, rush):
        for at, tap in rush:
            await _until(begun + at)
            await self._night.use(tap, begun + at)
        for at, one in self._plan.minute():
            await _until(begun + at)
            if (tap := self._crowd.vote_now(one)) is not None:
                await self._night.use(tap, begun + at)

    async def _talk(self, begun):
        """Have some people say why."""
        for number, (at, one) in enumerate(self._plan.speakers()):
            await _until(begun + at)
            text = f"I trust {one.choice} because of what they have done before. This is reason number {number}."
            self._crowd.later(self._crowd.respond(one, text))

    async def _troubles(self, begun):
        """Have what goes wrong in such a night go wrong."""
        await _until(begun + STORM[0])
        self._night.storm = True
        await _until(begun + STORM[1])
        self._night.storm = False
        await _until(begun + KILL)
        await self._kill(self._bot)
        killed = monotonic()
        await asyncio.sleep(AWAY)
        await self._start(2)
        self.outcome.until_back = monotonic() - killed
        if self._further:
            await _until(begun + KILL_FURTHER)
            await self._kill(self._further[0])
            await asyncio.sleep(AWAY)
            await self._start_further(self._further[0], 1)
        await _until(begun + DROP)
        await self._night.drop()

    async def _kill(self, bot):
        self.outcome.kills += 1
        await bot.kill()

    async def _close(self):
        begun, before = monotonic(), len(self._night.messages)
        closing = asyncio.create_task(self._crowd.command("poll", "close", question="a"))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSING):
                while len(self._night.messages) == before:  # noqa: ASYNC110  the room's messages have no event
                    await asyncio.sleep(0.01)
                self.outcome.result_shown = True
        self.outcome.until_result = monotonic() - begun
        await closing
        self.outcome.on_disk = await self._place.size()

    async def _check(self):
        """Export what there is beside the running bot, have it verified, and count it without the bot."""
        outcome, begun = self.outcome, monotonic()
        await self._bot.do("export", "--format", "zip", "--to", str(self._folder))
        outcome.until_export = monotonic() - begun
        (file,) = self._folder.glob("*.zip")
        outcome.exported = file.stat().st_size
        outcome.verified = (await self._bot.do("verify", str(file))).strip()
        outcome.recount = recount(file, self._plan.voters)
        for bot in (*self._further, self._bot):
            await bot.stop()
        self._note()

    def _note(self):
        outcome, night, crowd = self.outcome, self._night, self._crowd
        outcome.took, outcome.took_others = night.took[True], night.took[False]
        outcome.late, outcome.unanswered, outcome.refused_posts = night.late, night.given_up, night.refused_posts
        outcome.again, outcome.acknowledged = crowd.again, crowd.acknowledged
        outcome.refused, outcome.told, outcome.responses = crowd.refused, crowd.told, crowd.stored
        outcome.commands = crowd.commands
        outcome.put_off, outcome.edits = night.put_off.total(), night.edits.total()
        outcome.logged = _alike(self._bot.log)
        outcome.resumed = night.sessions["resumed"]
        outcome.received, outcome.sent = night.received, night.sent
        all_of_them = (self._bot, *self._further)
        outcome.peak, outcome.cpu = max(one.peak for one in all_of_them), sum(one.seconds for one in all_of_them)


def _alike(log):
    """Return how often the bot warned of what, without numbers."""
    lines = [line.partition(" WARNING ")[2] or line.partition(" ERROR ")[2] for line in log.splitlines()]
    return Counter(re.sub(r"\d+", "0", line)[:110] for line in lines if line and "voice will NOT" not in line)


def _address(port):
    return f"http://127.0.0.1:{port}/"


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


async def _until(moment):
    if (wait := moment - monotonic()) > 0:
        await asyncio.sleep(wait)
