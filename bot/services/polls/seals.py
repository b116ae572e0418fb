"""Whether a poll's stored votes are still those that were sealed."""

import asyncio

from bot.domain.canonical import canonical_lines, seal
from bot.domain.tally import PollTally
from bot.storage.codes import summary_of
from bot.storage.debates import debate_by_id
from bot.storage.engine import Connection


async def matches_seal(connection: Connection, tally: PollTally) -> bool:
    """Return whether a count still matches the seal of its poll; a poll without a seal matches."""
    sealed = tally.poll.seal
    if sealed is None:
        return True
    debate = await debate_by_id(connection, tally.poll.debate_id)
    codes = await summary_of(connection, tally.poll.id)
    return sealed == await asyncio.to_thread(lambda: seal(canonical_lines(debate.title, tally, codes)))
