"""Which language a person and a server are answered in."""

from collections.abc import Collection
from fractions import Fraction

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Location

from bot.i18n import Speech, speech_in

__all__ = ["CommandTranslator", "Speech", "speech_for", "speech_in", "speech_of_guild", "speech_of_room"]


def languages_heard(written: Collection[str]) -> dict[str, str]:
    """Return in what languages of Discord's a pack with texts in these is read, by what it is read in.

    Of those that are served the same texts, it is the one with the longest figures.
    """
    found: dict[tuple[str, ...], str] = {}
    for locale in discord.Locale:
        base = locale.value.split("-", maxsplit=1)[0]
        served = (
            *(name for name in (locale.value, base) if name in written),
            *([f"({base})"] if speech_in(locale.value).is_translated else []),
        )
        found[served] = max(found.get(served, locale.value), locale.value, key=_width_of_figures)
    return {(served or ("en",))[0].strip("()"): language for served, language in found.items()}


def _width_of_figures(language: str) -> tuple[int, int]:
    speech = speech_in(language)
    figures = speech.percent(Fraction(1)) + speech.number(10**6)
    return len(figures), len(figures.encode())


def speech_for(interaction: discord.Interaction) -> Speech:
    """Return the speech of the person who acts."""
    return speech_in(str(interaction.locale.value))  # whatever Discord, or a forger, calls a language


def speech_of_room(interaction: discord.Interaction) -> Speech:
    """Return the speech of the server, for what everybody reads."""
    return speech_in(str((interaction.guild_locale or discord.Locale.american_english).value))


def speech_of_guild(client: discord.Client, guild_id: int) -> Speech:
    """Return the speech of a server, where nobody in it has just acted."""
    guild = client.get_guild(guild_id)
    return speech_in(str((guild.preferred_locale if guild else discord.Locale.american_english).value))


_NAMES = {Location.command_name, Location.group_name, Location.parameter_name}


class CommandTranslator(app_commands.Translator):
    """Translates what describes a command; its name and its options' are English everywhere, as people tell others."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        if context.location in _NAMES:
            return None
        if locale is discord.Locale.american_english:  # which Discord also shows to British readers
            return string.message
        speech = speech_in(locale.value)
        return speech(string.message) if speech.is_translated else None
