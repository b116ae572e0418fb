"""The form in which up to five options are put in order."""

from typing import Any

import discord
from discord import ui

from bot.domain.kind import Answer
from bot.domain.polls import Item, Poll
from bot.ui.common.languages import Speech
from bot.ui.common.modals import Sent
from bot.ui.common.poll_words import poll_heading
from bot.ui.common.text import clipped, ordinal
from bot.ui.polls.controls import ORDER_FORM

MOST_FIELDS = 5
"""Discord's limit for a form."""


def order_form(poll: Poll, item: Item, answer: Answer, speech: Speech) -> ui.Modal:
    """Return the form, with a menu for each place, filled in with an answer."""
    title = clipped(poll_heading(poll, speech) + " · " + speech("My order"), 45)
    form = ORDER_FORM(title, poll=poll.id, item=item.key)
    so_far = dict(enumerate(answer))
    for place in range(len(item.options)):
        options = [
            discord.SelectOption(value=option.id, label=option.label, default=option.id == so_far.get(place))
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


def ordered(sent: Sent) -> tuple[str, ...]:
    """Return the order that a form holds, the first place first; places left empty are closed up."""
    places = [sent.get(f"place-{place}") for place in range(MOST_FIELDS)]
    return tuple(str(values[0]) for values in places if isinstance(values, list) and values)
