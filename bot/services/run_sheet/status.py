"""Where a debate stands: its polls, what waits to be published, and what waits for review."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.floor import FloorState
from bot.domain.hall import Hall
from bot.domain.people import Person
from bot.domain.polls import Debate, Poll, ServerSettings
from bot.domain.refusals import NotNow
from bot.domain.responses import Status
from bot.domain.statements import StatementSet
from bot.domain.texts import say
from bot.domain.voter_rules import Barrier
from bot.services.common.context import Context
from bot.services.common.debate_lookup import latest_debate, require_open_debate
from bot.services.common.permissions import require_moderator
from bot.services.floor.changing import state_of
from bot.services.polls.finding import poll_by_button
from bot.services.programme.reading import ProgrammeStatus, programme_status
from bot.storage import debates, floors, halls, polls, refused_voters, servers, statement_sets
from bot.storage.ballots import turnouts_of
from bot.storage.engine import Connection
from bot.storage.review_queue import count_queued


@dataclass(frozen=True)
class PollStatus:
    """A poll and how many participants have voted in it."""

    poll: Poll
    turnout: int
    refused: Mapping[Barrier, int] = field(default_factory=dict)
    """How many people could not vote, by reason."""


@dataclass(frozen=True)
class UnpublishedResult:
    """A closed poll of an earlier debate whose result is not published."""

    poll: Poll
    debate: Debate


@dataclass(frozen=True)
class DebateStatus:
    """Where a debate stands."""

    debate: Debate
    settings: ServerSettings
    polls: tuple[PollStatus, ...]
    pending: int = 0
    """How many of the server's responses and statements wait for review."""
    earlier_unpublished: tuple[UnpublishedResult, ...] = ()
    """Results of earlier debates that are not published, the oldest first."""
    at: datetime | None = None
    """When it stood there."""
    programme: ProgrammeStatus | None = None
    floor: FloorState | None = None
    """The open floor."""
    hall: Hall | None = None
    """Its page on the wall, if it has one."""
    open_sets: tuple[StatementSet, ...] = ()
    """The statements that people vote on."""

    @property
    def unpublished(self) -> tuple[Poll, ...]:
        """The polls of this debate whose results wait to be published."""
        return tuple(entry.poll for entry in self.polls if entry.poll.awaits_publication)


async def debate_status(context: Context, person: Person) -> DebateStatus:
    """Return where the newest debate stands, open or closed. Raises NotAllowed, NotFound."""
    async with context.database.reading() as connection:
        settings = await servers.server_settings(connection, person.guild_id)
        require_moderator(settings, person)
        debate = await latest_debate(connection, person.guild_id)
        return await status_of(connection, settings, debate, context.clock())


async def open_debate_status(context: Context, person: Person) -> DebateStatus:
    """Return where the open debate stands. Raises NotAllowed, and NotNow if none is open."""
    async with context.database.reading() as connection:
        settings = await servers.server_settings(connection, person.guild_id)
        require_moderator(settings, person)
        debate = await require_open_debate(connection, person.guild_id)
        return await status_of(connection, settings, debate, context.clock())


async def status_of(connection: Connection, settings: ServerSettings, debate: Debate, now: datetime) -> DebateStatus:
    """Return where a debate stands; the caller has checked who is asking."""
    found = await polls.polls_of(connection, debate.id)
    turnouts = await turnouts_of(connection, [poll.id for poll in found])
    pending = await count_queued(connection, debate.guild_id, Status.PENDING)
    earlier = await _earlier_unpublished(connection, debate)
    refused = await refused_voters.numbers_of(connection, [poll.id for poll in found])
    entries = tuple(PollStatus(poll, turnouts.get(poll.id, 0), refused.get(poll.id, {})) for poll in found)
    held = await floors.open_floor_in(connection, debate.guild_id)
    floor = await state_of(connection, held) if held else None
    programme = await programme_status(connection, debate, now)
    hall = await halls.hall_of(connection, debate.id)
    sets = tuple(one for one in await statement_sets.sets_of(connection, debate.id) if one.is_open)
    return DebateStatus(debate, settings, entries, pending, earlier, now, programme, floor, hall, sets)


async def _earlier_unpublished(connection: Connection, newest: Debate) -> tuple[UnpublishedResult, ...]:
    unpublished = await polls.unpublished_polls(connection, newest.guild_id)
    held = {debate.id: debate for debate in await debates.debates_of(connection, newest.guild_id)}
    found = sorted(unpublished, key=lambda poll: poll.id)
    return tuple(UnpublishedResult(poll, held[poll.debate_id]) for poll in found if poll.debate_id != newest.id)


async def poll_status(context: Context, person: Person, poll_id: int) -> PollStatus:
    """Return the poll that a button names, of any debate. Raises NotAllowed, NotFound; NotNow if it is cancelled."""
    async with context.database.reading() as connection:
        require_moderator(await servers.server_settings(connection, person.guild_id), person)
        poll = await poll_by_button(connection, person, poll_id)
        turnouts = await turnouts_of(connection, [poll.id])
    return PollStatus(poll, turnouts.get(poll.id, 0))


async def unpublished_result(context: Context, person: Person, poll_id: int) -> UnpublishedResult:
    """Return an unpublished result of an earlier debate. Raises NotAllowed, and NotNow if it no longer waits."""
    for result in (await debate_status(context, person)).earlier_unpublished:
        if result.poll.id == poll_id:
            return result
    raise NotNow(say("That result no longer waits: somebody has published or cancelled it."))
