"""A process of the bot as operators run it, but with a stand-in for Discord.

Its arguments: the stand-in's address, the database's, the key of pseudonyms, the public key, the port, and
INTERACTIONS_MAIN, which is empty for the process with the gateway.
"""

import asyncio
import sys
from pathlib import Path

import discord
import yarl
from pydantic import SecretStr

from bot import app, logs
from bot.settings import Settings

PACK = Path(__file__).parent / "packs" / "small"
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"  # noqa: S105  no real token


def main(address: str, url: str, key: str, public_key: str, port: str, main_address: str) -> None:
    """Run until SIGTERM."""
    logs.configure("WARNING", "text")
    discord.http.Route.BASE = f"http://{address}/api"
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(f"ws://{address}/gateway/")  # type: ignore[misc]
    settings = Settings(
        discord_token=SecretStr(TOKEN),
        database_url=SecretStr(url),
        debate_pack=str(PACK),
        pseudonym_key_file=Path(key),
        interactions_port=int(port),
        interactions_public_key=public_key,
        interactions_main=main_address or None,
    )
    asyncio.run(app.run(settings))


if __name__ == "__main__":
    main(*sys.argv[1:])
