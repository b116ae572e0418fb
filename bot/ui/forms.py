"""Forms. What they send back is read from the interaction, not from the form, so that a restart loses no text."""

from typing import Any

import discord
from discord import ui

from bot.domain.responses import MOST_CHARACTERS
from bot.ui import custom_ids
from bot.ui.speech import Speech

LIFETIME = 60.0
"""Seconds that discord.py keeps a form in memory; the answer is understood long after."""


def response_form(question: str, speech: Speech) -> ui.Modal:
    """Return the form in which a response is written."""
    form = ui.Modal(
        title=speech("Question {letter}: say what you think", letter=question.upper())[:45],
        custom_id=custom_ids.response_form(question),
        timeout=LIFETIME,
    )
    text: ui.TextInput[Any] = ui.TextInput(
        style=discord.TextStyle.paragraph,
        custom_id="text",
        max_length=MOST_CHARACTERS,
        placeholder=speech("A reason, an argument, another option…"),
    )
    form.add_item(
        ui.Label(
            text=speech("Your response"),
            description=speech("Others can read it with /responses. You can delete it with /mydata delete."),
            component=text,
        )
    )
    return form


def written(interaction: discord.Interaction) -> dict[str, str]:
    """Return the texts of a form that was sent, by the custom_id of their fields."""
    found: dict[str, str] = {}

    def walk(components: list[dict[str, Any]]) -> None:
        for component in components:
            if "value" in component and "custom_id" in component:
                found[component["custom_id"]] = str(component["value"])
            walk(component.get("components", []))
            walk([component["component"]] if "component" in component else [])

    data: dict[str, Any] = dict(interaction.data or {})
    walk(data.get("components", []))
    return found
