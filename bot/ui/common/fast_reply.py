"""A faster plain answer: it does not fetch the message that was sent, which costs as much as sending it.

discord.py always asks for that message and builds it. These are its own parts below `send_message`, which it may
rename: its version is pinned in pyproject.toml, and every test of a vote fails where they are not there.
"""

import discord
from discord.http import Route
from discord.webhook.async_ import async_context

CALLBACK = "/interactions/{webhook_id}/{webhook_token}/callback"
EPHEMERAL = discord.MessageFlags(ephemeral=True).value
MESSAGE = discord.InteractionResponseType.channel_message


async def send_text(interaction: discord.Interaction, content: str) -> None:
    """Answer an interaction, as the first answer, with a text that only its person sees."""
    http = interaction.client.http
    await async_context.get().request(
        Route("POST", CALLBACK, webhook_id=interaction.id, webhook_token=interaction.token),
        session=interaction._session,  # noqa: SLF001  as above
        proxy=http.proxy,
        proxy_auth=http.proxy_auth,
        payload={
            "type": MESSAGE.value,
            "data": {"content": content, "flags": EPHEMERAL, "allowed_mentions": {"parse": []}},
        },
    )
    interaction.response._response_type = MESSAGE  # noqa: SLF001  as above
