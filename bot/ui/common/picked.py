"""Reading what was picked in a menu, which may be forged."""

import re

from bot.domain.refusals import NotFound
from bot.domain.texts import say
from bot.ui.common.templates import NUMBER


def list_has_changed() -> NotFound:
    """Say that the list does not have what was picked."""
    return NotFound(say("The list has changed since you opened it. Open it again."))


def number_picked(picked: tuple[str, ...]) -> int:
    """Return the number that was picked. Raises NotFound if it is none."""
    if not re.fullmatch(NUMBER, picked[0]):
        raise list_has_changed()
    return int(picked[0])
