"""Counting a poll from its stored ballots."""

import asyncio

from bot.domain.polls import Poll
from bot.domain.tally import PollTally, count_poll, raise_electorate
from bot.storage.ballots import profiles_of, turnouts_of
from bot.storage.engine import Connection

QUICK = 1000
"""Up to so many different answers are counted at once; more are counted in a worker thread."""


async def recount(connection: Connection, poll: Poll) -> PollTally:
    """Count a poll from its stored ballots. Until it is sealed, its electorate grows with those who have voted."""
    profiles = await profiles_of(connection, [poll.id])
    turnout = (await turnouts_of(connection, [poll.id])).get(poll.id, 0)
    if sum(map(len, profiles.values())) <= QUICK:
        return raise_electorate(count_poll(poll, profiles, turnout))
    return raise_electorate(await asyncio.to_thread(count_poll, poll, profiles, turnout))
