"""Where results were posted, so that what is cancelled afterwards can be taken back."""

from bot.domain.polls import Poll, PollState, Posting
from bot.services.common.context import Context
from bot.storage import polls, postings


async def add(context: Context, posting: Posting, *shown: Poll) -> list[Poll]:
    """Note a message that shows what came out of these polls; return those that have been cancelled meanwhile."""
    async with context.database.writing() as connection:
        await postings.add_posting(connection, [poll.id for poll in shown], posting)
        now = [await polls.poll_by_id(connection, poll.id) for poll in shown]
    return [poll for poll in now if poll is not None and poll.state is PollState.CANCELLED]


async def of_poll(context: Context, poll: Poll) -> list[Posting]:
    """Return the messages that show what came out of a poll, as far as they are known."""
    async with context.database.reading() as connection:
        return await postings.postings_of(connection, poll.id)
