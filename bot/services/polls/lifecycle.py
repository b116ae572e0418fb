"""Finding a poll that is meant, and extending, closing, publishing and cancelling it."""

import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.faults import StorageFault
from bot.domain.people import Person
from bot.domain.plain_text import quote
from bot.domain.polls import Poll, PollState, Round
from bot.domain.refusals import NotFound, NotNow
from bot.domain.run_sheet import ROUND_ORDER
from bot.domain.tally import PollTally
from bot.domain.texts import Text, say
from bot.library.models import Library, Question
from bot.services.common import audit_log
from bot.services.common.context import Context
from bot.services.common.permissions import require_moderator
from bot.services.debates.debates import latest
from bot.services.polls.closing import Electorates, close, count, fits_seal
from bot.services.polls.counting import finish_mixing
from bot.services.polls.recount import recount
from bot.storage import polls, servers
from bot.storage.engine import Connection

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Seen:
    """How a poll looked to whoever acts on it: its deadline as `deadline_stamp` gives it."""

    poll_id: int
    deadline: int


def deadline_stamp(poll: Poll) -> int:
    """Return a poll's deadline in whole seconds since 1970, 0 where it has none."""
    return int(poll.closes_at.timestamp()) if poll.closes_at else 0


def find_question(library: Library, name: str) -> Question:
    """Return the question that a person means by its letter or title. Raises NotFound."""
    wanted = name.strip().casefold()
    for question in library.questions:
        if wanted in {question.id, question.title.english.casefold()}:
            return question
    letters = ", ".join(question.id for question in library.questions)
    raise NotFound(
        say("There is no question “{name}”. Pick one from the list: {letters}.", name=quote(name), letters=letters)
    )


async def require_open(context: Context, person: Person, poll_id: int) -> Poll:
    """Return an open poll of a moderator's server. Raises NotAllowed, NotNow."""
    async with context.database.reading() as connection:
        require_moderator(await servers.server_settings(connection, person.guild_id), person)
    poll = context.box.poll(poll_id)
    if poll is None or poll.guild_id != person.guild_id:
        raise NotNow(say("That poll is no longer open. To vote again, open it in another round."))
    return poll


async def find_poll(
    connection: Connection,
    person: Person,
    question: str | None,
    round_: Round | None,
    fits: Callable[[Poll], bool],
    poll_id: int | None = None,
    *,
    exactly: bool = False,
) -> Poll:
    """Return the poll that a moderator means. Raises NotFound, and NotNow where several fit.

    It is one of the newest debate. Where none fits, it is the newest of those named, to be told so by the caller;
    `exactly` asks there as well. Buttons name it by `poll_id`, and they alone reach an earlier debate: a letter means
    another vote there, and the question may have been cancelled and opened anew since they were shown.
    """
    require_moderator(await servers.server_settings(connection, person.guild_id), person)
    if poll_id is not None:
        return await _poll_of_button(connection, person, poll_id)
    debate = await latest(connection, person.guild_id)
    asked = question.strip().casefold() if question else None
    named = [
        poll
        for poll in await polls.polls_of(connection, debate.id)
        if asked in {None, poll.question, poll.title.casefold()} and round_ in {None, poll.round}
    ]
    fitting = [poll for poll in named if fits(poll)]
    found = fitting or named
    if len(found) > 1 and (fitting or exactly):
        raise NotNow(_which(found))
    if found:
        return found[-1]
    raise NotFound(_no_such_poll())


async def _poll_of_button(connection: Connection, person: Person, poll_id: int) -> Poll:
    poll = await polls.poll_by_id(connection, poll_id)
    if poll is None or poll.guild_id != person.guild_id:
        raise NotFound(_no_such_poll())
    if poll.state is PollState.CANCELLED:
        raise NotNow(_cancelled_meanwhile())
    return poll


def _no_such_poll() -> Text:
    return say("No such poll in this debate. `/poll open` opens one; `/poll status` lists them.")


def _cancelled_meanwhile() -> Text:
    return say("That poll was cancelled meanwhile.")


def _which(found: Sequence[Poll]) -> Text:
    """Ask for the question or, where they are all of one, for the round."""
    letters = sorted({poll.question for poll in found})
    if len(letters) > 1:
        return say("Which question? Give `question:` with one of {letters}.", letters=", ".join(letters))
    rounds = [round_.value for round_ in ROUND_ORDER if round_ in {poll.round for poll in found}]
    return say(
        "Which round of question {letter}? Give `round:` with one of {rounds}.",
        letter=letters[0].upper(),
        rounds=", ".join(rounds),
    )


async def close_by_hand(
    context: Context,
    person: Person,
    question: str | None,
    round_: Round | None,
    electorates: Electorates,
    *,
    poll_id: int | None = None,
) -> tuple[PollTally, bool]:
    """Close a poll; returns its count and whether this call brought it. Closing twice changes nothing.

    Raises NotNow where it is cancelled before it is counted.
    """
    now = context.clock()
    await context.box.let_through()
    async with context.database.writing(person.guild_id) as connection:
        poll = await find_poll(connection, person, question, round_, _is_open, poll_id)
        done = audit_log.on_poll("poll closed", poll)
        closed = await close(connection, poll, now, electorates)
        if closed is not None:
            await audit_log.keep(connection, done, now)
    context.box.drop(poll.id)
    if closed is not None:
        audit_log.note(done)
    try:
        tally = await count(context, closed or poll)
    except StorageFault as fault:  # whoever finds it without a result counts it
        raise NotNow(say("Voting is over, but the votes could not be counted yet. The result follows.")) from fault
    if tally is not None:
        return tally, True
    async with context.database.reading() as connection:
        return await recount(connection, await _poll_of_button(connection, person, poll.id)), False


