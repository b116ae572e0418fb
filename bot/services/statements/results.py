"""What a question's statements have come to: common ground, opinion groups, and how many were declined."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.domain import common_ground
from bot.domain.common_ground import Change, CommonGround
from bot.domain.opinion_groups import Told, from_json
from bot.domain.people import Person
from bot.domain.polls import Debate, Round
from bot.domain.refusals import NotNow
from bot.domain.statements import Counts, Statement, StatementSet, StatementStatus
from bot.domain.texts import say
from bot.services.common.context import Context
from bot.services.common.debate_lookup import latest_debate
from bot.services.common.permissions import require_moderator
from bot.services.polls.finding import find_question
from bot.storage import servers, statement_sets, statement_votes, statements
from bot.storage.debates import debates_of
from bot.storage.engine import Connection, Reading


@dataclass(frozen=True)
class SetResult:
    """What a set has come to so far: the lists with the statements in them by id, and what is told of groups.

    `turnout` counts who has voted on any statement; `declined` how many statements moderators have declined.
    """

    set: StatementSet
    ground: CommonGround
    statements: dict[int, Statement]
    turnout: int
    declined: int
    groups: Told | None = None
    changes: tuple[Change, ...] = ()
    """How agreement changed since the round before the debate, if this is the one after it."""


class StillOpen(NotNow):
    """People still vote on the statements to a question, and see what they share when that closes."""

    def __init__(self, question: str) -> None:
        super().__init__(
            say("You can see common ground on question {letter} when voting closes.", letter=question.upper())
        )
        self.question = question


async def common_ground_of(context: Context, person: Person, question: str, round_: Round | None = None) -> SetResult:
    """Return what a question's statements have come to, in the newest set unless a round is given.

    Raises NotFound, and NotNow if there is nothing yet that the person may see: while voting is open, only counts that
    are released live, and never those of secret votes.
    """
    letter = find_question(context.library, question).id
    async with context.database.reading() as connection:
        debate = await latest_debate(connection, person.guild_id)
        sets = [
            one for one in await statement_sets.sets_of(connection, debate.id, letter) if round_ in {None, one.round}
        ]
        if not sets:
            raise NotNow(say("Nobody has voted on statements to question {letter} yet.", letter=letter.upper()))
        shown = [one for one in sets if one.shows_results]
        if not shown:
            raise _not_yet(sets[-1])
        return await result_of(context, connection, shown[-1])


async def set_result(context: Context, person: Person, set_id: int) -> SetResult:
    """Return what a set has come to, for the message that shows it. Raises NotNow."""
    async with context.database.reading() as connection:
        found = await statement_sets.set_by_id(connection, set_id)
        if found is None or found.guild_id != person.guild_id:
            raise NotNow(say("This server has no such statements."))
        if not found.shows_results:
            raise _not_yet(found)
        return await result_of(context, connection, found)


async def result_of(context: Context, connection: Connection, found: StatementSet) -> SetResult:
    """Return what a set has come to, whoever asks; the caller has checked that they may see it."""
    all_ = await statements.statements_of(connection, found.debate_id, found.question)
    turnout = await _turnout(connection, found)
    counts = found.counts or {}
    shown = {one.id: one for one in all_ if one.status is StatementStatus.SHOWN}
    if found.is_open:
        entry = await context.open_sets.find(found.id)
        counts = entry.visible_counts() if entry else {}
    ground = common_ground.common_ground((number, counts.get(number, Counts())) for number in shown)
    declined = sum(one.status is StatementStatus.DECLINED for one in all_)
    groups = None if found.groups is None else from_json(found.groups)
    changed = await _changes(connection, found, shown)
    return SetResult(found, ground, shown, turnout, declined, groups, changed)


async def _changes(connection: Connection, after: StatementSet, shown: Collection[int]) -> tuple[Change, ...]:
    if after.round is not Round.AFTER or after.is_open:
        return ()
    for before in await statement_sets.sets_of(connection, after.debate_id, after.question):
        if before.round is Round.BEFORE and not before.is_open:
            found = common_ground.changes(before.counts or {}, after.counts or {})
            return tuple(one for one in found if one.statement_id in shown)
    return ()


@dataclass(frozen=True)
class SetStatus:
    """A set as the run sheet lists it."""

    set: StatementSet
    turnout: int
    shown: int
    pending: int


async def sets_in_debate(context: Context, person: Person, question: str | None = None) -> list[SetStatus]:
    """Return the sets of the newest debate, with how many people have voted in each. Raises NotFound."""
    async with context.database.reading() as connection:
        debate = await latest_debate(connection, person.guild_id)
        return [
            SetStatus(
                one,
                await _turnout(connection, one),
                await statements.count_with_status(connection, [debate.id], StatementStatus.SHOWN, one.question),
                await statements.count_with_status(connection, [debate.id], StatementStatus.PENDING, one.question),
            )
            for one in await statement_sets.sets_of(connection, debate.id, question)
        ]


async def can_be_voted_on(context: Context, guild_id: int, question: str) -> bool:
    """Whether people can vote on statements to a question, in the newest debate of a server."""
    return question in await context.group_reads.get(_questions_with_open_sets, guild_id)


async def _questions_with_open_sets(connection: Reading, guild_ids: Sequence[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for guild_id in guild_ids:
        newest = next(iter(await debates_of(connection, guild_id)), None)
        sets = await statement_sets.sets_of(connection, newest.id) if newest else []
        found[guild_id] = {one.question for one in sets if one.is_open}
    return found


async def sets_for_moderators(context: Context, person: Person) -> tuple[Debate, list[SetStatus]]:
    """Return the newest debate and its sets. Raises NotAllowed, NotFound."""
    async with context.database.reading() as connection:
        require_moderator(await servers.server_settings(connection, person.guild_id), person)
        debate = await latest_debate(connection, person.guild_id)
    return debate, await sets_in_debate(context, person)


async def _turnout(connection: Connection, found: StatementSet) -> int:
    return await statement_votes.turnout_of(connection, found.id) if found.turnout is None else found.turnout


def _not_yet(found: StatementSet) -> NotNow:
    if found.is_open:
        return StillOpen(found.question)
    return NotNow(say("The votes on these statements are still being counted. Try again in a moment."))
