"""How people in tests vote: from the ballot card, through the private ballot."""

import re

from bot.ui.polls.answer_letters import letters


def custom_ids(message) -> list[str]:
    """Return the custom_ids of all that can be tapped on a message."""
    found = []

    def walk(components) -> None:
        for component in components:
            found.extend([component["custom_id"]] if "custom_id" in component else [])
            walk(component.get("components", ()))
            walk([component["accessory"]] if "accessory" in component else ())

    walk(component if isinstance(component, dict) else component.to_dict() for component in message.components)
    return found


def poll_of(card) -> int:
    """Return the id of a ballot card's poll."""
    return next(int(one.split(":")[1]) for one in custom_ids(card) if one.startswith("own:"))


async def turn_to(person, page, poll_id, item):
    """Turn the pages of a private ballot until an item is there, and return its page."""
    while not any(re.match(rf"(pick|ask|picks|draft):{poll_id}:{item}(:|$)", one) for one in custom_ids(page)):
        ways = [f"turn:{poll_id}:to:{item}", *_on(page)]
        page = (await person.click(page, custom_id=next(way for way in ways if way in custom_ids(page)))).response
    return page


async def summary_of(person, card):
    """Open a private ballot and go on to its end."""
    page = (await _opened(person, card)).response
    while on := _on(page):
        page = (await person.click(page, custom_id=on[0])).response
    return page


def _opened(person, card):
    """Tap *Vote*, whatever it is called in the person's language."""
    return person.click(card, custom_id=f"ballot:{poll_of(card)}")


def _on(page):
    return [one for one in custom_ids(page) if re.match(r"turn:\d+:on:|answers:", one)]


async def vote(person, card, poll, options, item=None):
    """Vote, and return what the last tap brought. Options are labels or ids; none is an abstention from `item`."""
    opened = await _opened(person, card)
    is_refused = opened.response is None or f"live:{poll and poll.question}" in str(custom_ids(opened.response))
    if poll is None or is_refused or not opened.response.components:
        return opened
    wanted = next(
        one
        for one in poll.items
        if item in {None, one.key}
        and {*options} <= {text for option in one.options for text in (option.id, option.label)}
    )
    page = await turn_to(person, opened.response, poll.id, wanted.key)
    picks = [next(one.id for one in wanted.options if name in {one.id, one.label}) for name in options]
    menu = f"picks:{poll.id}:{wanted.key}"
    if picks and menu in custom_ids(page):
        return await person.select(page, picks, custom_id=menu)
    for place in range(len(picks)):
        answer = letters(wanted.options, tuple(picks[: place + 1]))
        draft = next((one for one in custom_ids(page) if re.fullmatch(rf"draft:.*:{answer}", one)), None)
        if draft:
            page = (await person.click(page, custom_id=draft)).response
    answer = letters(wanted.options, tuple(picks))
    cast = rf"(pick|ask):{poll.id}:{wanted.key}:{answer}"
    return await person.click(page, custom_id=next(one for one in custom_ids(page) if re.fullmatch(cast, one)))
