"""Taps that were meant for what was there a moment before."""

from datetime import datetime, timedelta

import discord

from bot.ui.common.bot import context_of
from bot.ui.common.responding import defer_update

DOUBLE_TAP = timedelta(seconds=2)


def stamp(now: datetime) -> int:
    """Return what a button carries of the moment in which its page was shown."""
    return int(now.timestamp())


async def drop_double_tap(interaction: discord.Interaction, shown: int) -> bool:
    """Acknowledge a tap that came so soon after its page was shown that nobody can have read it; whether it did."""
    is_too_soon = context_of(interaction).clock().timestamp() - shown < DOUBLE_TAP.total_seconds()
    if is_too_soon:
        await defer_update(interaction)
    return is_too_soon
