"""The rehearsal: a server with people in it, the real bot, and a browser page for each person.

Everything that touches the one small Discord takes `Stage.turn`: the pages, the clock and the simulated voters.
"""

import asyncio
import contextlib
import itertools
import logging
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import discord
from discord import app_commands
from simcord import ChannelHandle, Env, GuildHandle, MemberActor, Preview, RoleHandle, UserHandle

import bot.rehearsal.routes  # noqa: F401  # what simcord lacks
from bot.rehearsal import languages, simcord_internals
from bot.rehearsal.clock import Clock
from bot.rehearsal.crowd import Crowd
from bot.rehearsal.evening import Evening, StageChannel, moderators_channel
from bot.rehearsal.pages import Pages, StageError
from bot.rehearsal.speakers import Speakers

__all__ = ["Stage", "StageError", "on_stage", "rehearse"]

log = logging.getLogger(__name__)

MODERATOR = "Marta"
PARTICIPANTS = {"Amina": "en-GB", "Sofia": "en-US", "Amélie": "fr", "Jonas": "de"}
"""Who takes part, and in which language each has Discord."""

_ROLES = {"fr": "participant, in French", "de": "participant, in German"}

_BOT = "Debate bot"

HALF_A_MINUTE = 30
"""By when simulated voters have answered a ballot, in seconds of the evening."""

EASY_PACE = 4
"""At which somebody who leads an evening for the first time can read everything."""

_REFRESH_INTERVAL = 0.5
_IDLE_INTERVALS = 20
"""A room where nothing happens is still published that often: relative times ("in 3 minutes") go on."""

_PORTS = 65536

_SETTLE_TIMEOUT = 2.0
_CLOSE_TIMEOUT = 10.0


@dataclass(frozen=True)
class Stage:
    """A running rehearsal.

    Attributes:
        env: simcord's Discord.
        channel: where the debate takes place, and the one channel that the people's pages show.
        people: the moderator and the participants by name.
        voters: how many simulated people vote.
        preview: what serves the pages.
        turn: held by whoever acts; simcord refuses two at once.
        question: the question that is open from the beginning, if any.
        evening: the evening that is rehearsed, if any.
        moderators: in an evening, the channel with the run sheet.
        sheet: what serves a page of it.
    """

    env: Env
    channel: ChannelHandle
    people: dict[str, MemberActor]
    voters: int
    preview: Preview
    turn: asyncio.Lock
    question: str | None = None
    evening: Evening | None = None
    moderators: ChannelHandle | None = None
    sheet: Preview | None = None

    async def begin(self) -> None:
        """Start a debate, so that whoever comes has something to see and to do, and put the run sheet in its place."""
        moderator = self.people[MODERATOR]
        async with self.turn:
            if self.question or (self.evening and not self.evening.goes_on):
                await moderator.slash(self.channel, "debate start")
            if self.moderators is not None:
                await moderator.slash(self.channel, "debate settings", console=self.moderators)
            if self.question:
                await moderator.slash(self.channel, "poll open", question=self.question)

    def address(self, name: str) -> str:
        """Where a browser becomes that person. Whoever knows an address can act as anybody here."""
        return _address(self.preview, name)

    def sheet_address(self) -> str:
        """Where a browser becomes the moderator in front of the run sheet, in an evening."""
        return _address(self.sheet or self.preview, MODERATOR)

    def welcome(self, wall: str | None = None) -> Iterator[str]:
        """What the operator reads: who is who, where (`wall` is the page for the big screen), and how to begin."""
        yield "The rehearsal is running. Each address is one person. Open several side by side:"
        yield ""
        if self.sheet is not None:
            yield f"  {MODERATOR:<7} {'moderator, run sheet':<22} {self.sheet_address()}"
        for name in self.people:
            role = self._role_of(name)
            yield f"  {name:<7} {role:<22} {self.address(name)}"
        if wall is not None:
            yield f"  {'Hall':<7} {'the big screen':<22} {wall}"
        yield ""
        yield from self._first_steps(with_hall=wall is not None)
        if self.voters:
            speak = ", and some of them speak in a floor" if self.evening else ""
            within = math.ceil(HALF_A_MINUTE / self.evening.clock.pace) if self.evening else HALF_A_MINUTE
            yield f"  {self.voters} simulated voters answer every ballot within {within} seconds{speak}."
            yield "  They are of two camps, which show once you open statements: they write some, and vote on them."
        yield ""
        yield "All of this stays on your computer. Ctrl-C ends it."

    def _role_of(self, name: str) -> str:
        if name == MODERATOR:
            return "in the room" if self.sheet is not None else "moderator"
        return _ROLES.get(PARTICIPANTS[name], "participant")

    def _first_steps(self, *, with_hall: bool) -> Iterator[str]:
        send = "press Enter, and Enter again to send"
        if self.evening:
            yield f"  1. Open {MODERATOR}'s run sheet and Amina's page side by side."
            yield "  2. On the run sheet, press the blue button. It is always the next right thing, to the end."
            yield "  3. As Amina, vote and ask to speak whenever the room does. Try /programme."
            if with_hall:
                yield "  4. Put the hall's page on another screen. It follows the evening by itself."
            if (pace := self.evening.clock.pace) > 1:
                yield f"  Time runs {pace} times as fast: a minute of the evening takes {60 / pace:g} seconds."
            if pace > EASY_PACE:
                yield f"  If that leaves you too little time to read, begin with a pace of {EASY_PACE}."
        elif self.question:
            yield f"  1. Question {self.question.upper()} is open. Vote on its card, as anybody."
            yield f"  2. As {MODERATOR}, type /poll close in the message box, {send}."
            yield f"  3. As {MODERATOR}, try /poll open, /results, /export. Anybody: /proposals, /question, /respond."
        else:
            yield f"  1. As {MODERATOR}, type /debate start in the message box, {send}."
            yield f"  2. As {MODERATOR}, /poll open and pick a question. Everybody votes on its card."
            yield f"  3. As {MODERATOR}, try /poll close, /results, /export. Anybody: /proposals, /question, /respond."


