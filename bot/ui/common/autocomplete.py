"""Offering what fits while people type, and questions first of all, which most commands take."""

from collections.abc import Iterable

import discord
from discord import app_commands

from bot.ui.common.bot import context_of
from bot.ui.common.languages import speech_for

MOST_CHOICES = 25
MOST_NAME = 100

Typed = app_commands.Range[str, 1, 256]
"""What people type to name something; 256 characters are the longest title that a pack may have."""


def matching(typed: str, offers: Iterable[tuple[str, str, str]]) -> list[app_commands.Choice[str]]:
    """Choose among (value, name, searched text) what fits: names that begin with it first, then what contains it."""
    wanted = typed.strip().casefold()
    fitting = [(value, name) for value, name, searched in offers if wanted in f"{name} {searched} {value}".casefold()]
    fitting.sort(key=lambda offer: not offer[1].casefold().startswith(wanted))
    return [app_commands.Choice(name=_short(name), value=value) for value, name in fitting[:MOST_CHOICES]]


def _short(name: str) -> str:
    return name if len(name) <= MOST_NAME else f"{name[: MOST_NAME - 1]}…"


async def questions_typed(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Offer questions by letter and title."""
    language = speech_for(interaction).language
    questions = context_of(interaction).library.questions
    return matching(
        typed, ((q.id, f"{q.id.upper()} · {q.title.say(language)}", q.asks.say(language)) for q in questions)
    )
