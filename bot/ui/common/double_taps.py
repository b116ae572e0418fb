"""Taps that were meant for what was there a moment before."""

from datetime import datetime, timedelta

import discord

from bot.ui.common.bot import context_of

DOUBLE_TAP = timedelta(seconds=2)


def stamp(now: datetime) -> int:
    """Return what a button carries of the moment in which its page was shown."""
    return int(now.timestamp())


def is_double_tap(interaction: discord.Interaction, shown: int) -> bool:
    """Whether a tap came so soon after its page was shown that nobody can have read it."""
    return context_of(interaction).clock().timestamp() - shown < DOUBLE_TAP.total_seconds()
