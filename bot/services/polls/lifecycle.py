"""Closing, extending, cancelling and publishing a poll, as a moderator asks for it."""

import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from bot.domain.faults import StorageFault
from bot.domain.oxford import hidden_words
from bot.domain.people import Person
from bot.domain.polls import Poll, PollState, Round
from bot.domain.refusals import NotNow
from bot.domain.tally import PollTally
from bot.domain.texts import Text, say
from bot.services.common import audit_log
from bot.services.common.context import Context
from bot.services.polls.closing import Electorates, close
from bot.services.polls.counting import count
from bot.services.polls.counting_steps import finish_mixing
from bot.services.polls.finding import find_poll, poll_by_button
from bot.services.polls.oxford import publish_before
from bot.services.polls.recount import recount
from bot.services.polls.seals import matches_seal
from bot.storage import polls, refused_voters
from bot.storage.engine import Connection

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ShownDeadline:
    """The deadline of a poll, as `deadline_stamp` gives it, on the page whose button was tapped."""

    poll_id: int
    deadline: int


class Stage(StrEnum):
    """How far a poll has come, as far as cancelling it does something else."""

    OPEN = "open"
    CLOSED = "closed"
    PUBLIC = "public"


@dataclass(frozen=True)
class ShownStage:
    """A poll's stage on the page whose button was tapped."""

    poll_id: int
    stage: Stage


def stage_of(poll: Poll) -> Stage:
    """Return how far a poll has come. A result that is still counted is public if it will be as soon as it can."""
    if poll.state is PollState.OPEN:
        return Stage.OPEN
    return Stage.CLOSED if poll.published_at is None else Stage.PUBLIC


def deadline_stamp(poll: Poll) -> int:
    """Return a poll's deadline as a Unix timestamp, 0 if it has none."""
    return int(poll.closes_at.timestamp()) if poll.closes_at else 0


async def close_by_hand(
    context: Context,
    person: Person,
    question: str | None,
    round_: Round | None,
    electorates: Electorates,
    *,
    poll_id: int | None = None,
) -> tuple[PollTally, bool]:
    """Close a poll; return its count and whether this call made it. Closing twice changes nothing.

    Raises NotNow if the poll is cancelled before it is counted.
    """
    now = context.clock()
    await context.open_polls.release_waiting()
    async with context.database.writing(person.guild_id) as connection:
        poll = await find_poll(connection, person, question, round_, _is_open, poll_id)
        done = audit_log.poll_action("poll closed", poll)
        closed = await close(connection, poll, now, electorates)
        if closed is not None:
            await audit_log.append(connection, done, now)
    context.open_polls.remove(poll.id)
    if closed is not None:
        audit_log.log(done)
    try:
        tally = await count(context, closed or poll)
    except StorageFault as fault:  # the next claim of the posting counts it
        raise NotNow(say("Voting is over, but the votes are not counted yet. The result follows.")) from fault
    if tally is not None:
        return tally, True
    async with context.database.reading() as connection:
        return await recount(connection, await poll_by_button(connection, person, poll.id)), False


async def extend(
    context: Context,
    person: Person,
    question: str | None,
    round_: Round | None,
    minutes: int,
    *,
    shown: ShownDeadline | None = None,
) -> Poll:
    """Move a deadline by some minutes, or set one that many minutes from now if there is none.

    Raises NotNow if the deadline is no longer the one `shown` to the moderator, as somebody else has moved it.
    """
    async with context.database.writing(person.guild_id) as connection:
        poll = await find_poll(connection, person, question, round_, _is_open, shown.poll_id if shown else None)
        if shown is not None and shown.deadline != deadline_stamp(poll) and poll.state is PollState.OPEN:
            raise NotNow(say("Somebody else moved the deadline at the same time. It stays as it is now."))
        closes_at = (poll.closes_at or context.clock()) + timedelta(minutes=minutes)
        if not poll.accepts_votes(context.clock()) or not await polls.extend_poll(connection, poll.id, closes_at):
            raise NotNow(say("That poll is no longer open. To vote again, open it in another round."))
        done = audit_log.poll_action("poll extended", poll, minutes=minutes)
        await audit_log.append(connection, done, context.clock())
    extended = replace(poll, closes_at=closes_at)
    context.open_polls.add(extended)
    audit_log.log(done)
    return extended


