"""Where results were posted, so that what is cancelled afterwards can be taken back."""

from bot.domain.polls import Poll, Posting
from bot.services.context import Context
from bot.storage import postings


async def remember(context: Context, posting: Posting, *polls: Poll) -> None:
    """Note a message that shows what came out of these polls."""
    async with context.database.writing() as connection:
        await postings.add_posting(connection, [poll.id for poll in polls], posting)


async def of_poll(context: Context, poll: Poll) -> list[Posting]:
    """Return the messages that show what came out of a poll, as far as they are known."""
    async with context.database.reading() as connection:
        return await postings.postings_of(connection, poll.id)
