"""Opening a question's statements for voting, closing them, and working out what they have come to."""

import asyncio
from dataclasses import replace
from functools import partial

from bot.domain.opinion_groups import Told, Unknown, as_json, describe_groups
from bot.domain.people import Person
from bot.domain.polls import Debate, Round, Secrecy, ServerSettings, effective_release
from bot.domain.refusals import NotFound, NotNow
from bot.domain.statements import SetState, StatementSet, StatementStatus
from bot.domain.texts import say
from bot.library.models import Question
from bot.services.common import audit_log
from bot.services.common.context import Context
from bot.services.common.debate_lookup import require_open_debate
from bot.services.common.permissions import require_moderator
from bot.services.polls.counting_steps import mix_in_steps
from bot.services.polls.finding import find_question
from bot.services.statements.matrix import matrix_of
from bot.storage import servers, statement_sets, statements
from bot.storage.engine import Connection, Reading
from bot.storage.statement_sets import NewSet
from bot.storage.statement_votes import SECRET, counts_of, turnout_of


async def open_set(
    context: Context,
    person: Person,
    question: str,
    round_: Round = Round.MAIN,
    *,
    language: str,
    channel_id: int | None = None,
    secrecy: Secrecy | None = None,
) -> tuple[StatementSet, bool]:
    """Open a question's statements for voting; return the set and whether it is new.

    Those that the pack begins with are stored when the question's first set opens. Raises NotAllowed, NotNow.
    """
    asked = find_question(context.library, question)
    async with context.database.writing(person.guild_id) as connection:
        settings = await servers.server_settings(connection, person.guild_id)
        require_moderator(settings, person)
        debate = await require_open_debate(connection, person.guild_id)
        for found in await statement_sets.sets_of(connection, debate.id, asked.id):
            if found.round is round_:
                return _require_open(found), False
        new = _new_set(context, settings, debate, asked, round_, language, channel_id, secrecy or settings.secrecy)
        await _store_seeds(connection, context, debate, asked, language)
        opened = await statement_sets.add_set(connection, new)
        done = _action("statements opened", opened, secrecy=opened.secrecy)
        await audit_log.append(connection, done, new.opened_at)
    audit_log.log(done)
    return opened, True


def _new_set(
    context: Context,
    settings: ServerSettings,
    debate: Debate,
    question: Question,
    round_: Round,
    language: str,
    channel_id: int | None,
    secrecy: Secrecy,
) -> NewSet:
    return NewSet(
        debate_id=debate.id,
        guild_id=debate.guild_id,
        question=question.id,
        title=question.title.say(language),
        round=round_,
        release=effective_release(settings.release, secrecy, small_groups=settings.small_groups),
        secrecy=secrecy,
        small_groups=settings.small_groups,
        groups_wanted=settings.groups,
        participant_role=settings.participant_role,
        voters=settings.voters,
        opened_at=context.clock(),
        channel_id=channel_id,
    )


def _require_open(found: StatementSet) -> StatementSet:
    if found.is_open:
        return found
    raise NotNow(
        say(
            "The statements to question {question} were already voted on in the round “{round}”. "
            "`/common-ground` shows what they came to.",
            question=found.question.upper(),
            round=found.round.value,
        )
    )


async def _store_seeds(
    connection: Connection, context: Context, debate: Debate, question: Question, language: str
) -> None:
    stored = {one.seed for one in await statements.statements_of(connection, debate.id, question.id)}
    for seed in question.statements:
        if seed.id not in stored:
            shown, now = StatementStatus.SHOWN, context.clock()
            text = seed.text.say(language)
            await statements.add_statement(connection, debate.id, question.id, text, now, shown, seed=seed.id)


async def close_set(context: Context, person: Person, set_id: int) -> StatementSet:
    """Close a set and work out what it has come to. Raises NotAllowed, NotFound, NotNow."""
    await context.open_sets.release_waiting()
    async with context.database.writing(person.guild_id) as connection:
        require_moderator(await servers.server_settings(connection, person.guild_id), person)
        found = await statement_sets.set_by_id(connection, set_id)
        if found is None or found.guild_id != person.guild_id:
            raise NotFound(say("This server has no such statements."))
        if not await statement_sets.close_set(connection, set_id, context.clock()):
            raise NotNow(say("Voting on these statements is already closed."))
        done = _action("statements closed", found)
        await audit_log.append(connection, done, context.clock())
    context.open_sets.remove(set_id)
    audit_log.log(done)
    return await finish(context, replace(found, state=SetState.CLOSED, closed_at=context.clock()))


async def close_all(context: Context, connection: Connection, debate_id: int) -> list[StatementSet]:
    """Close a debate's open sets in the caller's transaction; `finish` them after it."""
    now, closed = context.clock(), list[StatementSet]()
    for found in await statement_sets.sets_of(connection, debate_id):
        if found.is_open and await statement_sets.close_set(connection, found.id, now):
            context.open_sets.remove(found.id)
            closed.append(replace(found, state=SetState.CLOSED, closed_at=now))
    return closed


async def finish(context: Context, closed: StatementSet) -> StatementSet:
    """Mix the secret votes of a closed set, count it and describe its opinion groups, if they are wanted.

    If the process dies in between, `finish_all` of the next one begins anew.
    """
    if closed.secrecy is Secrecy.SECRET:
        step = partial(context.database.writing, closed.guild_id)
        await mix_in_steps(step, closed.id, SECRET)
        await context.database.scrub()
    if closed.counts is not None:
        return closed
    async with context.database.reading(for_long=True) as connection:
        counts, turnout = await counts_of(connection, closed.id), await turnout_of(connection, closed.id)
        all_ = await statements.statements_of(connection, closed.debate_id, closed.question)
        groups = await _groups(connection, closed, {one.id for one in all_ if one.can_be_voted_on})
    told = None if groups is None else as_json(groups)
    async with context.database.writing(closed.guild_id) as connection:
        await statement_sets.save_result(connection, closed.id, turnout, counts, told)
    return replace(closed, turnout=turnout, counts=counts, groups=told)


async def _groups(connection: Reading, closed: StatementSet, shown: set[int]) -> Told | None:
    """Describe the opinion groups of a set, None if they are not wanted."""
    if not closed.groups_wanted:
        return None
    if closed.secrecy is not Secrecy.PSEUDONYMOUS:
        return Unknown(closed.secrecy.value)
    return await asyncio.to_thread(describe_groups, await matrix_of(connection, closed, shown))


async def finish_all(context: Context, debate_id: int | None = None) -> None:
    """Finish closed sets, of all debates or of one, that are not finished, for example because a process died."""
    async with context.database.reading() as connection:
        unfinished = await statement_sets.unfinished_sets(connection)
    for closed in unfinished:
        if context.shards.has(closed.guild_id) and debate_id in {None, closed.debate_id}:
            await finish(context, closed)


def _action(name: str, concerned: StatementSet, **fields: object) -> audit_log.Action:
    ids = {"statements": concerned.id, "question": concerned.question, "round": concerned.round}
    return audit_log.action(name, concerned.guild_id, concerned.debate_id, **ids, **fields)
