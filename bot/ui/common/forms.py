"""Forms. What they send back is read from the interaction, not from the form, so that a restart loses no text."""

from typing import Any

import discord
from discord import ui

from bot.domain.polls import Secrecy
from bot.domain.responses import MOST_CHARACTERS
from bot.services.polls.voting import Draft
from bot.services.responses.responses import Writing
from bot.ui.common import custom_ids
from bot.ui.common.languages import Speech
from bot.ui.common.text import clipped, option_name, ordinal, poll_heading

MOST_FIELDS = 5
"""Discord's limit for a form."""


def response_form(writing: Writing, speech: Speech) -> ui.Modal:
    """Return the form in which a response is written, which says who will read it."""
    question = writing.question
    form = ui.Modal(
        title=speech("Question {letter}: say what you think", letter=question.upper())[:45],
        custom_id=custom_ids.response_form(question),
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
            description=_readers(writing, speech),
            component=text,
        )
    )
    return form


def _readers(writing: Writing, speech: Speech) -> str:
    """Say who will read a response, in the 100 characters that Discord allows."""
    named = writing.secrecy is Secrecy.NAMED
    if writing.review and named:
        return speech("A moderator reads it first, then others, under your name. /mydata delete erases it.")
    if writing.review:
        return speech("A moderator reads it first, and decides whether others can. /mydata delete erases it.")
    if named:
        return speech("Others can read it under your name, with /responses. /mydata delete erases it.")
    return speech("Others can read it with /responses. You can delete it with /mydata delete.")


def order_form(draft: Draft, speech: Speech) -> ui.Modal:
    """Return the form in which up to five options are put in order: a menu for each place."""
    item = draft.item
    title = poll_heading(draft.poll, speech) + " · " + speech("My order")
    form = ui.Modal(
        title=clipped(title, 45),
        custom_id=custom_ids.order_form(draft.poll.id, item.key),
    )
    so_far = dict(enumerate(draft.answer or ()))
    for place in range(len(item.options)):
        options = [
            discord.SelectOption(value=option.id, label=option_name(option), default=option.id == so_far.get(place))
            for option in item.options
        ]
        menu: ui.Select[Any] = ui.Select(
            custom_id=f"place-{place}", options=options, min_values=0 if place else 1, required=place == 0
        )
        form.add_item(
            ui.Label(
                text=speech("{place} place", place=ordinal(place, speech)),
                description=None if place else clipped(item.title, 100),
                component=menu,
            )
        )
    return form


def ordered(interaction: discord.Interaction) -> tuple[str, ...]:
    """Return what stands in the places of such a form, the first place first; places left empty are closed up."""
    found = sent(interaction)
    places = [found.get(f"place-{place}") for place in range(MOST_FIELDS)]
    return tuple(str(values[0]) for values in places if isinstance(values, list) and values)


def written(interaction: discord.Interaction) -> dict[str, str]:
    """Return the texts of a form that was sent, by the custom_id of their fields."""
    return {name: text for name, text in sent(interaction).items() if isinstance(text, str)}


def sent(interaction: discord.Interaction) -> dict[str, Any]:
    """Return what a form holds that was sent, texts and lists of values, by the custom_id of their fields."""
    found: dict[str, Any] = {}

    def walk(components: list[dict[str, Any]]) -> None:
        for component in components:
            if "custom_id" in component:
                found[component["custom_id"]] = component.get("value", component.get("values"))
            walk(component.get("components", []))
            walk([component["component"]] if "component" in component else [])

    data: dict[str, Any] = dict(interaction.data or {})
    walk(data.get("components", []))
    return found
