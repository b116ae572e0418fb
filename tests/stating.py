"""How people in tests write statements, vote on them, and open and close them."""

import re

from ballots import custom_ids

from bot.domain.people import Person
from bot.services.statements import results, review

SEEDS = 8
"""How many statements the pack begins question A with."""


async def opened(room, question="a", round_="main"):
    """Open a question's statements from the run sheet, and return the room's card."""
    sheet = (await room.mod.slash(room.channel, "poll status")).response
    shown = (await room.mod.click(sheet, custom_id="statement-sheet:new")).response
    menus = [found for found in custom_ids(shown) if found.startswith("open-statements:")]
    await room.mod.select(shown, [f"{question}:{round_}"], custom_id=menus[0 if round_ == "main" else -1])
    return next(one for one in room.channel.history() if f"statements:{question}" in custom_ids(one))


async def vote(person, card, stance, times=99):
    """Vote on statements one after the other, on all unless it says how many; return the private card."""
    private = (await person.click(card, custom_id="statements:a")).response
    while times and (taps := [found for found in custom_ids(private) if re.search(f":{stance}(:|$)", found)]):
        await person.click(private, custom_id=taps[0])
        times -= 1
        going_on = [found for found in custom_ids(private) if found.startswith("next-statement:")]
        if times and going_on:
            await person.click(private, custom_id=going_on[0])
    return private


def person(room, member):
    """Return a member as the services know them."""
    return Person(room.guild.id, member.id, member.name)


async def tap(member, message, begins):
    """Tap the button whose custom_id begins like this, and return what comes of it."""
    return await member.click(message, custom_id=next(one for one in custom_ids(message) if one.startswith(begins)))


async def tap_menu(member, message, begins, picked):
    """Pick from the menu whose custom_id begins like this."""
    menu = next(one for one in custom_ids(message) if one.startswith(begins))
    return await member.select(message, [picked], custom_id=menu)


async def shown_to(room, question):
    """Return the statements that people can vote on, the newest first."""
    administrator = Person(room.guild.id, room.marta.id, "marta", is_administrator=True)
    return (await review.shown_statements(room.context, administrator, question, 0)).statements


async def status_of(room):
    (status,) = await results.sets_in_debate(room.context, person(room, room.mod), "a")
    return status


async def add(room, person, text):
    """Add a statement, and return what is answered."""
    opened_form = await person.slash(room.channel, "statement", question="a")
    (field,) = [label["component"]["custom_id"] for label in opened_form.modal["components"]]
    return (await person.submit_modal(opened_form, {field: text})).response


async def close(room):
    sheet = (await room.mod.slash(room.channel, "poll status")).response
    shown = (await room.mod.click(sheet, custom_id="statement-sheet:new")).response
    ask = next(found for found in custom_ids(shown) if found.startswith("close-statements:"))
    await room.mod.click(shown, custom_id=ask)
    await room.env.advance_time(3)
    now = next(found for found in custom_ids(shown) if found.startswith("close-statements-now:"))
    await room.mod.click(shown, custom_id=now)
