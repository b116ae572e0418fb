"""The verdict of an Oxford debate's question, posted in the channel of its second vote."""

import discord

from bot.domain.polls import Poll
from bot.services.common.context import Context
from bot.services.results.shift import public_shift
from bot.ui.common.channels import channel_of, speech_there
from bot.ui.results.messages import may_attach, shift_message
from bot.ui.results.retracting import remember


class Verdicts:
    """Posts verdicts."""

    def __init__(self, client: discord.Client, context: Context) -> None:
        self._client = client
        self._context = context

    async def post(self, before: Poll) -> None:
        """Post what became of a question, given its first vote; nothing if the two votes cannot be compared."""
        shift = await public_shift(self._context, before.debate_id, before.question)
        if shift is None:
            return
        after, speech = shift.after, speech_there(self._client, shift.after)
        may = may_attach(self._client, after)
        message = await shift_message(self._context, shift, speech, may_attach=may)
        # Discord drops a second message with this nonce, also one that a moderator has asked for.
        posted = await channel_of(self._client, after).send(**message, nonce=f"shift-{after.id}")
        await remember(self._context, posted, speech, shift.before, after)
