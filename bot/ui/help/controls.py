"""The controls of the help, which other pages have as well; what they do is in `handlers.py`."""

from bot.ui.common.controls import button

HOW_TO_VOTE = button("how-to-vote")
STORED = button("stored")
ABOUT_CONTENT = button("about-content")
