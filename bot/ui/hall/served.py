"""The server of the page on the wall, where there is one."""

import discord

from bot.domain.refusals import NotNow
from bot.domain.texts import say
from bot.ui.common.bot import HallServer, bot_of


def require_served(interaction: discord.Interaction) -> HallServer:
    """Return what serves the page. Raises NotNow where the operator has not turned it on."""
    hall = bot_of(interaction).hall
    if hall is None:
        raise NotNow(say("The hall's page is off. Whoever runs the bot turns it on with `HALL_PORT`."))
    return hall