async def poll_to_cancel(context: Context, person: Person, question: str | None, round_: Round | None) -> PollTally:
    """Return the poll that a moderator means to cancel, with its count. Raises NotAllowed, NotFound, NotNow."""
    async with context.database.reading() as connection:
        return await recount(connection, await _meant_to_cancel(connection, person, question, round_))


async def cancel(
    context: Context, person: Person, question: str | None, round_: Round | None, *, shown: ShownStage | None = None
) -> PollTally:
    """Cancel a poll: its ballots stay stored but no longer count.

    Raises NotNow if the poll is no longer at the stage `shown` to the moderator.
    """

    async def meant(connection: Connection) -> Poll:
        if shown is None:
            return await _meant_to_cancel(connection, person, question, round_)
        poll = await find_poll(connection, person, None, None, _is_open, shown.poll_id)
        if stage_of(poll) is not shown.stage:
            raise NotNow(
                say(
                    "Nothing was cancelled. Since you were asked, the poll was opened again, closed or "
                    "published. `/poll cancel` says what it would do now."
                )
            )
        return poll

    return await _cancel(context, person, meant)


async def other_rounds(context: Context, poll: Poll) -> list[Poll]:
    """Return the other polls of the same question and debate that are not cancelled."""
    async with context.database.reading() as connection:
        found = await polls.polls_of(connection, poll.debate_id, question=poll.question)
    return [other for other in found if other.id != poll.id]


async def _meant_to_cancel(connection: Connection, person: Person, question: str | None, round_: Round | None) -> Poll:
    poll = await find_poll(connection, person, question, round_, _is_open, exactly=question is not None)
    if question is None and poll.state is not PollState.OPEN:
        raise NotNow(say("No poll is open. To cancel a closed one, name it with `question:`."))
    return poll


async def set_aside(context: Context, person: Person, poll_id: int) -> PollTally:
    """Cancel a closed poll of any debate whose result is not published. Raises NotNow if it is open or published."""

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
        await refused_voters.keep_numbers(connection, poll.id)
        done = audit_log.poll_action("poll cancelled", poll)
        await audit_log.append(connection, done, context.clock())
    context.open_polls.remove(poll.id)
    audit_log.log(done)
    with contextlib.suppress(StorageFault):  # the operator has been told; the board's next sweep mixes the rest
        await finish_mixing(context)
    async with context.database.reading() as connection:
        return await recount(connection, replace(poll, state=PollState.CANCELLED))


async def publish(
    context: Context, person: Person, question: str | None, round_: Round | None, *, poll_id: int | None = None
) -> PollTally:
    """Publish a closed poll's result, and claim its posting.

    Raises NotNow if the poll is open, if its result is published already, or if it no longer matches the seal.
    """
    now = context.clock()
    # Counted in a reading transaction, for which no vote waits: ballots of a closed poll do not change.
    async with context.database.reading() as connection:
        poll = await find_poll(connection, person, question, round_, lambda poll: poll.awaits_publication, poll_id)
        _require_counted(poll)
        if poll.published_at is not None:
            raise NotNow(_public_already())
        if poll.is_hidden:
            raise NotNow(hidden_words(poll))
        tally = await recount(connection, replace(poll, published_at=now))
        if not await matches_seal(connection, tally):
            raise _no_longer_sealed(poll)
    done = audit_log.poll_action("result published", poll, seal=poll.seal)
    async with context.database.writing(person.guild_id) as connection:
        if not await polls.publish_poll(connection, poll.id, now):
            await poll_by_button(connection, person, poll.id)
            raise NotNow(_public_already())
        await audit_log.append(connection, done, now)
    audit_log.log(done)
    await publish_before(context, poll)
    return tally


def _require_counted(poll: Poll) -> None:
    if poll.state is PollState.OPEN:
        raise NotNow(say("That poll is still open. Close it first with `/poll close`."))
    if poll.state is PollState.COUNTING:
        raise NotNow(say("The votes are still being counted. Try again in a moment."))


def _public_already() -> Text:
    """Name no command that shows it: commands show the newest debate only."""
    return say("That result is already public.")


def _no_longer_sealed(poll: Poll) -> NotNow:
    log.error("the votes stored in poll %d, or its list of voters, have changed since it was sealed", poll.id)
    return NotNow(
        say(
            "The stored votes are not those that were sealed, so the result stays unpublished. Tell "
            "whoever runs the bot: a backup may have the sealed ones. Otherwise cancel the poll and vote "
            "again."
        )
    )


def _is_open(poll: Poll) -> bool:
    return poll.state is PollState.OPEN
