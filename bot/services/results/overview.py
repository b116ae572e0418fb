"""The polls of a debate at a glance, with where their results are."""

from dataclasses import dataclass

from bot.domain.polls import Poll, Posting
from bot.services.common.context import Context
from bot.services.results.results import polls_by_question
from bot.storage.postings import first_postings


@dataclass(frozen=True)
class Overview:
    """The polls of a server's newest debate by question, and the messages that first showed their results."""

    polls: dict[str, list[Poll]]
    results: dict[int, Posting]


async def overview(context: Context, guild_id: int) -> Overview:
    """Return the polls of the newest debate; only published results have a message here."""
    by_question = await polls_by_question(context, guild_id)
    published = [poll.id for polls in by_question.values() for poll in polls if poll.published_at is not None]
    async with context.database.reading() as connection:
        return Overview(by_question, await first_postings(connection, published))
