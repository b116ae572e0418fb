"""What a debate's page on the wall shows, for everybody who has its address."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.hall import (
    GroundPart,
    Hall,
    Scene,
    Shown,
    Wall,
    is_public_ground,
    is_public_result,
    on_view,
    public_pairs,
    scene_at,
)
from bot.domain.shift import PollShift
from bot.domain.statement_lines import has_groups
from bot.domain.statements import Statement, StatementSet, StatementStatus
from bot.domain.tally import PollTally
from bot.services.common.context import Context
from bot.services.polls.recount import QUICK, recount
from bot.services.polls.shift_snapshots import stored_or_computed_shift
from bot.services.programme.reading import programme_status, what_happened
from bot.services.statements.open_sets import OpenSet
from bot.services.statements.results import SetResult, result_of
from bot.services.statements.review import APPROVED
from bot.storage import debates, halls, polls, responses
from bot.storage.actions import statements_in
from bot.storage.ballots import turnouts_of
from bot.storage.engine import Connection, Reading
from bot.storage.statement_votes import counts_of, turnout_of
from bot.storage.statements import statements_of


@dataclass(frozen=True)
class Statements:
    """What the wall tells of a set: while people vote how many do, with statements to read, and then the result."""

    voters: int = 0
    votes: int = 0
    number: int = 0
    """How many statements people can vote on."""
    approved: frozenset[int] = frozenset()
    """Which of them moderators have approved."""
    to_read: tuple[Statement, ...] = ()
    result: SetResult | None = None

    @property
    def parts(self) -> tuple[GroundPart, ...]:
        """What there is to show of the result, one after the other."""
        if self.result is None:
            return ()
        ground = self.result.ground
        there = {
            GroundPart.AGREED: bool(ground.agreed),
            GroundPart.DIVIDED: bool(ground.divided),
            GroundPart.PASSED: bool(ground.passed),
            GroundPart.GROUPS: has_groups(self.result.groups),
        }
        return tuple(part for part, is_there in there.items() if is_there)


@dataclass(frozen=True)
class View:
    """A scene with all that it takes to draw it."""

    shown: Shown
    wall: Wall
    turnout: int = 0
    result: PollTally | None = None
    shift: PollShift | None = None
    statements: Statements | None = None


async def wall_of(context: Context, debate_id: int) -> Wall | None:
    """Return what decides about a debate's page now; None if it has none, or if it is closed."""
    async with context.database.reading() as connection:
        hall = await halls.hall_of(connection, debate_id)
        return None if hall is None else await read_wall(connection, hall, context.clock())


async def read_wall(connection: Connection, hall: Hall, now: datetime) -> Wall:
    """Return what decides about a page now."""
    debate = await debates.debate_by_id(connection, hall.debate_id)
    found = await polls.polls_of(connection, hall.debate_id, cancelled=True)
    response = None
    if hall.response_id is not None:
        response = await responses.response_by_id(connection, hall.guild_id, hall.response_id)
    status = await programme_status(connection, debate, now)
    happened = status.happened if status else await what_happened(connection, debate)
    wall = Wall(debate, tuple(found), hall, response, happened.floor, sets=tuple(happened.sets))
    return replace(wall, steps=status.steps, progress=status.progress) if status else wall


async def view(context: Context, debate_id: int, now: datetime, *, known: View | None = None) -> View | None:
    """Return what a debate's page shows now; None if it has none. Polls that are `known` are not counted again."""
    async with context.database.reading() as connection:
        hall = await halls.hall_of(connection, debate_id)
        if hall is None:
            return None
        wall = await read_wall(connection, hall, now)
        shown = scene_at(wall, now)
        is_known = known is not None and (shown.scene, shown.polls) == (known.shown.scene, known.shown.polls)
        if known is not None and is_known and (known.result or known.shift):
            return replace(known, shown=shown, wall=wall)
        made = await _view(context, connection, wall, shown)
    if shown.set is not None and shown.set.is_open and context.shards.has(hall.guild_id):
        await context.open_sets.find(shown.set.id)  # into memory
    return current(context, made)


async def _view(context: Context, connection: Reading, wall: Wall, shown: Shown) -> View:
    # All of one transaction: a poll that is cancelled meanwhile was not cancelled for any part of it.
    match shown.scene:
        case Scene.QUESTION | Scene.VOTE:
            return View(shown, wall, turnout=await _turnout(context, connection, shown.polls[0].id))
        case Scene.RESULT if is_public_result(shown.polls[0]):
            return View(shown, wall, result=await _counted(connection, shown))
        case Scene.SHIFT if shown.polls in public_pairs(shown.polls):
            before, after = [await recount(connection, poll) for poll in shown.polls]
            return View(shown, wall, shift=await stored_or_computed_shift(connection, before, after))
        case Scene.STATEMENTS if shown.set is not None:
            return View(shown, wall, statements=await _statements(context, connection, shown.set))
    return View(shown, wall)


async def _statements(context: Context, connection: Connection, about: StatementSet) -> Statements:
    if is_public_ground(about):
        return Statements(result=await result_of(context, connection, about))
    if not about.is_open:
        return Statements()
    known = Statements(approved=frozenset(await statements_in(connection, about.debate_id, APPROVED)))
    if context.shards.has(about.guild_id):  # whose votes are counted in memory
        return known
    shown = await statements_of(connection, about.debate_id, about.question, StatementStatus.SHOWN)
    counts = await counts_of(connection, about.id)
    votes = sum(one.voters for one in counts.values())
    to_read = tuple(on_view(shown, known.approved))
    return replace(
        known, voters=await turnout_of(connection, about.id), votes=votes, number=len(shown), to_read=to_read
    )


async def _counted(connection: Connection, shown: Shown) -> PollTally:
    tally = await recount(connection, shown.polls[0])
    if sum(len(item.profile) for item in tally.items) > QUICK:  # the findings of many rankings take half a second
        await asyncio.to_thread(lambda: [item.findings for item in tally.items])
    return tally


def current(context: Context, view: View) -> View:
    """Return a view with how many have voted by now, without a query."""
    shown = view.shown
    if shown.polls and (turnout := turnout_now(context, shown.polls[0].id)) is not None:
        return replace(view, turnout=turnout)
    entry = context.open_sets.in_memory(shown.set.id) if shown.set else None
    if entry is None or view.statements is None:
        return view
    return replace(view, statements=_now(entry, view.statements))


def _now(entry: OpenSet, known: Statements) -> Statements:
    to_read = tuple(on_view(entry.statements.values(), known.approved))
    return replace(known, voters=entry.turnout, votes=entry.votes, number=len(entry.statements), to_read=to_read)


def turnout_now(context: Context, poll_id: int) -> int | None:
    """Return how many have voted in a poll that is open in this process, without a query."""
    tally = context.open_polls.visible_tally(poll_id)
    return tally.turnout if tally else None


async def _turnout(context: Context, connection: Connection, poll_id: int) -> int:
    known = turnout_now(context, poll_id)
    return (await turnouts_of(connection, [poll_id])).get(poll_id, 0) if known is None else known
