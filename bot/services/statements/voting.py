"""Voting on statements, one card after the other."""

from dataclasses import dataclass, replace

from bot.domain.common_ground import FEWEST_VOTERS
from bot.domain.people import Person
from bot.domain.polls import Secrecy
from bot.domain.refusals import NotFound, NotNow
from bot.domain.statement_priority import next_statement
from bot.domain.statements import Counts, Stance, Statement, StatementSet
from bot.domain.texts import Text, say
from bot.services.common.context import Context
from bot.services.common.debate_lookup import latest_debate
from bot.services.common.permissions import may_moderate, require_voter
from bot.services.polls.finding import find_question
from bot.services.statements.open_sets import OpenSet
from bot.storage import servers, statement_sets, statement_votes
from bot.storage.statement_votes import StanceChange

Stances = dict[int, Stance | None]
"""A person's votes by statement; None where it is secret which one it was."""


@dataclass(frozen=True)
class Card:
    """The statement to vote on next, None if none is left. `own` counts the person's votes, `left` the open ones.

    `with_result` says what these votes have done so far: how many of the statements voted on have enough voters by now
    for a result.
    """

    set: StatementSet
    statement: Statement | None
    own: int
    left: int
    with_result: int = 0
    moderates: bool = False
    """Whether the person may take statements down; only the first card says so, to ask for no settings at each vote."""


@dataclass(frozen=True)
class OwnStance:
    """A statement that a person has voted on, and the vote; None where it is secret."""

    statement: Statement
    stance: Stance | None


@dataclass(frozen=True)
class RecordedStance:
    """A stored vote on a statement, and the one it replaced."""

    set: StatementSet
    statement: Statement
    stance: Stance
    before: Stance | None


async def vote(context: Context, person: Person, set_id: int, statement_id: int, stance: Stance) -> RecordedStance:
    """Store a vote; returns once it is durable. Raises a Refusal if it does not count; then nothing has changed."""
    entry = await _votable(context, person, set_id)
    statement = entry.statements.get(statement_id)
    if statement is None:
        raise NotFound(say("That statement can no longer be voted on. Go on with the next one."))
    name = person.name if entry.set.secrecy is Secrecy.NAMED else None
    change = StanceChange(set_id, _participant(context, entry.set, person), statement_id, stance, name)
    written = await context.open_sets.write(entry.set, change)
    if written.final:
        raise NotNow(say("You have already voted on this statement. A secret vote is final, so your first one counts."))
    if not written.accepted:
        context.open_sets.remove(set_id)
        raise _closed(entry.set)
    return RecordedStance(entry.set, statement, stance, written.before)


async def open_set_of(context: Context, person: Person, set_id: int) -> StatementSet:
    """Return an open set in which a person may vote. Raises a Refusal if a vote would not count."""
    return (await _votable(context, person, set_id)).set


async def next_card(context: Context, person: Person, set_id: int) -> Card:
    """Return the statement that a person votes on next. Raises a Refusal if a vote would not count."""
    entry = await _votable(context, person, set_id)
    participant = _participant(context, entry.set, person)
    voted = entry.own.of(participant)
    if voted is None:
        voted = entry.own.learn(participant, await _stances(context, entry.set, (participant,)))
    counts = entry.votable_counts()
    left = sum(statement_id not in voted for statement_id in counts)
    chosen = next_statement(counts, voted, participant)
    return Card(
        entry.set,
        None if chosen is None else entry.statements[chosen],
        len(voted),
        left,
        sum(entry.counts.get(one, Counts()).voters >= FEWEST_VOTERS for one in voted),
    )


async def open_card(context: Context, person: Person, question: str) -> Card:
    """Return the first card of a question whose statements are open for voting. Raises NotNow if they are not."""
    letter = find_question(context.library, question).id
    async with context.database.reading() as connection:
        debate = await latest_debate(connection, person.guild_id)
        sets = await statement_sets.sets_of(connection, debate.id, letter)
        moderates = may_moderate(await servers.server_settings(connection, person.guild_id), person)
    open_ = [one for one in sets if one.is_open]
    if not open_:
        raise NotNow(
            say("Voting on the statements to question {letter} is not open.", letter=letter.upper())
            if not sets
            else _closed_words(letter)
        )
    return replace(await next_card(context, person, open_[-1].id), moderates=moderates)


async def own_stances(context: Context, person: Person, set_id: int) -> list[OwnStance]:
    """Return a person's votes in an open set, in the order of the statements' numbers, to change them."""
    entry = await _votable(context, person, set_id)
    voted = await _stances(context, entry.set, (_participant(context, entry.set, person),))
    found = [OwnStance(entry.statements[number], voted[number]) for number in voted if number in entry.statements]
    return sorted(found, key=lambda own: own.statement.number)


async def statement_of(context: Context, person: Person, set_id: int, statement_id: int) -> OwnStance:
    """Return one statement of an open set with a person's vote on it, None if there is none. Raises NotFound."""
    entry = await _votable(context, person, set_id)
    if statement_id not in entry.statements:
        raise NotFound(say("That statement can no longer be voted on. Go on with the next one."))
    voted = await _stances(context, entry.set, (_participant(context, entry.set, person),))
    return OwnStance(entry.statements[statement_id], voted.get(statement_id))


async def _stances(context: Context, voted_in: StatementSet, participants: tuple[str, ...]) -> Stances:
    secret = voted_in.secrecy is Secrecy.SECRET
    async with context.database.reading() as connection:
        return await statement_votes.stances_of(connection, voted_in.id, participants, secret=secret)


def _participant(context: Context, voted_in: StatementSet, person: Person) -> str:
    return context.pseudonyms.participant(voted_in.debate_id, person.user_id, voted_in.secrecy)


async def _votable(context: Context, person: Person, set_id: int) -> OpenSet:
    entry = await context.open_sets.find(set_id)
    if entry is None:
        raise await _refusal(context, person, set_id)
    if entry.set.guild_id != person.guild_id:
        raise _unknown()
    require_voter(entry.set, person, context.clock())
    return entry


async def _refusal(context: Context, person: Person, set_id: int) -> NotNow | NotFound:
    async with context.database.reading() as connection:
        found = await statement_sets.set_by_id(connection, set_id)
    return _unknown() if found is None or found.guild_id != person.guild_id else _closed(found)


def _closed(over: StatementSet) -> NotNow:
    return NotNow(_closed_words(over.question))


def _closed_words(letter: str) -> Text:
    return say(
        "Too late: voting on these statements has closed, and nothing was changed. "
        "`/common-ground question:{question}` shows what they came to.",
        question=letter,
    )


def _unknown() -> NotFound:
    return NotFound(say("These statements are not from this server. Open them with `/statements`."))
