"""Addresses of channels and messages in Discord."""


def channel_link(guild_id: int, channel_id: int) -> str:
    """Return the address of a channel."""
    return f"https://discord.com/channels/{guild_id}/{channel_id}"


def message_link(guild_id: int, channel_id: int, message_id: int) -> str:
    """Return the address of a message."""
    return f"{channel_link(guild_id, channel_id)}/{message_id}"
