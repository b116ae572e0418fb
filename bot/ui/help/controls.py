"""The control that other pages have of the help; what it does is in `handlers.py`."""

from bot.ui.common.controls import button

HOW_TO_VOTE = button("how-to-vote")
