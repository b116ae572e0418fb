"""The polls of a debate at a glance, with where their results are."""

from dataclasses import dataclass

from bot.domain.polls import Poll, Posting
from bot.services.common.context import Context
from bot.services.polls import result_messages
from bot.services.results.results import polls_by_question


@dataclass(frozen=True)
class Overview:
    """The polls of a server's newest debate by question, and the newest messages that show their results."""

    polls: dict[str, list[Poll]]
    results: dict[int, Posting]


async def overview(context: Context, guild_id: int) -> Overview:
    """Return the polls of the newest debate; only published results have a message here."""
    by_question = await polls_by_question(context, guild_id)
    published = [poll.id for polls in by_question.values() for poll in polls if poll.published_at is not None]
    return Overview(by_question, await result_messages.newest(context, published))
