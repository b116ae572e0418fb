"""Closing a poll, whoever asks for it: a moderator, the deadline, or the end of the debate."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.domain.polls import Poll, PollState, Release, Secrecy
from bot.domain.tally import PollTally, count_poll
from bot.storage import polls
from bot.storage.ballots import profiles_of, turnouts_of
from bot.storage.engine import Connection
from bot.storage.secret_ballots import mix

Electorates = Mapping[int | None, int | None]
"""How many may vote, by the participants' role that a poll was opened with; None where that is not known."""


async def close(connection: Connection, poll: Poll, now: datetime, electorates: Electorates) -> PollTally | None:
    """Close a poll and recount it; return None where somebody else had closed it already.

    The caller thereby claims the posting of the result. A poll whose deadline has passed was closed at its deadline.
    """
    closed_at = min(now, poll.closes_at) if poll.closes_at else now
    electorate = electorates.get(poll.participant_role)
    published_at = None if poll.release is Release.MANUAL else closed_at
    if not await polls.close_poll(
        connection, poll.id, closed_at=closed_at, claimed_at=now, published_at=published_at, electorate=electorate
    ):
        return None
    closed = replace(
        poll,
        state=PollState.CLOSED,
        closed_at=closed_at,
        published_at=published_at,
        electorate=poll.electorate if electorate is None else electorate,
    )
    await mix_secret(connection, closed)
    return await recount(connection, closed)


async def mix_secret(connection: Connection, poll: Poll) -> None:
    """Take from a secret poll that is over what the database itself may still tell of the order of its votes."""
    if poll.secrecy is Secrecy.SECRET:
        await mix(connection, poll.id)


async def recount(connection: Connection, poll: Poll) -> PollTally:
    """Count a poll from its stored ballots."""
    profiles = await profiles_of(connection, [poll.id])
    turnouts = await turnouts_of(connection, [poll.id])
    return count_poll(poll, profiles, turnouts.get(poll.id, 0))
