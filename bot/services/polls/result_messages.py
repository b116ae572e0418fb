"""The messages that show results, so that the result of a cancelled poll can be taken down."""

from collections.abc import Sequence

from bot.domain.polls import Poll, PollState, Posting
from bot.services.common.context import Context
from bot.storage import polls, postings


async def add(context: Context, posting: Posting, *shown: Poll) -> list[Poll]:
    """Store a message that shows the results of these polls; return those that were cancelled meanwhile."""
    async with context.database.writing() as connection:
        await postings.add_posting(connection, [poll.id for poll in shown], posting)
        now = [await polls.poll_by_id(connection, poll.id) for poll in shown]
    return [poll for poll in now if poll is not None and poll.state is PollState.CANCELLED]


async def newest(context: Context, poll_ids: Sequence[int]) -> dict[int, Posting]:
    """Return the newest message that shows each poll's result, by poll id.

    The first one of a result that is published by hand says only that the poll is closed.
    """
    async with context.database.reading() as connection:
        return await postings.newest_postings(connection, poll_ids)


async def of_poll(context: Context, poll: Poll) -> list[Posting]:
    """Return the known messages that show a poll's result."""
    async with context.database.reading() as connection:
        return await postings.postings_of(connection, poll.id)
