"""When people voted, without who they are or what they voted."""

from collections import Counter
from collections.abc import Iterable

from bot.domain.polls import Poll
from bot.domain.small_groups import FEWEST
from bot.domain.turnout import Arrivals, arrivals_in, step_of
from bot.storage.arrivals import arrivals_of
from bot.storage.engine import Reading


async def arrivals_among(connection: Reading, among: Iterable[Poll]) -> dict[int, Arrivals]:
    """Return when people voted, by poll id, for closed polls with at least five voters; secret polls have no times."""
    found = {}
    for poll in among:
        if poll.closed_at is None:
            continue
        steps = Counter([step_of(time, poll.opened_at) async for time in arrivals_of(connection, poll.id)])
        if steps.total() >= FEWEST:
            found[poll.id] = arrivals_in(steps, poll.opened_at, poll.closed_at)
    return found
