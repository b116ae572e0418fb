"""Sentences in the reader's language. English is the source; a language is one more catalogue under `bot/locale/`."""

import gettext
from collections.abc import Collection
from functools import cache, lru_cache
from pathlib import Path

import discord
from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal, format_percent
from discord import app_commands

from bot.domain.texts import Text

CATALOGUE = "debate-bot"
FOLDER = Path(__file__).parents[1] / "locale"


class Speech:
    """One language's sentences and figures."""

    def __init__(self, language: str, folder: Path = FOLDER) -> None:
        self.language = language
        base = language.split("-", maxsplit=1)[0]
        self._catalogue = gettext.translation(CATALOGUE, folder, [language.replace("-", "_"), base], fallback=True)
        try:
            self._locale = Locale.parse(language, sep="-")
        except (UnknownLocaleError, ValueError):
            self._locale = Locale("en")

    def __call__(self, msgid: str, /, **values: object) -> str:
        """Say a sentence of the catalogue."""
        return self.text(Text(msgid, values))

    def many(self, singular: str, plural: str, /, *, count: int, **values: object) -> str:
        """Say a sentence of the catalogue that depends on `count`."""
        return self.text(Text(singular, {"count": count, **values}, plural))

    def text(self, text: Text) -> str:
        """Say a Text, with the Texts among its values."""
        values = {name: self.text(value) if isinstance(value, Text) else value for name, value in text.values.items()}
        if text.plural is None:
            return self._catalogue.gettext(text.msgid).format(**values)
        count = text.values["count"]
        if not isinstance(count, int):
            raise TypeError(f"count is {count!r}")
        sentence = self._catalogue.ngettext(text.msgid, text.plural, count)
        return sentence.format(**values | {"count": self.number(count)})

    def number(self, value: int) -> str:
        """Write a whole number with the language's separators."""
        return _whole_number(value, self._locale)

    def percent(self, share: float) -> str:
        """Write a share of 0 to 1 as whole percent."""
        return format_percent(share, locale=self._locale)


@lru_cache(maxsize=4096)  # pages say the same numbers again and again
def _whole_number(value: int, locale: Locale) -> str:
    return format_decimal(value, locale=locale)


@cache
def speech_in(language: str) -> Speech:
    """Return the speech of a language such as `fr` or `en-GB`."""
    return Speech(language)


def languages_heard(written: Collection[str]) -> dict[str, str]:
    """Return in what languages of Discord's a pack with texts in these is read, by what it is read in.

    Of those that are served the same texts, it is the one with the longest figures.
    """
    found: dict[tuple[str, ...], str] = {}
    for locale in discord.Locale:
        names = locale.value, locale.value.split("-", maxsplit=1)[0]
        served = (
            *(name for name in names if name in written),
            *(f"({name})" for name in names if _is_translated(name)),
        )
        found[served] = max(found.get(served, locale.value), locale.value, key=_width_of_figures)
    return {(served or ("en",))[0].strip("()"): language for served, language in found.items()}


def _is_translated(language: str) -> bool:
    return (FOLDER / language.replace("-", "_")).is_dir()


def _width_of_figures(language: str) -> tuple[int, int]:
    speech = speech_in(language)
    figures = speech.percent(1) + speech.number(10**6)
    return len(figures), len(figures.encode())


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
