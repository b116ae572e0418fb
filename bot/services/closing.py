"""Closing a poll, whoever asks for it: a moderator, the deadline, or the end of the debate."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.domain.canonical import Codes, canonical_lines, seal
from bot.domain.polls import Poll, PollState, Release, Secrecy
from bot.domain.tally import PollTally, count_poll
from bot.services.context import Context
from bot.storage import polls
from bot.storage.ballots import profiles_of, turnouts_of
from bot.storage.codes import keep_codes, summary_of
from bot.storage.debates import debate_by_id
from bot.storage.engine import Connection
from bot.storage.secret_ballots import mix

Electorates = Mapping[int | None, int | None]
"""How many may vote, by the participants' role that a poll was opened with; None where that is not known."""


async def close(
    context: Context, connection: Connection, poll: Poll, now: datetime, electorates: Electorates
) -> PollTally | None:
    """Close a poll, recount it and seal the count; return None where somebody else had closed it already.

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
    return await _sealed(context, connection, await recount(connection, closed))


async def _sealed(context: Context, connection: Connection, tally: PollTally) -> PollTally:
    """Keep the seal of a count together with the list of the voters, whose commitments deletions leave as they are."""
    poll = tally.poll
    codes = await keep_codes(connection, poll.id, partial(context.pseudonyms.code, poll.id))
    sealed = await _seal_of(connection, tally, codes)
    await polls.seal_poll(connection, poll.id, sealed)
    return replace(tally, poll=replace(poll, seal=sealed))


async def fits_seal(connection: Connection, tally: PollTally) -> bool:
    """Whether a count is still the one that was sealed when its poll closed; without a seal there is none to fit."""
    sealed = tally.poll.seal
    return sealed is None or sealed == await _seal_of(connection, tally, await summary_of(connection, tally.poll.id))


async def _seal_of(connection: Connection, tally: PollTally, codes: Codes) -> str:
    debate = await debate_by_id(connection, tally.poll.debate_id)
    return seal(canonical_lines(debate.title, tally, codes))


async def mix_secret(connection: Connection, poll: Poll) -> None:
    """Take from a secret poll that is over what the database itself may still tell of the order of its votes."""
    if poll.secrecy is Secrecy.SECRET:
        await mix(connection, poll.id)


async def recount(connection: Connection, poll: Poll) -> PollTally:
    """Count a poll from its stored ballots."""
    profiles = await profiles_of(connection, [poll.id])
    turnouts = await turnouts_of(connection, [poll.id])
    return count_poll(poll, profiles, turnouts.get(poll.id, 0))