async def extend(
    context: Context,
    person: Person,
    question: str | None,
    round_: Round | None,
    minutes: int,
    *,
    seen: Seen | None = None,
) -> Poll:
    """Move a deadline by some minutes, or set one that many minutes from now where there was none.

    Where `seen` says how the poll looked to whoever asks, a deadline that has been moved meanwhile stays as it is.
    Raises NotNow then.
    """
    async with context.database.writing(person.guild_id) as connection:
        poll = await find_poll(connection, person, question, round_, _is_open, seen.poll_id if seen else None)
        if seen is not None and seen.deadline != deadline_stamp(poll) and poll.state is PollState.OPEN:
            raise NotNow(say("The deadline was moved meanwhile, so it stays as it is now."))
        closes_at = (poll.closes_at or context.clock()) + timedelta(minutes=minutes)
        if not poll.accepts_votes(context.clock()) or not await polls.extend_poll(connection, poll.id, closes_at):
            raise NotNow(say("That poll is no longer open. To vote again, open it in another round."))
        done = audit_log.on_poll("poll extended", poll, minutes=minutes)
        await audit_log.keep(connection, done, context.clock())
    extended = replace(poll, closes_at=closes_at)
    context.box.put(extended)
    audit_log.note(done)
    return extended


async def cancel(context: Context, person: Person, question: str | None, round_: Round | None) -> PollTally:
    """Set a poll aside: its ballots stay stored and are counted nowhere."""

    async def meant(connection: Connection) -> Poll:
        poll = await find_poll(connection, person, question, round_, _is_open, exactly=question is not None)
        if question is None and poll.state is not PollState.OPEN:
            raise NotNow(say("No poll is open. To set a closed one aside, name it with `question:`."))
        return poll

    return await _cancel(context, person, meant)


async def set_aside(context: Context, person: Person, poll_id: int) -> PollTally:
    """Cancel a poll of any debate before its result is public. Raises NotNow where it is open, or public already."""

    async def meant(connection: Connection) -> Poll:
        poll = await find_poll(connection, person, None, None, _is_open, poll_id)
        _require_counted(poll)
        if poll.published_at is not None:
            raise NotNow(_public_already())
        return poll

    return await _cancel(context, person, meant)


async def _cancel(context: Context, person: Person, meant: Callable[[Connection], Awaitable[Poll]]) -> PollTally:
    async with context.database.writing(person.guild_id) as connection:
        poll = await meant(connection)
        await polls.cancel_poll(connection, poll.id, context.clock())
        done = audit_log.on_poll("poll cancelled", poll)
        await audit_log.keep(connection, done, context.clock())
    context.box.drop(poll.id)
    audit_log.note(done)
    with contextlib.suppress(StorageFault):  # of which the storage has told the operator; the next sweep goes on
        await finish_mixing(context)
    async with context.database.reading() as connection:
        return await recount(connection, replace(poll, state=PollState.CANCELLED))


async def publish(
    context: Context, person: Person, question: str | None, round_: Round | None, *, poll_id: int | None = None
) -> PollTally:
    """Release a closed poll's result to everybody, and claim its posting.

    Raises NotNow while it is open, where it is public already, and where it is not what was sealed at the closing.
    """
    now = context.clock()
    # Counting takes its time, and nobody's vote waits for it: ballots of a closed poll do not change.
    async with context.database.reading() as connection:
        poll = await find_poll(connection, person, question, round_, lambda poll: poll.awaits_publication, poll_id)
        _require_counted(poll)
        if poll.published_at is not None:
            raise NotNow(_public_already())
        tally = await recount(connection, replace(poll, published_at=now))
        if not await fits_seal(connection, tally):
            raise _no_longer_sealed(poll)
    done = audit_log.on_poll("result published", poll, seal=poll.seal)
    async with context.database.writing(person.guild_id) as connection:
        if not await polls.publish_poll(connection, poll.id, now):
            await _poll_of_button(connection, person, poll.id)
            raise NotNow(_public_already())
        await audit_log.keep(connection, done, now)
    audit_log.note(done)
    return tally


def _require_counted(poll: Poll) -> None:
    if poll.state is PollState.OPEN:
        raise NotNow(say("That poll is still open. Close it first with `/poll close`."))
    if poll.state is PollState.COUNTING:
        raise NotNow(say("The votes are still being counted. Try again in a moment."))


def _public_already() -> Text:
    """Say so, without a command that shows it: those show the newest debate only."""
    return say("That result is public already.")


def _no_longer_sealed(poll: Poll) -> NotNow:
    log.error("the votes stored in poll %d, or its list of voters, have changed since it was sealed", poll.id)
    return NotNow(
        say(
            "The votes that are stored in this poll are not those that were sealed when it closed, so its result stays "
            "unpublished. Tell whoever runs the bot: a backup may still have them. Otherwise set the poll aside, and "
            "vote again."
        )
    )


def _is_open(poll: Poll) -> bool:
    return poll.state is PollState.OPEN
