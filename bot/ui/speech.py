"""In what language whoever acts, and the room, are spoken to."""

import discord
from discord import app_commands

from bot.i18n import Speech, speech_in

__all__ = ["CommandTranslator", "Speech", "speech_for", "speech_in", "speech_of_room"]


def speech_for(interaction: discord.Interaction) -> Speech:
    """Return the speech of the person who acts."""
    return speech_in(interaction.locale.value)


def speech_of_room(interaction: discord.Interaction) -> Speech:
    """Return the speech of the server, for what everybody reads."""
    return speech_in((interaction.guild_locale or discord.Locale.american_english).value)


class CommandTranslator(app_commands.Translator):
    """Translates names and descriptions of commands where a catalogue has them."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,  # noqa: ARG002  discord.py's signature
    ) -> str | None:
        said = speech_in(locale.value)(string.message)
        return said if said != string.message else None
