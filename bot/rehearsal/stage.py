"""The rehearsal: a server with people in it, the real bot, and a browser page for each person.

Everything that touches the one small Discord takes `Stage.turn`: the pages, the clock and the simulated voters.
"""

import asyncio
import contextlib
import itertools
import logging
import os
import zoneinfo
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import discord
from discord import app_commands
from simcord import ChannelHandle, Env, GuildHandle, MemberActor, Preview, SetupError, UserHandle

import bot.rehearsal.routes  # noqa: F401  # what simcord lacks
from bot.rehearsal import fast_pages, languages, receipts, served_pages, simcord_internals
from bot.rehearsal.crowd import Crowd

log = logging.getLogger(__name__)

MODERATOR = "Marta"
PARTICIPANTS = {"Amina": "en-GB", "Sofia": "en-US", "Amélie": "fr", "Jonas": "de"}
"""Who takes part, and in which language each has Discord."""

_ROLES = {"fr": "participant, in French", "de": "participant, in German"}

_BOT = "Debate bot"

_REFRESH_INTERVAL = 0.5
_IDLE_INTERVALS = 20
"""A room where nothing happens is still published that often: relative times ("in 3 minutes") go on."""

_SETTLE_TIMEOUT = 2.0
_CLOSE_TIMEOUT = 10.0


class StageError(Exception):
    """The rehearsal cannot begin; the message says why in a sentence for the operator."""


@dataclass(frozen=True)
class Stage:
    """A running rehearsal.

    Attributes:
        env: simcord's Discord.
        channel: where the debate takes place, and the one channel that the pages show.
        people: the moderator and the participants by name.
        voters: how many simulated people vote.
        preview: what serves the pages.
        turn: held by whoever acts; simcord refuses two at once.
        question: the question that is open from the beginning, if any.
    """

    env: Env
    channel: ChannelHandle
    people: dict[str, MemberActor]
    voters: int
    preview: Preview
    turn: asyncio.Lock
    question: str | None = None

    async def begin(self) -> None:
        """Start a debate and open the question, so that whoever comes has something to see and to do."""
        async with self.turn:
            await self.people[MODERATOR].slash(self.channel, "debate start")
            await self.people[MODERATOR].slash(self.channel, "poll open", question=self.question)

    def address(self, name: str) -> str:
        """Where a browser becomes that person. Whoever knows an address can act as anybody here."""
        base, key = self.preview.url.split("#")
        return f"{base}?as={quote(name)}#{key}"

    def welcome(self, wall: str | None = None) -> Iterator[str]:
        """What the operator reads: who is who, where (`wall` is the page for the big screen), and how to begin."""
        yield "The rehearsal is running. Each address is one person. Open several side by side:"
        yield ""
        for name in self.people:
            role = "moderator" if name == MODERATOR else _ROLES.get(PARTICIPANTS[name], "participant")
            yield f"  {name:<7} {role:<22} {self.address(name)}"
        if wall is not None:
            yield f"  {'Hall':<7} {'the big screen':<22} {wall}"
        yield ""
        send = "press Enter, and Enter again to send"
        if self.question:
            yield f"  1. Question {self.question.upper()} is open. Vote on its card, as anybody."
            yield f"  2. As {MODERATOR}, type /poll close in the message box, {send}."
            yield f"  3. As {MODERATOR}, try /poll open, /results, /export. Anybody: /proposals, /question, /respond."
        else:
            yield f"  1. As {MODERATOR}, type /debate start in the message box, {send}."
            yield f"  2. As {MODERATOR}, /poll open and pick a question. Everybody votes on its card."
            yield f"  3. As {MODERATOR}, try /poll close, /results, /export. Anybody: /proposals, /question, /respond."
        if self.voters:
            yield f"  {self.voters} simulated voters answer every ballot within half a minute."
        yield ""
        yield "All of this stays on your computer. Ctrl-C ends it."


