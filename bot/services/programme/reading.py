"""Where a debate's programme is, and what can be done next."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.people import Person
from bot.domain.polls import Debate
from bot.domain.programme import Happened, Progress, StepEnd, ending_of, following, moves_now
from bot.domain.step import Move, Step
from bot.services.common.context import Context
from bot.services.common.debate_lookup import latest_debate
from bot.services.floor.changing import state_of
from bot.storage import debates, floors, polls, programmes, statement_sets
from bot.storage.engine import Connection


@dataclass(frozen=True)
class ProgrammeStatus:
    """A debate's programme as it stood at a moment."""

    debate: Debate
    steps: tuple[Step, ...]
    stored: Progress
    """Where buttons have left it."""
    progress: Progress
    """Where it is, with what was opened by commands since."""
    happened: Happened
    at: datetime

    @property
    def present(self) -> Step | None:
        """The present step; None before the first one."""
        return self.steps[self.progress.present - 1] if self.progress.present else None

    @property
    def moves(self) -> tuple[Move, ...]:
        """What a moderator can do now, the next right thing first."""
        return moves_now(self.steps, self.progress, self.happened, self.at)

    @property
    def lateness(self) -> timedelta:
        """How far it is behind its plan."""
        return self.progress.lateness(self.at)

    @property
    def changed_at(self) -> datetime:
        """When something last happened that the moves depend on: a tap right after it was meant for the move before."""
        moments = [self.debate.started_at]
        for poll in self.happened.polls:
            moments += [poll.opened_at, poll.closed_at or poll.opened_at, poll.published_at or poll.opened_at]
        for floor in self.happened.floors:
            moments += [floor.opened_at, floor.closed_at or floor.opened_at]
        for one in self.happened.sets:
            moments += [one.opened_at, one.closed_at or one.opened_at]
        if self.happened.floor and self.happened.floor.turn:
            moments.append(self.happened.floor.turn.started_at)
        for visit in self.progress.visits.values():
            moments += [visit.started_at, visit.posted_at or visit.started_at]
        return max(moments)

    def ending(self, number: int) -> StepEnd | None:
        """Say how a step ended that lies behind."""
        return ending_of(number, self.steps, self.progress, self.happened)


async def programme_status(connection: Connection, debate: Debate, now: datetime) -> ProgrammeStatus | None:
    """Return where a debate's programme is; None if it has none. The caller has checked who is asking."""
    found = await programmes.programme_of(connection, debate.id)
    if found is None:
        return None
    steps, stored = found
    now = now.replace(microsecond=0)
    happened = await what_happened(connection, debate)
    return ProgrammeStatus(debate, steps, stored, following(steps, stored, happened), happened, now)


async def what_happened(connection: Connection, debate: Debate) -> Happened:
    """Return what has happened in a debate so far."""
    held = await floors.floors_in(connection, debate.id)
    open_ = next((floor for floor in held if floor.closed_at is None), None)
    state = await state_of(connection, open_) if open_ else None
    sets = await statement_sets.sets_of(connection, debate.id)
    return Happened(await polls.polls_of(connection, debate.id), held, state, debate.closed_at is not None, sets)


async def progress(context: Context, guild_id: int) -> ProgrammeStatus | None:
    """Return where the programme of a server's newest debate is, for everybody; None if it has none."""
    async with context.database.reading() as connection:
        newest = next(iter(await debates.debates_of(connection, guild_id)), None)
        return await programme_status(connection, newest, context.clock()) if newest else None


async def progress_for(context: Context, person: Person) -> ProgrammeStatus | None:
    """Return where the programme of the newest debate is. Raises NotFound where there has been no debate."""
    async with context.database.reading() as connection:
        debate = await latest_debate(connection, person.guild_id)
        return await programme_status(connection, debate, context.clock())
