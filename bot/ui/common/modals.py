"""Reading a form that was sent."""

from collections.abc import Mapping
from typing import Any

import discord

Sent = Mapping[str, str | list[str] | None]
"""What a form holds, by the custom_id of its inputs: texts, and lists of what was picked."""


def sent(interaction: discord.Interaction) -> Sent:
    """Return what a form holds that was sent."""
    found: dict[str, str | list[str] | None] = {}

    def walk(components: list[dict[str, Any]]) -> None:
        for component in components:
            if "custom_id" in component:
                found[component["custom_id"]] = component.get("value", component.get("values"))
            walk(component.get("components", []))
            walk([component["component"]] if "component" in component else [])

    data: dict[str, Any] = dict(interaction.data or {})
    walk(data.get("components", []))
    return found
