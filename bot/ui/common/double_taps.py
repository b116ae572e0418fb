"""Taps that were meant for what was there a moment before."""

from datetime import datetime, timedelta

import discord

from bot.ui.common.bot import context_of
from bot.ui.common.languages import speech_for
from bot.ui.common.responding import answer

DOUBLE_TAP = timedelta(seconds=2)


def stamp(now: datetime) -> int:
    """Return what a button carries of the moment in which its page was shown."""
    return int(now.timestamp())


async def drop_double_tap(interaction: discord.Interaction, shown: int) -> bool:
    """Refuse a tap that came so soon after its page was shown that nobody can have read it; whether it did.

    It may have been meant all the same, for a button that somebody waited for: so it is not dropped in silence.
    """
    is_too_soon = context_of(interaction).clock().timestamp() - shown < DOUBLE_TAP.total_seconds()
    if is_too_soon:
        speech = speech_for(interaction)
        await answer(interaction, speech("That was too quick, so nothing was done. Tap again if you meant it."))
    return is_too_soon
