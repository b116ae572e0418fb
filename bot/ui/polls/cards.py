"""A ballot card as it is to be now, with what it takes from the pack and the database."""

import contextlib

import discord

from bot.domain.faults import StorageFault
from bot.domain.message_links import message_link
from bot.domain.polls import PollState, Posting
from bot.domain.tally import PollTally
from bot.services.common.context import Context
from bot.services.polls import result_messages
from bot.services.statements.results import can_be_voted_on
from bot.ui.common.channels import speech_there
from bot.ui.polls.card_pages import ballot_card, what_is_decided


async def card_of(client: discord.Client, context: Context, tally: PollTally) -> discord.ui.LayoutView:
    """Render a poll's card; once voting is over, with a link to the newest message that shows its result."""
    poll, speech = tally.poll, speech_there(client, tally.poll)
    if poll.state is PollState.OPEN:
        has_statements = False
        with contextlib.suppress(StorageFault):
            has_statements = await can_be_voted_on(context, poll.guild_id, poll.question)
        decides = what_is_decided(context.library, poll, speech)
        return ballot_card(tally, speech, decides=decides, has_statements=has_statements)
    newest: Posting | None = None
    with contextlib.suppress(StorageFault):  # of which the storage has told the operator
        newest = (await result_messages.newest(context, [poll.id])).get(poll.id)
    link = message_link(poll.guild_id, newest.channel_id, newest.message_id) if newest else None
    return ballot_card(tally, speech, result_link=link)
