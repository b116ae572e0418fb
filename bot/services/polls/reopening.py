"""Opening a poll again that a moderator has closed by mistake."""

from dataclasses import dataclass
from functools import partial

from bot.domain.people import Person
from bot.domain.polls import Poll, PollState, Posting
from bot.domain.refusals import NotNow
from bot.domain.reopening import deadline_after_reopening, why_not_reopened
from bot.domain.texts import say
from bot.services.common import audit_log
from bot.services.common.context import Context
from bot.services.common.permissions import require_moderator
from bot.services.polls.counting_steps import FIRST_ROWS, until_done
from bot.services.polls.finding import poll_by_button
from bot.storage import polls, postings, servers
from bot.storage.codes import delete_codes, delete_detached
from bot.storage.debates import debate_by_id
from bot.storage.engine import Connection
from bot.storage.shifts import delete_shifts


@dataclass(frozen=True)
class ShownClosing:
    """The closing of a poll, as `closing_stamp` gives it, on the page whose button was tapped."""

    poll_id: int
    closed: int


def closing_stamp(poll: Poll) -> int:
    """Return when a poll closed as a Unix timestamp, 0 if it is open."""
    return int(poll.closed_at.timestamp()) if poll.closed_at else 0


async def reopen(context: Context, person: Person, shown: ShownClosing) -> tuple[Poll, list[Posting]]:
    """Take back the closing that was `shown`; return the poll, and the messages that said that it is closed.

    Seal, voter list and shifts of that closing are deleted, and made anew when it closes again. The log keeps both the
    closing and its taking back. Raises NotAllowed, NotFound and NotNow.
    """
    now = context.clock()
    async with context.database.writing(person.guild_id) as connection:
        require_moderator(await servers.server_settings(connection, person.guild_id), person)
        poll = await poll_by_button(connection, person, shown.poll_id)
        _require_same_closing(poll, shown)
        if reason := why_not_reopened(poll, now):
            raise NotNow(reason)
        if (await debate_by_id(connection, poll.debate_id)).closed_at is not None:
            raise NotNow(say("The debate is closed, so the poll cannot be opened again."))
        closes_at = deadline_after_reopening(poll, now)
        await polls.reopen_poll(connection, poll.id, closes_at)
        await _forget_closing(connection, poll)
        said = await postings.take_postings(connection, poll.id)
        minutes = None if closes_at is None or closes_at == poll.closes_at else (closes_at - now).seconds // 60
        done = audit_log.poll_action("poll reopened", poll, minutes=minutes)
        await audit_log.append(connection, done, now)
    audit_log.log(done)
    await _delete_other_codes(context, poll)
    opened = await context.open_polls.reload(poll.id)
    if opened is None:
        raise NotNow(say("The poll was opened again, but somebody else closed it at once."))
    return opened, said


def _require_same_closing(poll: Poll, shown: ShownClosing) -> None:
    if poll.state is PollState.OPEN:
        raise NotNow(say("That poll is already open."))
    if poll.state is PollState.COUNTING:
        raise NotNow(say("The votes are still being counted. Try again in a moment."))
    if closing_stamp(poll) != shown.closed:
        raise NotNow(say("Somebody has opened that poll again since, and it has closed a second time."))


async def _forget_closing(connection: Connection, poll: Poll) -> None:
    """Delete what the closing made.

    Whoever has deleted their data since has withdrawn from the poll, as from any open one: their ballot, which has no
    participant any more, would count beside another that they may cast.
    """
    await delete_shifts(connection, poll.id)
    await delete_detached(connection, poll.id)
    await delete_codes(connection, poll.id, FIRST_ROWS)


async def _delete_other_codes(context: Context, poll: Poll) -> None:
    """Delete the rest of a long voter list in small steps, for which no vote waits long; the next count does the same.

    Until then `/mydata` would show receipts on a list that is void.
    """

    async def delete_some(connection: Connection, at_most: int) -> int:
        newest = await polls.poll_by_id(connection, poll.id)
        if newest is None or newest.state is not PollState.OPEN:
            return 0
        return await delete_codes(connection, poll.id, at_most)

    await until_done(partial(context.database.writing, poll.guild_id), delete_some)
