"""The controls of the run sheet; what they do is in `handlers.py`."""

from discord import ButtonStyle

from bot.ui.common.controls import AnyButton, button, menu
from bot.ui.common.languages import Speech

RUN_SHEET = button("run-sheet")
OPEN = button("run-open:{debate:int}:{question:letter}:{round:main|before|after}")
OPEN_ANOTHER = menu("run-open-another:{debate:int}")
"""Opens what is picked: a question and a round, as `b:main`."""
EXTEND = button("run-extend:{poll:int}:{deadline:int}")
"""Gives a poll more time, counted from the deadline that the run sheet shows; 0 is none."""
CLOSE = button("run-close:{poll:int}")
PUBLISH = button("run-publish:{poll:int}")
"""Both ask first; the next two do it, for a page that was shown at that second since 1970."""
CLOSE_NOW = button("run-close-now:{poll:int}:{shown:int}")
PUBLISH_NOW = button("run-publish-now:{poll:int}:{shown:int}")
REOPEN = button("run-reopen:{poll:int}:{closed:int}")
"""Opens a poll again that was closed by mistake at that second since 1970."""
LEAVE = button("run-leave")
"""Leaves things as they are, and goes back to the run sheet."""
REPOST = button("run-repost:{poll:int}")
SHIFT = button("run-shift:{debate:int}:{question:letter}")
ASK_TO_SET_ASIDE = button("run-set-aside:{poll:int}")
SET_ASIDE = button("set-aside:{poll:int}")

STEP_DO = button("run-step:{debate:int}:{changes:int}:{step:int}:{act:word}:{about:int}:{turn:int}:{since:int}")
"""Does what its label says in a programme that was moved `changes` times and is at a step, for what was there at that
second since 1970. `about` is a poll, a floor or a step, and `turn` the newest turn of that floor."""
END_FLOOR_NOW = button("run-end-floor:{floor:int}:{shown:int}")
"""Closes a floor, after a question that was shown at that second since 1970."""
END_STATEMENTS_NOW = button("run-end-statements:{set:int}:{shown:int}")
"""Closes statements, likewise."""
STEP_SKIP = button("run-skip:{debate:int}:{changes:int}:{step:int}:{since:int}")
STEP_BACK = menu("run-back:{debate:int}:{changes:int}:{step:int}")
STEP_MORE_TIME = button("run-more-time:{debate:int}:{changes:int}:{step:int}")
STEP_RETIME = button("run-retime:{debate:int}:{changes:int}:{step:int}")
"""Asks; the next one does it, for a page that was shown at that second since 1970."""
STEP_RETIME_NOW = button("run-retime-now:{debate:int}:{changes:int}:{step:int}:{shown:int}")


def run_sheet_button(speech: Speech) -> AnyButton:
    """Return the button that shows the run sheet."""
    return RUN_SHEET(speech("Show the run sheet"), style=ButtonStyle.primary)