def _address(preview: Preview, name: str) -> str:
    base, key = preview.url.split("#")
    return f"{base}?as={quote(name)}#{key}"


async def rehearse(
    client: discord.Client,
    *,
    title: str,
    port: int,
    voters: int,
    announce: Callable[[str], None],
    stop: asyncio.Event,
    question: str | None = None,
    evening: Evening | None = None,
    wall: Callable[[], Awaitable[str | None]] | None = None,
) -> None:
    """Run the rehearsal until `stop` is set, then close the bot.

    Args:
        client: the bot, not logged in yet; its commands are synced here.
        title: what the server is called.
        port: where the pages are served on this machine; 0 takes any free one.
        voters: simulated people who answer every ballot.
        announce: prints a line for the operator.
        stop: ends the rehearsal.
        question: opened at once, in a new debate; without one, the channel is empty.
        evening: the evening to rehearse instead.
        wall: returns the address of the page on the wall, if there is one.

    Raises:
        StageError: the rehearsal cannot begin.
    """
    setting = on_stage(client, title=title, port=port, voters=voters, question=question, evening=evening)
    async with setting as stage:
        for line in stage.welcome(await wall() if wall else None):
            announce(line)
        await stop.wait()


@contextlib.asynccontextmanager
async def on_stage(
    client: discord.Client,
    *,
    title: str,
    port: int = 0,
    voters: int = 0,
    seed: int = 1,
    question: str | None = None,
    evening: Evening | None = None,
) -> AsyncIterator[Stage]:
    """The rehearsal as a context; the bot is closed at its end however it ends."""
    clock = evening.clock if evening else Clock()
    env = simcord_internals.create_env(client, timeout=_SETTLE_TIMEOUT)
    moderator = _user(env, MODERATOR)
    # Were the server somebody else's, there would be one more person who is never to be seen but counted in turnouts.
    guild = env.create_guild(title, owner=moderator)
    role = guild.create_role("Moderator", permissions=discord.Permissions(administrator=True))
    people = _people(env, guild, moderator, role)
    spoken = {people[name].id: language for name, language in PARTICIPANTS.items()}
    languages.speak(env, spoken)
    channel = guild.create_text_channel("debate", topic=title)
    moderators = moderators_channel(guild) if evening else None
    crowd = _voters(env, guild, voters)
    podium = StageChannel(env, guild) if evening and evening.in_stage_channel else None
    simcord_internals.set_clock(env, clock)
    turn = asyncio.Lock()
    pages = Pages(env, spoken, turn, clock)
    async with contextlib.AsyncExitStack() as held:
        await held.enter_async_context(_attached(client, env))
        preview, sheet = await held.enter_async_context(pages.of(channel, people, port)), None
        if moderators is not None:
            simcord_internals.make_room_for_another_preview(env)
            only = {MODERATOR: people[MODERATOR]}
            sheet = await held.enter_async_context(pages.of(moderators, only, port and (port + 1) % _PORTS))
        if podium is not None:
            podium.seat([*people.values(), *crowd])
        jobs = [_keep_current(env, [preview] if sheet is None else [sheet, preview], turn, clock)]
        if crowd:
            speakers = Speakers(crowd, turn, seed, podium.raise_hand if podium else None)
            jobs.append(Crowd(crowd, channel, turn, seed, clock, speakers=speakers).run())
        stage = Stage(env, channel, people, voters, preview, turn, question, evening, moderators, sheet)
        async with _in_background(*jobs):
            await stage.begin()
            yield stage