async def rehearse(
    client: discord.Client,
    *,
    title: str,
    port: int,
    voters: int,
    announce: Callable[[str], None],
    stop: asyncio.Event,
    question: str | None = None,
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
        wall: returns the address of the page on the wall, if there is one.

    Raises:
        StageError: the rehearsal cannot begin.
    """
    async with on_stage(client, title=title, port=port, voters=voters, question=question) as stage:
        for line in stage.welcome(await wall() if wall else None):
            announce(line)
        await stop.wait()


@contextlib.asynccontextmanager
async def on_stage(
    client: discord.Client, *, title: str, port: int = 0, voters: int = 0, seed: int = 1, question: str | None = None
) -> AsyncIterator[Stage]:
    """The rehearsal as a context; the bot is closed at its end however it ends."""
    env = simcord_internals.create_env(client, timeout=_SETTLE_TIMEOUT)
    moderator = _user(env, MODERATOR)
    # Were the server somebody else's, there would be one more person who is never to be seen but counted in turnouts.
    guild = env.create_guild(title, owner=moderator)
    people = _people(env, guild, moderator)
    languages.speak(env, _languages(people))
    channel = guild.create_text_channel("debate", topic=title)
    crowd = _voters(env, guild, voters)
    simcord_internals.set_clock(env)
    turn = asyncio.Lock()
    async with _attached(client, env), _pages(env, channel, people, port, turn) as preview:
        jobs = [_keep_current(env, preview, turn)]
        if crowd:
            jobs.append(Crowd(crowd, channel, turn, seed).run())
        async with _in_background(*jobs):
            stage = Stage(env, channel, people, voters, preview, turn, question)
            if question:
                await stage.begin()
            yield stage


def _people(env: Env, guild: GuildHandle, moderator: UserHandle) -> dict[str, MemberActor]:
    role = guild.create_role("Moderator", permissions=discord.Permissions(administrator=True))
    people = {MODERATOR: guild.add_member(moderator, roles=[role])}
    return people | {name: guild.add_member(_user(env, name)) for name in PARTICIPANTS}


def _languages(people: dict[str, MemberActor]) -> dict[int, str]:
    return {people[name].id: language for name, language in PARTICIPANTS.items()}


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


@contextlib.asynccontextmanager
async def _pages(
    env: Env, channel: ChannelHandle, people: dict[str, MemberActor], port: int, turn: asyncio.Lock
) -> AsyncIterator[Preview]:
    preview = env.preview(
        channel, viewers=list(people.values()), layout="channel", locale="en-GB", timezone=_zone(), port=port
    )
    simcord_internals.serialize_actions(preview, turn)
    served_pages.serve_each_person(preview, {name: person.id for name, person in people.items()})
    fast_pages.open_fast(preview)
    languages.date_pages(preview, _languages(people))
    receipts.tell_late_answers(preview, lambda: simcord_internals.is_at_work(env))
    try:
        await preview.__aenter__()
    except SetupError as error:
        if not isinstance(error.__cause__, OSError):
            raise StageError(str(error)) from error
        why = os.strerror(error.__cause__.errno or 0)
        raise StageError(f"Port {port} cannot be used ({why}). Name another one, or 0 for any that is free.") from error
    try:
        yield preview
    finally:
        await preview.close()


def _zone() -> str:
    """This machine's time zone by name, for the times in messages; UTC where it does not say."""
    name = os.environ.get("TZ") or Path("/etc/localtime").resolve().as_posix().partition("zoneinfo/")[2]
    return name if name in zoneinfo.available_timezones() else "UTC"


async def _keep_current(env: Env, preview: Preview, turn: asyncio.Lock) -> None:
    for number in itertools.count(1):
        await asyncio.sleep(_REFRESH_INTERVAL)
        async with turn:
            try:
                await simcord_internals.advance_clock(env)
                if simcord_internals.has_changed(env) or number % _IDLE_INTERVALS == 0:
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
