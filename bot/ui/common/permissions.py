"""Whether an answer is for one person or for the room."""

from collections.abc import Awaitable, Callable

import discord

from bot.services.common.debate_lookup import settings_of
from bot.services.common.permissions import require_moderator
from bot.ui.common.bot import context_of
from bot.ui.common.responding import answer, person_of, show_room


async def sender_for(interaction: discord.Interaction, *, public: bool) -> Callable[..., Awaitable[object]]:
    """Return `show_room` or `answer`. Raises NotAllowed if `public` is asked for by anybody but a moderator."""
    if not public:
        return answer
    person = person_of(interaction)
    require_moderator(await settings_of(context_of(interaction), person.guild_id), person)
    return show_room
