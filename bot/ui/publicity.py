"""Whether an answer is for one person or for the room."""

import discord

from bot.services.debates import settings_of
from bot.services.permissions import require_moderator
from bot.ui.boundary import person_of
from bot.ui.host import context_of


async def ephemeral_unless(interaction: discord.Interaction, *, public: bool) -> bool:
    """Return whether to answer privately. Raises NotAllowed where somebody else than a moderator asks for `public`."""
    if public:
        person = person_of(interaction)
        require_moderator(await settings_of(context_of(interaction), person.guild_id), person)
    return not public
