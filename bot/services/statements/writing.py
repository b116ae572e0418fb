"""Writing a statement, unless somebody has said the same."""

import asyncio
from dataclasses import dataclass

from bot.domain.near_duplicates import nearest, normalised
from bot.domain.people import Person
from bot.domain.plain_text import storable
from bot.domain.polls import Debate, Secrecy, ServerSettings
from bot.domain.refusals import BadAnswer, NotNow
from bot.domain.statements import LONGEST, Statement, StatementStatus
from bot.domain.texts import say
from bot.services.common.context import Context
from bot.services.common.debate_lookup import require_open_debate
from bot.services.common.permissions import require_role
from bot.services.polls.finding import find_question
from bot.storage import servers, statements
from bot.storage.engine import Connection
from bot.storage.responses import store_names


@dataclass(frozen=True)
class Writing:
    """What somebody is about to write a statement to, and how it will be stored."""

    question: str
    secrecy: Secrecy
    review: bool
    left: int
    """How many more statements to this question the person may write."""


@dataclass(frozen=True)
class Written:
    """A stored statement: shown, or pending if the server reviews statements first."""

    statement: Statement
    secrecy: Secrecy
    again: bool = False
    """Whether the person has said it before, so that nothing new was stored."""


@dataclass(frozen=True)
class Duplicate:
    """Nothing was stored: this statement says nearly the same. `text` is what the person wrote."""

    existing: Statement
    text: str


async def begin(context: Context, person: Person, question: str) -> Writing:
    """Begin a statement. Raises a Refusal now if it could not be stored, before the person writes it in vain."""
    letter = find_question(context.library, question).id
    async with context.database.reading() as connection:
        settings, _, left = await _may_write(context, connection, person, letter)
    return Writing(letter, settings.secrecy, settings.review_statements, left)


async def write(
    context: Context, person: Person, question: str, text: str, *, anyway: bool = False
) -> Written | Duplicate:
    """Store a statement in the open debate, unless one that people can vote on says nearly the same."""
    letter = find_question(context.library, question).id
    written = checked_text(text)
    if not anyway and (found := await _said_before(context, person, letter, written)):
        return found
    async with context.database.writing(person.guild_id) as connection:
        settings, debate, _ = await _may_write(context, connection, person, letter)
        if repeated := await _own_again(context, connection, person, debate, letter, written):
            return Written(repeated, settings.secrecy, again=True)
        participant = context.pseudonyms.participant(debate.id, person.user_id, settings.secrecy)
        if settings.secrecy is Secrecy.NAMED:
            await store_names(connection, {(debate.id, participant): person.name})
        status = StatementStatus.PENDING if settings.review_statements else StatementStatus.SHOWN
        stored = await statements.add_statement(
            connection, debate.id, letter, written, context.clock(), status, participant=participant
        )
    context.open_sets.update(stored)
    return Written(stored, settings.secrecy)


def checked_text(text: str) -> str:
    """Return what is stored of a text, on one line. Raises BadAnswer if it is empty or too long."""
    written = " ".join(storable(text).split())
    if not normalised(written):
        raise BadAnswer(say("Your statement was empty, so nothing was stored. Write one sentence."))
    if len(written) > LONGEST:
        raise BadAnswer(
            say(
                "Your statement has {length} characters, and {most} fit. Shorten it and send it again.",
                length=len(written),
                most=LONGEST,
            )
        )
    return written


async def _said_before(context: Context, person: Person, question: str, text: str) -> Written | Duplicate | None:
    async with context.database.reading() as connection:
        settings, debate, _ = await _may_write(context, connection, person, question)
        if own := await _own_again(context, connection, person, debate, question, text):
            return Written(own, settings.secrecy, again=True)
        shown = await statements.statements_of(connection, debate.id, question, StatementStatus.SHOWN)
    said = {one.id: one for one in shown if one.can_be_voted_on}
    found = await asyncio.to_thread(nearest, text, [(one.id, one.text) for one in said.values()])
    return None if found is None else Duplicate(said[found], text)


async def _own_again(
    context: Context, connection: Connection, person: Person, debate: Debate, question: str, text: str
) -> Statement | None:
    """Return the statement that a person has stored with the same words, unless moderators have decided against it."""
    for one in await statements.statements_by(connection, context.pseudonyms.all_of(debate.id, person.user_id)):
        is_up = one.status in {StatementStatus.PENDING, StatementStatus.SHOWN}
        if is_up and one.question == question and normalised(one.text) == normalised(text):
            return one
    return None


async def _may_write(
    context: Context, connection: Connection, person: Person, question: str
) -> tuple[ServerSettings, Debate, int]:
    """Return the settings, the open debate, and how many statements are left. Raises NotAllowed, NotNow."""
    settings = await servers.server_settings(connection, person.guild_id)
    require_role(settings.participant_role, person)
    debate = await require_open_debate(connection, person.guild_id)
    own = context.pseudonyms.all_of(debate.id, person.user_id)
    left = settings.statements - await statements.count_statements_by(connection, debate.id, question, own)
    if left <= 0:
        raise NotNow(
            say(
                "You have written {most} statements to this question, which is the limit. `/mydata show` lists them.",
                most=settings.statements,
            )
        )
    return settings, debate, left