def _people(env: Env, guild: GuildHandle, moderator: UserHandle, role: RoleHandle) -> dict[str, MemberActor]:
    people = {MODERATOR: guild.add_member(moderator, roles=[role])}
    return people | {name: guild.add_member(_user(env, name)) for name in PARTICIPANTS}


def _voters(env: Env, guild: GuildHandle, number: int) -> list[MemberActor]:
    return [guild.add_member(_user(env, f"Voter {index}")) for index in range(1, number + 1)]


def _user(env: Env, name: str) -> UserHandle:
    return env.create_user(name.lower().replace(" ", "_"), global_name=name)


@contextlib.asynccontextmanager
async def _attached(client: discord.Client, env: Env) -> AsyncIterator[None]:
    try:
        # In a task of its own: simcord keeps an error of a task the bot made until the task that made it has ended.
        await asyncio.create_task(env.start())
        tree = getattr(client, "tree", None)
        if isinstance(tree, app_commands.CommandTree):
            await tree.sync()
        if client.user:
            await client.user.edit(username=_BOT)
        yield
    finally:
        await _close(client, env)


async def _close(client: discord.Client, env: Env) -> None:
    for leave in (client.close, env.shutdown):
        try:
            async with asyncio.timeout(_CLOSE_TIMEOUT):
                await leave()
        except Exception:  # the other part is to be left all the same, and the reason to be read
            log.exception("The rehearsal did not stop cleanly")


async def _keep_current(env: Env, previews: Sequence[Preview], turn: asyncio.Lock, clock: Clock) -> None:
    idle_intervals = max(2, _IDLE_INTERVALS // clock.pace)
    for number in itertools.count(1):
        await asyncio.sleep(_REFRESH_INTERVAL)
        async with turn:
            try:
                await simcord_internals.advance_clock(env, clock)
                if simcord_internals.has_changed(env) or number % idle_intervals == 0:
                    for preview in previews:
                        await simcord_internals.publish(preview)
            except Exception:  # one bad moment is no reason to end the rehearsal
                log.exception("The rehearsal failed")


@contextlib.asynccontextmanager
async def _in_background(*jobs: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(job) for job in jobs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
