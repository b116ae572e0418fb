"""Closing, extending, cancelling and publishing a poll, as a moderator asks for it."""

import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.faults import StorageFault
from bot.domain.people import Person
from bot.domain.polls import Poll, PollState, Round
from bot.domain.refusals import NotNow
from bot.domain.tally import PollTally
from bot.domain.texts import Text, say
from bot.services.common import audit_log
from bot.services.common.context import Context
from bot.services.polls.closing import Electorates, close
from bot.services.polls.counting import count, matches_seal
from bot.services.polls.counting_steps import finish_mixing
from bot.services.polls.finding import find_poll, poll_by_button
from bot.services.polls.recount import recount
from bot.storage import polls
from bot.storage.engine import Connection

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ShownDeadline:
    """The deadline of a poll, as `deadline_stamp` gives it, on the page whose button was tapped."""

    poll_id: int
    deadline: int


def deadline_stamp(poll: Poll) -> int:
    """Return a poll's deadline in whole seconds since 1970, 0 where it has none."""
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
    """Close a poll; returns its count and whether this call brought it. Closing twice changes nothing.

    Raises NotNow where it is cancelled before it is counted.
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
    except StorageFault as fault:  # whoever finds it without a result counts it
        raise NotNow(say("Voting is over, but the votes could not be counted yet. The result follows.")) from fault
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
    """Move a deadline by some minutes, or set one that many minutes from now where there was none.

    If `shown` is not the poll's deadline any more, because somebody moved it meanwhile, it raises NotNow.
    """
    async with context.database.writing(person.guild_id) as connection:
        poll = await find_poll(connection, person, question, round_, _is_open, shown.poll_id if shown else None)
        if shown is not None and shown.deadline != deadline_stamp(poll) and poll.state is PollState.OPEN:
            raise NotNow(say("The deadline was moved meanwhile, so it stays as it is now."))
        closes_at = (poll.closes_at or context.clock()) + timedelta(minutes=minutes)
        if not poll.accepts_votes(context.clock()) or not await polls.extend_poll(connection, poll.id, closes_at):
            raise NotNow(say("That poll is no longer open. To vote again, open it in another round."))
        done = audit_log.poll_action("poll extended", poll, minutes=minutes)
        await audit_log.append(connection, done, context.clock())
    extended = replace(poll, closes_at=closes_at)
    context.open_polls.add(extended)
    audit_log.log(done)
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
        done = audit_log.poll_action("poll cancelled", poll)
        await audit_log.append(connection, done, context.clock())
    context.open_polls.remove(poll.id)
    audit_log.log(done)
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
        if not await matches_seal(connection, tally):
            raise _no_longer_sealed(poll)
    done = audit_log.poll_action("result published", poll, seal=poll.seal)
    async with context.database.writing(person.guild_id) as connection:
        if not await polls.publish_poll(connection, poll.id, now):
            await poll_by_button(connection, person, poll.id)
            raise NotNow(_public_already())
        await audit_log.append(connection, done, now)
    audit_log.log(done)
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
