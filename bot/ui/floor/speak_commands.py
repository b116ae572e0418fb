"""`/speak`: asking for the floor."""

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.domain.floor import Side
from bot.ui.floor.handlers import ask_here

SIDES = [
    Choice(name=_("For"), value="for"),
    Choice(name=_("Against"), value="against"),
    Choice(name=_("Neutral"), value="neutral"),
]


class Speak(commands.Cog):
    """Asking to speak."""

    @app_commands.command(name="speak", description=_("Ask to speak, while the floor is open"))
    @app_commands.guild_only()
    @app_commands.describe(side=_("Which side you take, where the floor has sides"))
    @app_commands.choices(side=SIDES)
    async def speak(self, interaction: discord.Interaction, side: Choice[str] | None = None) -> None:
        """Put whoever asks on the list, and say where they stand."""
        await ask_here(interaction, None, Side(side.value) if side else None)


COG = Speak
