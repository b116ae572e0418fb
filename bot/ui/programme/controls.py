"""The controls of the programme as everybody sees it; what they do is in `handlers.py`."""

from bot.ui.common.controls import button

PROGRAMME = button("programme")
"""Opens the programme in a message of its own."""
PROGRAMME_PAGE = button("programme-page:{page:int}")
"""Shows another page of it, counted from 0."""
