"""Moderators move a programme: on, back, past a step; they give a step more time, and re-time the rest.

`shown` is what the page showed whose button was pressed. If anything has moved the programme since, nothing is done: of
two moderators who press at once, one moves it a step.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from bot.domain import programme
from bot.domain.people import Person
from bot.domain.programme import Progress, StepEnd
from bot.domain.refusals import NotFound, NotNow
from bot.domain.step import Act, Move
from bot.domain.texts import say
from bot.services.common import audit_log
from bot.services.common.context import Context
from bot.services.common.debate_lookup import require_open_debate
from bot.services.common.permissions import require_moderator
from bot.services.programme.reading import ProgrammeStatus, programme_status
from bot.storage import programmes, servers
from bot.storage.engine import Connection


@dataclass(frozen=True)
class Shown:
    """What a page showed: the debate, how often its programme had been moved, and its step, 0 before the first."""

    debate: int
    changes: int
    step: int


def shown_by(status: ProgrammeStatus) -> Shown:
    """Return what a page shows of a programme."""
    return Shown(status.debate.id, status.stored.changes, status.progress.present or 0)


@asynccontextmanager
async def _moving(context: Context, person: Person, shown: Shown) -> AsyncIterator[tuple[ProgrammeStatus, "_Storing"]]:
    async with context.database.writing(person.guild_id) as connection:
        require_moderator(await servers.server_settings(connection, person.guild_id), person)
        debate = await require_open_debate(connection, person.guild_id)
        status = await programme_status(connection, debate, context.clock())
        if status is None:
            raise NotFound(say("This debate has no programme."))
        require_shown(status, shown)
        storing = _Storing(connection, status)
        yield status, storing
    for done in storing.done:
        audit_log.log(done)


def require_shown(status: ProgrammeStatus, shown: Shown) -> None:
    """Raise NotNow if a page is out of date."""
    if shown != shown_by(status):
        raise out_of_date()


def out_of_date() -> NotNow:
    """Say that a button belongs to a page that is out of date."""
    return NotNow(say("The programme has just moved on, so nothing was changed. Look at it again."))


class _Storing:
    """Stores a programme's progress and what was done to it, within a transaction."""

    def __init__(self, connection: Connection, status: ProgrammeStatus) -> None:
        self._connection = connection
        self._status = status
        self.done: list[audit_log.Action] = []

    async def save(self, moved: Progress, name: str, *, step: int | None, **fields: object) -> ProgrammeStatus:
        """Store progress, and return the programme as it is then."""
        status = self._status
        after = replace(moved, changes=status.stored.changes + 1)
        await programmes.save_progress(self._connection, status.debate.id, status.stored, after)
        done = audit_log.action(name, status.debate.guild_id, status.debate.id, step=step, **fields)
        await audit_log.append(self._connection, done, status.at)
        self.done.append(done)
        return replace(status, stored=after, progress=after)


async def current_status(context: Context, person: Person, shown: Shown) -> ProgrammeStatus:
    """Return the programme that a page shows. Raises NotNow if the page is out of date."""
    async with context.database.reading() as connection:
        require_moderator(await servers.server_settings(connection, person.guild_id), person)
        debate = await require_open_debate(connection, person.guild_id)
        status = await programme_status(connection, debate, context.clock())
    if status is None:
        raise NotFound(say("This debate has no programme."))
    require_shown(status, shown)
    return status


async def current_move(
    context: Context, person: Person, shown: Shown, key: tuple[Act, int, int]
) -> tuple[ProgrammeStatus, Move]:
    """Return the move that a button on a page stands for. Raises NotNow if it makes no sense any more."""
    status = await current_status(context, person, shown)
    move = next((move for move in status.moves if move.key == key), None)
    if move is None:
        raise out_of_date()
    return status, move


async def go_on(context: Context, person: Person, shown: Shown) -> ProgrammeStatus:
    """Go on to the next step. Raises NotNow if the present one is not done."""
    async with _moving(context, person, shown) as (status, storing):
        if not any(move.act is Act.GO_ON for move in status.moves):
            raise NotNow(say("This step is not over yet. Skip it to go on all the same."))
        return await _save_next(status, storing, StepEnd.DONE)


