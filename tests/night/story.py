"""What happens in the night, second by second."""

import asyncio
import contextlib
from pathlib import Path
from time import monotonic

from crowd import Crowd
from outcome import Outcome
from plan import Plan
from process import Bot, Failed
from recount import recount
from standin import Night

CHANNEL = 333_333_333_333_333_333
STORM, KILL, DROP = (12.0, 18.0), 30.0, 45.0
"""When Discord refuses every edit, the bot is killed, and the gateway drops."""
AWAY = 0.5
"""Seconds until whatever watches the bot starts it again."""
STARTING, ENOUGH = 60, 180
"""Seconds at most until the bot is there, and from the first tap until everybody has their answer."""


class Story:
    """One night on one database."""

    def __init__(self, name, folder, place, scale, seed):
        self._folder, self._seed = Path(folder), seed
        self._url, self._size = place
        self._night = Night([CHANNEL], scale.members)
        self._crowd = Crowd(self._night, seed)
        self.outcome = Outcome(name, scale)

    async def tell(self):
        """Have the whole night, and return what came of it."""
        begun = monotonic()
        await self._night.start()
        giving_up = asyncio.create_task(self._night.give_up())
        self._bot = Bot(self._folder, self._url, self._night.address)
        try:
            await self._begin()
            await self._vote()
            await self._close()
            await self._check()
        finally:
            giving_up.cancel()
            await self._bot.kill()
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

    async def _begin(self):
        self.outcome.until_ready = await self._start(1)
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
        await self._bot.kill()
        killed = monotonic()
        await asyncio.sleep(AWAY)
        await self._start(2)
        self.outcome.until_back = monotonic() - killed
        await _until(begun + DROP)
        await self._night.drop()

    async def _close(self):
        result, self.outcome.until_result = await self._crowd.command("poll", "close", question="a")
        self.outcome.result_shown = "message" in result
        self.outcome.on_disk = await self._size()

    async def _check(self):
        """Export what there is beside the running bot, have it verified, and count it without the bot."""
        outcome, begun = self.outcome, monotonic()
        await self._bot.do("export", "--format", "zip", "--to", str(self._folder))
        outcome.until_export = monotonic() - begun
        (file,) = self._folder.glob("*.zip")
        outcome.exported = file.stat().st_size
        outcome.verified = (await self._bot.do("verify", str(file))).strip()
        outcome.recount = recount(file, self._plan.voters + self._plan.newcomers)
        await self._bot.stop()
        self._note()

    def _note(self):
        outcome, night, crowd = self.outcome, self._night, self._crowd
        outcome.took, outcome.late, outcome.unanswered = night.took, night.late, night.given_up
        outcome.again, outcome.acknowledged = crowd.again, crowd.acknowledged
        outcome.refused, outcome.told, outcome.responses = crowd.refused, crowd.told, crowd.stored
        outcome.commands = crowd.commands
        outcome.put_off, outcome.edits = night.put_off.total(), night.edits.total()
        outcome.resumed = night.sessions["resumed"]
        outcome.received, outcome.sent = night.received, night.sent
        outcome.peak, outcome.cpu = self._bot.peak, self._bot.seconds


async def _until(moment):
    if (wait := moment - monotonic()) > 0:
        await asyncio.sleep(wait)
