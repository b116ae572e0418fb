"""The controls of results; what they do is in `handlers.py`."""

from bot.ui.common.controls import AnyButton, button
from bot.ui.common.languages import Speech

DETAILS = button("details:{poll:int}")
DETAILS_PAGE = button("details-page:{poll:int}:{page:int}")
CHECK_RESULT = button("check-result:{poll:int}")
"""Shows the seal of a result, and what else one needs to check it."""
SHIFT_DETAILS = button("shift-details:{poll:int}")
SHIFT_DETAILS_PAGE = button("shift-details-page:{poll:int}:{page:int}")
"""Both name a shift by its later poll."""


def details_button(poll_id: int, speech: Speech) -> AnyButton:
    """Return the button that shows all figures of a result, privately."""
    return DETAILS(speech("See details"), poll=poll_id)


def shift_details_button(poll_id: int, speech: Speech) -> AnyButton:
    """Return the button that shows all that is told of a shift, privately."""
    return SHIFT_DETAILS(speech("See details"), poll=poll_id)
