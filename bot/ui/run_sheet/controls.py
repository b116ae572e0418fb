"""The controls of the run sheet; what they do is in `handlers.py`."""

from discord import ButtonStyle

from bot.ui.common.controls import AnyButton, button
from bot.ui.common.languages import Speech

RUN_SHEET = button("run-sheet")
OPEN = button("run-open:{debate:int}:{question:letter}:{round:main|before|after}")
EXTEND = button("run-extend:{poll:int}:{deadline:int}")
"""Gives a poll more time, counted from the deadline that the run sheet shows; 0 is none."""
CLOSE = button("run-close:{poll:int}")
PUBLISH = button("run-publish:{poll:int}")
REPOST = button("run-repost:{poll:int}")
SHIFT = button("run-shift:{debate:int}:{question:letter}")
ASK_TO_SET_ASIDE = button("run-set-aside:{poll:int}")
SET_ASIDE = button("set-aside:{poll:int}")


def run_sheet_button(speech: Speech) -> AnyButton:
    """Return the button that shows the run sheet."""
    return RUN_SHEET(speech("Show the run sheet"), style=ButtonStyle.primary)
