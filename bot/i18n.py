"""Sentences in the reader's language. English is the source; a language is one more catalogue under `bot/locale/`.

Catalogues are read as translators write them, in 20 ms each when a process first speaks the language. Compiled ones
would save no time that anybody notices, and could be older than what they are compiled from.
"""

import gettext
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from bot.domain.shares import PERCENT, TENTHS, rounded
from bot.domain.texts import Text

CATALOGUE = "debate-bot"
FOLDER = Path(__file__).parent / "locale"


class Speech:
    """One language's sentences and figures.

    Attributes:
        language: as Discord or a person names it, `fr` or `en-GB`.
        is_translated: whether there is a catalogue; without one, sentences are said in English.
    """

    def __init__(self, language: str, folder: Path = FOLDER) -> None:
        self.language = language
        file = _catalogue_file(language, folder)
        self.is_translated = file is not None
        self._catalogue = _read(file) if file else gettext.NullTranslations()
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

    def percent(self, share: Fraction) -> str:
        """Write a share of 0 to 1 as whole percent."""
        return format_percent(Decimal(rounded(share, PERCENT)) / PERCENT, locale=self._locale)

    def percent_with_tenths(self, share: Fraction) -> str:
        """Write a share of 0 to 1 as percent with one digit behind the point."""
        pattern = self._locale.percent_formats[None].pattern.replace("#,##0", "#,##0.0")
        return format_percent(Decimal(rounded(share, TENTHS)) / TENTHS, pattern, locale=self._locale)

    def tenths(self, number: int) -> str:
        """Write so many tenths with one digit behind the point."""
        return format_decimal(Decimal(number) / 10, "#,##0.0", locale=self._locale)

    def day(self, at: datetime) -> str:
        """Write a date; in English with its month as a word, as people read numbers in two ways."""
        layout = "d MMMM y" if self._locale.language == "en" else "long"
        return format_date(at.astimezone(UTC), layout, locale=self._locale)

    def minute(self, at: datetime) -> str:
        """Write an instant in UTC."""
        return f"{self.day(at)}, {at.astimezone(UTC):%H:%M}"


def _catalogue_file(language: str, folder: Path) -> Path | None:
    """Return the file that translates into a language such as `fr-CA`: its own, or that of `fr`."""
    names = language.replace("-", "_"), language.split("-", maxsplit=1)[0]
    files = (folder / name / "LC_MESSAGES" / f"{CATALOGUE}.po" for name in names)
    return next((file for file in files if file.is_file()), None)


def _read(file: Path) -> gettext.GNUTranslations:
    compiled = BytesIO()
    with file.open("rb") as opened:
        write_mo(compiled, read_po(opened, abort_invalid=True))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@lru_cache(maxsize=4096)  # pages say the same numbers again and again
def _whole_number(value: int, locale: Locale) -> str:
    return format_decimal(value, locale=locale)


@cache
def speech_in(language: str) -> Speech:
    """Return the speech of a language such as `fr` or `en-GB`."""
    return Speech(language)


@cache
def languages() -> dict[str, str]:
    """Return the languages that everything can be said in, each by its code and with its own name."""
    files = FOLDER.glob(f"*/LC_MESSAGES/{CATALOGUE}.po")
    codes = ["en", *sorted(file.parents[1].name.replace("_", "-") for file in files)]
    return {code: (Locale.parse(code, sep="-").language_name or code).capitalize() for code in codes}


DEFAULT_LANGUAGE = "en-US"
ENGLISH = speech_in(DEFAULT_LANGUAGE)
"""For files that are made where there is no reader yet."""