async def skip(context: Context, person: Person, shown: Shown) -> ProgrammeStatus:
    """Pass over what the big button offers: the present step or, where that is done, the next one.

    Raises NotNow while a vote or a floor of the present step is open.
    """
    async with _moving(context, person, shown) as (status, storing):
        if not may_skip(status):
            raise NotNow(say("Close what is open first."))
        is_done = status.moves[0].act is Act.GO_ON
        left = replace(status, progress=_entered_next(status, StepEnd.DONE)) if is_done else status
        return await _save_next(left, storing, StepEnd.SKIPPED)


def may_skip(status: ProgrammeStatus) -> bool:
    """Whether there is something to skip, and nothing is open."""
    busy = {Act.CLOSE_POLL, Act.CLOSE_FLOOR, Act.CLOSE_DEBATE}
    return bool(status.moves) and not any(move.act in busy for move in status.moves)


async def _save_next(status: ProgrammeStatus, storing: _Storing, ending: StepEnd) -> ProgrammeStatus:
    moved, left = _entered_next(status, ending), status.progress.present
    if moved.present == left:
        return await storing.save(moved, "programme ended", step=left)
    kind = status.steps[(moved.present or 1) - 1].kind
    skipped = left if ending is StepEnd.SKIPPED else None
    return await storing.save(moved, "step begun", step=moved.present, kind=kind, skipped=skipped)


def _entered_next(status: ProgrammeStatus, ending: StepEnd) -> Progress:
    """Begin the next step; where there is none, end the last one."""
    number = programme.next_step(status.steps, status.progress, status.happened, status.at)
    if number is None:
        return programme.ended(status.progress, status.at, ending)
    return programme.entered(status.progress, number, status.at, ending)


async def back_to(context: Context, person: Person, shown: Shown, number: int) -> ProgrammeStatus:
    """Begin a step anew, whichever it is; it is where the programme goes on from."""
    async with _moving(context, person, shown) as (status, storing):
        if not 1 <= number <= len(status.steps):
            raise NotFound(say("The programme has no such step."))
        is_done = bool(status.moves) and status.moves[0].act is Act.GO_ON
        ending = StepEnd.DONE if is_done else StepEnd.SKIPPED
        moved = programme.entered(status.progress, number, status.at, ending)
        return await storing.save(moved, "step begun", step=number, kind=status.steps[number - 1].kind)


async def more_time(context: Context, person: Person, shown: Shown) -> ProgrammeStatus:
    """Give the present step more time."""
    async with _moving(context, person, shown) as (status, storing):
        if status.present is None:
            raise NotNow(say("The programme has not begun yet."))
        moved = programme.with_more_time(status.progress, status.at)
        return await storing.save(moved, "step extended", step=status.progress.present)


def retimed(status: ProgrammeStatus) -> Progress:
    """Return the plan that `retime` makes. A vote with a length of its own keeps it, as its poll is open for that."""
    kept = [number for number, step in enumerate(status.steps, 1) if step.keeps_its_length]
    return programme.retimed(status.progress, status.at, kept)


async def retime(context: Context, person: Person, shown: Shown) -> ProgrammeStatus:
    """Plan the steps after the present one anew, so that the evening ends in time."""
    async with _moving(context, person, shown) as (status, storing):
        moved = retimed(status)
        return await storing.save(moved, "programme re-timed", step=status.progress.present)


async def posted(context: Context, guild_id: int, shown: Shown) -> bool:
    """Store that the present step's page was posted, unless the programme has moved on meanwhile."""
    async with context.database.writing(guild_id) as connection:
        debate = await require_open_debate(connection, guild_id)
        status = await programme_status(connection, debate, context.clock())
        if status is None or shown != shown_by(status):
            return False
        moved = programme.posted(status.progress, status.at)
        await programmes.save_progress(connection, debate.id, status.stored, moved)
    return True
