"""Slows down a person who taps far faster than people do, before anything is asked of the database."""

import discord

from bot.domain.refusals import NotNow
from bot.domain.texts import say
from bot.ui.common.bot import bot_of, context_of


def require_tap_within_limit(interaction: discord.Interaction) -> None:
    """Count a tap, a form or a command of a person. Raises NotNow where they have sent too many in this second."""
    if not bot_of(interaction).tap_limit.allows(interaction.user.id, context_of(interaction).clock().timestamp()):
        raise NotNow(say("That was too fast, so nothing was changed. Wait a second, then try again."))
