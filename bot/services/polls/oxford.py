"""Publishing the first result of an Oxford debate's question when the second one becomes public."""

import contextlib

from bot.domain.faults import StorageFault
from bot.domain.oxford import due_with_after
from bot.domain.polls import Poll
from bot.services.common import audit_log
from bot.services.common.context import Context
from bot.services.polls.recount import recount
from bot.services.polls.seals import matches_seal
from bot.storage import polls
from bot.storage.polls import polls_of


async def publish_before(context: Context, poll: Poll) -> None:
    """Publish what waited for this poll; nobody has claimed its posting then.

    If that fails, or its votes no longer match their seal, moderators publish it by hand, which says why.
    """
    with contextlib.suppress(StorageFault):  # the storage has told the operator
        await _publish_before(context, poll)


async def _publish_before(context: Context, poll: Poll) -> None:
    now = context.clock()
    async with context.database.reading() as connection:
        due = due_with_after(await polls_of(connection, poll.debate_id, question=poll.question))
        if due is None or not await matches_seal(connection, await recount(connection, due)):
            return
    done = audit_log.poll_action("result published", due, seal=due.seal)
    async with context.database.writing(due.guild_id) as connection:
        # Somebody may have cancelled the second vote meanwhile.
        if due_with_after(await polls_of(connection, due.debate_id, question=due.question)) is None:
            return
        await polls.publish_poll(connection, due.id, now, is_claimed=False)
        await audit_log.append(connection, done, now)
    audit_log.log(done)
