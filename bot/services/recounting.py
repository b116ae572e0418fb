"""Counting a poll from its stored ballots."""

from bot.domain.polls import Poll
from bot.domain.tally import PollTally, count_poll
from bot.storage.ballots import profiles_of, turnouts_of
from bot.storage.engine import Connection


async def recount(connection: Connection, poll: Poll) -> PollTally:
    """Count a poll from its stored ballots."""
    profiles = await profiles_of(connection, [poll.id])
    turnouts = await turnouts_of(connection, [poll.id])
    return count_poll(poll, profiles, turnouts.get(poll.id, 0))
