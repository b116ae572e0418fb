"""Posting before and after together, which in an Oxford debate is its verdict: by itself, or for a moderator."""

import discord

from bot.domain.polls import Poll
from bot.domain.shift import PollShift
from bot.services.common.context import Context
from bot.services.results.shift import public_shift
from bot.ui.common.channels import channel_of, speech_there
from bot.ui.common.languages import Speech
from bot.ui.results.messages import may_attach, shift_message
from bot.ui.results.retracting import remember


async def post_shift(
    context: Context, channel: discord.PartialMessageable, shift: PollShift, speech: Speech, *, may_attach: bool
) -> None:
    """Post a shift. Discord drops a second one of the same polls that comes at once, whoever asked for it."""
    message = await shift_message(context, shift, speech, may_attach=may_attach)
    posted = await channel.send(**message, nonce=f"shift-{shift.after.id}")
    await remember(context, posted, speech, shift.before, shift.after)


async def post_verdict(client: discord.Client, context: Context, before: Poll) -> None:
    """Post what became of a question, given its first vote; nothing if the two votes cannot be compared."""
    shift = await public_shift(context, before.debate_id, before.question)
    if shift is not None:
        after = shift.after
        speech, may = speech_there(client, after), may_attach(client, after)
        await post_shift(context, channel_of(client, after), shift, speech, may_attach=may)
