"""How many people may vote, as far as Discord tells a bot that does not read member lists."""

import asyncio
from collections.abc import Iterable

import discord

from bot.domain.polls import Poll
from bot.ui.common.failures import FAILURES

TIMEOUT = 5
"""Timeout in seconds of the request for how many may vote."""


async def electorate_of(client: discord.Client, guild_id: int | None, participant_role: int | None) -> int | None:
    """Return the number of holders of the participants' role, or of members without this bot; None if unknown.

    Other bots in the server are counted, as telling them apart takes the privileged members intent.
    """
    guild = client.get_guild(guild_id or 0)
    if guild is None:
        return None
    try:
        async with asyncio.timeout(TIMEOUT):
            if participant_role is not None:
                counts = await guild.role_member_counts()
                return next((count for role, count in counts.items() if role.id == participant_role), None)
            # What the gateway said on connecting grows old: only that intent would tell of those who come and go.
            members = (await client.fetch_guild(guild.id)).approximate_member_count or guild.member_count
    except FAILURES:
        return None
    return members - 1 if members else None


async def electorates_of(client: discord.Client, polls: Iterable[Poll]) -> dict[int | None, int | None]:
    """Return, for polls of one server, how many may vote, by the participants' role that each was opened with."""
    guilds = {poll.participant_role: poll.guild_id for poll in polls}
    return {role: await electorate_of(client, guild_id, role) for role, guild_id in guilds.items()}
