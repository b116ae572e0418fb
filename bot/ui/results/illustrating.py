"""Pictures that follow a result: it is posted as text at once, and edited when they are drawn."""

import logging

import discord

from bot.domain.polls import PollState
from bot.domain.tally import PollTally
from bot.services.common.context import Context
from bot.services.results.results import state_now
from bot.ui.common.failures import FAILURES
from bot.ui.common.languages import Speech
from bot.ui.results.messages import illustrated_message
from bot.ui.results.retracting import remember

log = logging.getLogger(__name__)


async def add_pictures(context: Context, message: discord.Message, tally: PollTally, speech: Speech) -> None:
    """Draw the pictures of a posted result and put them into its message, which is complete without them.

    A poll that was cancelled meanwhile gets none, and its result is taken back, even if it happens during the edit.
    """
    shown = await illustrated_message(context, tally, speech)
    if shown is None:
        return
    if await state_now(context, tally.poll) is not PollState.CANCELLED:
        try:
            await message.edit(view=shown["view"], attachments=shown["files"])
        except discord.NotFound:  # somebody has deleted it
            return
        except FAILURES as error:
            log.warning("could not add the pictures to the result of poll %s: %s", tally.poll.id, error)
            return
    await remember(context, message, speech, tally.poll)
