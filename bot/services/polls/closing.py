"""Ending the voting in a poll, whoever asks for it: a moderator, the deadline, or the end of the debate.

`close` takes a moment and leaves the poll COUNTING; `counting.count` does the rest. If the process dies in between,
whoever claims the posting of the result counts the poll.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.domain.polls import Poll, PollState, Release
from bot.storage import polls, refused_voters
from bot.storage.engine import Connection

Electorates = Mapping[int | None, int | None]
"""How many people may vote, by the participants' role of a poll; None if not known."""


async def close(connection: Connection, poll: Poll, now: datetime, electorates: Electorates) -> Poll | None:
    """End the voting in a poll, which then waits for its count; return None if another process has ended it already.

    The caller then holds the claim to post the result. A poll whose deadline has passed is closed as of its deadline.
    """
    closed_at = min(now, poll.closes_at) if poll.closes_at else now
    electorate = electorates.get(poll.participant_role)
    published_at = None if poll.release is Release.MANUAL else closed_at
    if not await polls.close_poll(
        connection, poll.id, closed_at=closed_at, claimed_at=now, published_at=published_at, electorate=electorate
    ):
        return None
    await refused_voters.keep_numbers(connection, poll.id)
    return replace(
        poll,
        state=PollState.COUNTING,
        closed_at=closed_at,
        published_at=published_at,
        electorate=poll.electorate if electorate is None else electorate,
    )
