"""The controls of `/debate`; what they do is in `handlers.py`."""

from bot.ui.common.controls import button

ASK_TO_CLOSE = button("debate-ask-to-close")
CLOSE_DEBATE = button("debate-close:{debate:int}:{shown:int}")
"""Closes the debate, on a page that was shown at that second since 1970."""
CONSOLE_OFF = button("console-off")
"""Takes the run sheet out of the channel that has it."""
KEEP_DEBATE = button("debate-keep")
