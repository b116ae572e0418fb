"""Runs `debate-bot` against a Discord of one's own: `launch.py ADDRESS COMMAND…`."""

import sys

import discord
import yarl


def point_at(address):
    """Have discord.py speak to this address instead of Discord's."""
    discord.http.Route.BASE = f"http://{address}/api"
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(f"ws://{address}/gateway/")


if __name__ == "__main__":
    point_at(sys.argv.pop(1))
    from bot.cli import main

    main()
