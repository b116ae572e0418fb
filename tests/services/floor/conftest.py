"""What opens a floor and asks to speak in it."""

import pytest

from bot.services.floor import asking, opening

CHANNEL = 42


@pytest.fixture
def open_floor(context, debate, moderator):  # noqa: ARG001  a floor needs a debate
    """Return what opens a floor as a moderator."""

    async def open_it(**given):
        return await opening.open_floor(context, moderator(), channel_id=CHANNEL, **given)

    return open_it


@pytest.fixture
def ask(context, person):
    """Return what asks to speak, by name."""

    async def ask_it(name, side=None, **given):
        return await asking.ask(context, person(name), None, side, **given)

    return ask_it
