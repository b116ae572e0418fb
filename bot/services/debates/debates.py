"""Starting, setting up and closing a debate."""

import contextlib
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.domain.faults import StorageFault
from bot.domain.people import Person
from bot.domain.polls import Debate, Poll, PollState, Release, Secrecy, ServerSettings
from bot.domain.refusals import NotFound, NotNow
from bot.domain.responses import Status
from bot.domain.tally import PollTally
from bot.domain.texts import say
from bot.services.common import audit_log
from bot.services.common.context import Context
from bot.services.common.permissions import require_administrator, require_moderator
from bot.services.polls.closing import Electorates, close
from bot.services.polls.counting import count
from bot.storage import debates, polls, servers
from bot.storage.ballots import turnouts_of
from bot.storage.engine import Connection
from bot.storage.responses import count_in_server

T = TypeVar("T")


@dataclass(frozen=True)
class PollStatus:
    """A poll and how many participants have voted in it."""

    poll: Poll
    turnout: int


@dataclass(frozen=True)
class Left:
    """A closed poll whose result is not public, of a debate before the newest one."""

    poll: Poll
    debate: Debate


@dataclass(frozen=True)
class DebateStatus:
    """Where a debate stands."""

    debate: Debate
    settings: ServerSettings
    polls: tuple[PollStatus, ...]
    pending: int = 0
    """How many responses wait for review in the server."""
    left: tuple[Left, ...] = ()
    """What earlier debates have left to be published, the oldest first."""

    @property
    def unpublished(self) -> tuple[Poll, ...]:
        """What waits to be published, of this debate."""
        return tuple(entry.poll for entry in self.polls if entry.poll.awaits_publication)


async def settings_of(context: Context, guild_id: int) -> ServerSettings:
    """Return a server's settings."""
    async with context.database.reading() as connection:
        return await servers.server_settings(connection, guild_id)


async def start(context: Context, person: Person, title: str | None, language: str) -> Debate:
    """Start a debate on the bot's pack. Raises NotAllowed, and NotNow while another is open."""
    require_administrator(person)
    pack = context.library.debate
    name = (title or "").strip() or pack.title.say(language)
    async with context.database.writing(person.guild_id) as connection:
        try:
            debate = await debates.start_debate(connection, person.guild_id, pack.id, name, context.clock())
        except debates.AlreadyOpen as error:
            raise NotNow(
                say("A debate is already open in this server. Close it first with `/debate close`.")
            ) from error
        done = audit_log.action("debate started", person.guild_id, debate.id)
        await audit_log.append(connection, done, context.clock())
    audit_log.log(done)
    return debate


async def change_settings(
    context: Context,
    person: Person,
    *,
    moderator_role: int | None = None,
    participant_role: int | None = None,
    release: Release | None = None,
    secrecy: Secrecy | None = None,
    reminders: bool | None = None,
    review: bool | None = None,
    small_groups: bool | None = None,
) -> ServerSettings:
    """Change what is given and return all settings. The role of everybody (the server's own id) lifts a role again."""
    require_administrator(person)
    async with context.database.writing(person.guild_id) as connection:
        settings = await servers.server_settings(connection, person.guild_id)
        settings = replace(
            settings,
            moderator_role=_role(moderator_role, settings.moderator_role, person),
            participant_role=_role(participant_role, settings.participant_role, person),
            release=_or(release, settings.release),
            secrecy=_or(secrecy, settings.secrecy),
            reminders=_or(reminders, settings.reminders),
            review=_or(review, settings.review),
            small_groups=_or(small_groups, settings.small_groups),
        )
        await servers.save_server_settings(connection, person.guild_id, settings)
        given = {
            "moderators": moderator_role,
            "participants": participant_role,
            "results": release,
            "secrecy": secrecy,
            "small_groups": small_groups,
            "reminders": reminders,
            "review": review,
        }
        debate = await debates.open_debate(connection, person.guild_id)
        done = audit_log.action("settings changed", person.guild_id, debate.id if debate else None, **given)
        if done.fields:
            await audit_log.append(connection, done, context.clock())
    if done.fields:
        audit_log.log(done)
    return settings


def _or(given: T | None, old: T) -> T:
    return old if given is None else given


