"""Reviewing statements: before people vote on them, if the server's settings say so, and at any time afterwards."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.near_duplicates import nearest, similarity
from bot.domain.people import Person
from bot.domain.polls import Debate
from bot.domain.refusals import NotFound, NotNow
from bot.domain.statements import DeclineReason, Statement, StatementStatus
from bot.domain.texts import say
from bot.services.common import audit_log
from bot.services.common.context import Context
from bot.services.common.debate_lookup import earlier_debate, latest_debate
from bot.services.common.permissions import require_moderator
from bot.storage import servers, statements
from bot.storage.engine import Connection

ON_PAGE = 25
"""As many as a menu holds."""

APPROVED = "statement approved"
ACTIONS = {
    StatementStatus.SHOWN: APPROVED,
    StatementStatus.DECLINED: "statement declined",
    StatementStatus.MERGED: "statement merged",
    StatementStatus.PENDING: "statement returned to review",
}


@dataclass(frozen=True)
class ReviewedStatement:
    """A statement, with its debate if that is no longer the newest one."""

    statement: Statement
    earlier: Debate | None
    like: Statement | None = None
    """For one that waits: another that waits too, or that people vote on, and that says nearly the same."""


async def find_statement(context: Context, person: Person, statement_id: int) -> ReviewedStatement:
    """Return a statement of the server, whatever its status. Raises NotAllowed, NotFound."""
    async with context.database.reading() as connection:
        await _require_moderator(connection, person)
        return await reviewed(connection, person.guild_id, statement_id)


async def reviewed(connection: Connection, guild_id: int, statement_id: int) -> ReviewedStatement:
    """Return a statement of a server. Raises NotFound."""
    found = await _existing(connection, guild_id, statement_id)
    like = await _like(connection, found) if found.status is StatementStatus.PENDING else None
    return ReviewedStatement(found, await earlier_debate(connection, guild_id, found.debate_id), like)


async def _like(connection: Connection, statement: Statement) -> Statement | None:
    others = {
        one.id: one
        for status in (StatementStatus.SHOWN, StatementStatus.PENDING)
        for one in await statements.statements_of(connection, statement.debate_id, statement.question, status)
        if one.id != statement.id and not one.is_erased
    }
    found = await asyncio.to_thread(nearest, statement.text, [(one.id, one.text) for one in others.values()])
    return None if found is None else others[found]


@dataclass(frozen=True)
class ShownPage:
    """A page of the statements that people can vote on, newest first: of one question, or of all."""

    question: str | None
    statements: Sequence[Statement]
    number: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // ON_PAGE))


async def shown_statements(context: Context, person: Person, question: str | None, number: int) -> ShownPage:
    """Return a page of the newest debate's statements that people can vote on, or the last. Raises NotAllowed."""
    async with context.database.reading() as connection:
        await _require_moderator(connection, person)
        debate = await latest_debate(connection, person.guild_id)
        total = await statements.count_with_status(connection, [debate.id], StatementStatus.SHOWN, question)
        number = max(0, min(number, -(-total // ON_PAGE) - 1))
        found = await statements.newest_shown(connection, debate.id, question, number * ON_PAGE, ON_PAGE)
    return ShownPage(question, found, number, total)


async def merge_targets(context: Context, person: Person, statement_id: int, most: int = 25) -> list[Statement]:
    """Return the statements that one can be merged into, the most similar first. Raises NotAllowed, NotFound."""
    async with context.database.reading() as connection:
        await _require_moderator(connection, person)
        found = await _existing(connection, person.guild_id, statement_id)
        shown = await statements.statements_of(connection, found.debate_id, found.question, StatementStatus.SHOWN)
    others = [one for one in shown if one.can_be_voted_on and one.id != statement_id]
    return sorted(others, key=lambda one: (-similarity(one.text, found.text), one.number))[:most]


async def approve(context: Context, person: Person, statement_id: int, was: StatementStatus) -> Statement:
    """Show a statement to everybody, so that people can vote on it. Raises NotAllowed, NotFound, NotNow."""
    return await _decide(context, person, statement_id, was, StatementStatus.SHOWN)


async def decline(
    context: Context, person: Person, statement_id: int, was: StatementStatus, reason: DeclineReason
) -> Statement:
    """Show a statement to nobody but its author, who is told the reason. Raises NotAllowed, NotFound, NotNow."""
    return await _decide(context, person, statement_id, was, StatementStatus.DECLINED, reason=reason)


async def merge(context: Context, person: Person, statement_id: int, was: StatementStatus, into: int) -> Statement:
    """Show another statement in a statement's place; its own votes stay with it, and count in no result.

    Raises NotAllowed, NotFound, and NotNow if people cannot vote on the other one.
    """
    return await _decide(context, person, statement_id, was, StatementStatus.MERGED, into=into)


async def undo(context: Context, person: Person, statement_id: int, was: StatementStatus) -> Statement:
    """Return a statement to review. Raises NotAllowed, NotFound, NotNow."""
    return await _decide(context, person, statement_id, was, StatementStatus.PENDING)


async def _decide(
    context: Context,
    person: Person,
    statement_id: int,
    was: StatementStatus,
    status: StatementStatus,
    *,
    reason: DeclineReason | None = None,
    into: int | None = None,
) -> Statement:
    async with context.database.writing(person.guild_id) as connection:
        await _require_moderator(connection, person)
        found = await _existing(connection, person.guild_id, statement_id)
        if into is not None:
            await _require_target(connection, found, into)
        changed = was is not status and await statements.decide_statement(
            connection, statement_id, was, status, reason, into
        )
        if not changed:
            raise NotNow(say("Nothing was changed. Somebody else decided on that statement, or its author deleted it."))
        done = audit_log.action(
            ACTIONS[status], person.guild_id, found.debate_id, statement=statement_id, reason=reason, into=into
        )
        await audit_log.append(connection, done, context.clock())
        decided = await _existing(connection, person.guild_id, statement_id)
    context.open_sets.update(decided)
    audit_log.log(done)
    return decided


async def _require_target(connection: Connection, found: Statement, into: int) -> None:
    shown = await statements.statements_of(connection, found.debate_id, found.question, StatementStatus.SHOWN)
    if into == found.id or into not in {one.id for one in shown if one.can_be_voted_on}:
        raise NotNow(say("Nobody can vote on that other statement any more. Choose another one."))


async def _existing(connection: Connection, guild_id: int, statement_id: int) -> Statement:
    found = await statements.statement_in_server(connection, guild_id, statement_id)
    if found is None or found.is_erased:
        raise NotFound(say("That statement is gone: its author deleted it."))
    return found


async def _require_moderator(connection: Connection, person: Person) -> None:
    require_moderator(await servers.server_settings(connection, person.guild_id), person)
