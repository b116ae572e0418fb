"""The thread at a poll's ballot card, for talking about the question."""

from bot.domain.polls import Poll
from bot.services.common.context import Context
from bot.services.common.debate_lookup import settings_of


def thread_of(poll: Poll) -> int | None:
    """Return the id that a poll's thread has, if it has one: Discord gives it that of the message at which it hangs."""
    return poll.message_id


async def wants_thread(context: Context, poll: Poll) -> bool:
    """Whether a poll's ballot card is to have a thread: as its server is set now."""
    return (await settings_of(context, poll.guild_id)).threads