def _role(given: int | None, old: int | None, person: Person) -> int | None:
    return None if given == person.guild_id else _or(given, old)


async def status(context: Context, person: Person) -> DebateStatus:
    """Return where the newest debate stands, open or closed. Raises NotAllowed, NotFound."""
    async with context.database.reading() as connection:
        settings = await servers.server_settings(connection, person.guild_id)
        require_moderator(settings, person)
        debate = await latest(connection, person.guild_id)
        found = await polls.polls_of(connection, debate.id)
        turnouts = await turnouts_of(connection, [poll.id for poll in found])
        pending = await count_in_server(connection, person.guild_id, Status.PENDING)
        left = await _left(connection, debate)
    entries = tuple(PollStatus(poll, turnouts.get(poll.id, 0)) for poll in found)
    return DebateStatus(debate, settings, entries, pending, left)


async def _left(connection: Connection, newest: Debate) -> tuple[Left, ...]:
    unpublished = await polls.unpublished_polls(connection, newest.guild_id)
    held = {debate.id: debate for debate in await debates.debates_of(connection, newest.guild_id)}
    found = sorted(unpublished, key=lambda poll: poll.id)
    return tuple(Left(poll, held[poll.debate_id]) for poll in found if poll.debate_id != newest.id)


async def left_over(context: Context, person: Person, poll_id: int) -> Left:
    """Return what an earlier debate has left to be published. Raises NotAllowed, NotNow where it waits no longer."""
    for left in (await status(context, person)).left:
        if left.poll.id == poll_id:
            return left
    raise NotNow(say("That result waits no longer: somebody has published it or set it aside."))


async def finish(context: Context, person: Person, electorates: Electorates) -> tuple[Debate, list[PollTally]]:
    """Close the open debate with its open polls; return the debate and the counts of the polls that this closed."""
    await context.open_polls.release_waiting()
    async with context.database.writing(person.guild_id) as connection:
        require_moderator(await servers.server_settings(connection, person.guild_id), person)
        debate = await require_open_debate(connection, person.guild_id)
        now = context.clock()
        closed = [
            over
            for poll in await polls.polls_of(connection, debate.id)
            if poll.state is PollState.OPEN and (over := await close(connection, poll, now, electorates))
        ]
        await debates.close_debate(connection, debate.id, now)
        ids = [poll.id for poll in closed]
        done = audit_log.action("debate closed", person.guild_id, debate.id, polls=ids or None)
        await audit_log.append(connection, done, now)
    for poll in closed:
        context.open_polls.remove(poll.id)
    audit_log.log(done)
    tallies = []
    for poll in closed:
        with contextlib.suppress(StorageFault):  # whoever finds it without a result counts it
            if tally := await count(context, poll):
                tallies.append(tally)
    return replace(debate, closed_at=now), tallies


async def require_open_debate(connection: Connection, guild_id: int) -> Debate:
    """Return the open debate. Raises NotNow where there is none."""
    debate = await debates.open_debate(connection, guild_id)
    if debate is None:
        raise NotNow(say("No debate is open in this server. An administrator starts one with `/debate start`."))
    return debate


async def latest(connection: Connection, guild_id: int, debate_id: int | None = None) -> Debate:
    """Return the debate named, or the server's newest. Raises NotFound."""
    for debate in await debates.debates_of(connection, guild_id):
        if debate_id in {None, debate.id}:
            return debate
    raise NotFound(say("There has been no such debate in this server. `/debate start` begins one."))


async def earlier_debate(connection: Connection, guild_id: int, debate_id: int | None) -> Debate | None:
    """Return a debate of a server, None where that is its newest."""
    _, *earlier = await debates.debates_of(connection, guild_id)
    return next((debate for debate in earlier if debate.id == debate_id), None)


async def earlier_debate_of(context: Context, poll: Poll) -> Debate | None:
    """Return the debate that a poll is of, None where that is the server's newest."""
    async with context.database.reading() as connection:
        return await earlier_debate(connection, poll.guild_id, poll.debate_id)


async def all_debates(context: Context, guild_id: int | None = None) -> list[Debate]:
    """Return a server's debates, or every server's, newest first."""
    async with context.database.reading() as connection:
        return await debates.debates_of(connection, guild_id)
