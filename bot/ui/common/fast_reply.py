"""Faster answers: they do not fetch the message that was sent, which costs as much as sending it.

discord.py always asks for that message and builds it. These are its own parts below `send_message`, which it may
rename: its version is pinned in pyproject.toml, and every test of a vote fails where they are not there.
"""

from collections.abc import Sequence
from typing import Any

import discord
from discord.http import Route
from discord.webhook.async_ import async_context

CALLBACK = "/interactions/{webhook_id}/{webhook_token}/callback"
EPHEMERAL = discord.MessageFlags(ephemeral=True).value
PAGE = discord.MessageFlags(components_v2=True).value
MESSAGE = discord.InteractionResponseType.channel_message
UPDATE = discord.InteractionResponseType.message_update

Components = Sequence[dict[str, Any]]
"""A page as Discord takes it."""


async def send_text(interaction: discord.Interaction, content: str) -> None:
    """Answer an interaction, as the first answer, with a text that only its person sees."""
    await _send(interaction, MESSAGE, {"content": content, "flags": EPHEMERAL})


async def send_components(interaction: discord.Interaction, components: Components, *, in_place: bool) -> None:
    """Answer an interaction, as the first answer, with a page that only its person sees.

    With `in_place` it replaces the message that the control is on.
    """
    kind, flags = (UPDATE, PAGE) if in_place else (MESSAGE, PAGE | EPHEMERAL)
    await _send(interaction, kind, {"components": components, "flags": flags})


async def _send(interaction: discord.Interaction, kind: discord.InteractionResponseType, data: dict[str, Any]) -> None:
    http = interaction.client.http
    await async_context.get().request(
        Route("POST", CALLBACK, webhook_id=interaction.id, webhook_token=interaction.token),
        session=interaction._session,  # noqa: SLF001  as above
        proxy=http.proxy,
        proxy_auth=http.proxy_auth,
        payload={"type": kind.value, "data": {**data, "allowed_mentions": {"parse": []}}},
    )
    interaction.response._response_type = kind  # noqa: SLF001  as above
