"""The controls of a floor; what they do is in `handlers.py` and `moderator_handlers.py`.

`shown` is the number of the newest turn that the page showed, so that two moderators who press at once move one turn.
"""

from bot.ui.common.controls import button, menu, people_menu

NEW = "new"
"""The step of a button that opens the speakers' list in a message of its own, instead of turning its page."""

ASK = button("floor-ask:{floor:int}:{side:for|against|neutral|none}")
REPLY = button("floor-reply:{floor:int}:{turn:int}")
WITHDRAW = button("floor-withdraw:{floor:int}")
MOVE_ON = button("floor-move-on:{floor:int}")
SPEAKERS = button("floor-speakers:{floor:int}:{page:int}:{step:word}")
"""`step` also tells apart two buttons that lead to the same page."""

OPEN = button("floor-open")
"""Opens a floor with the usual settings, from the run sheet."""
NEXT = button("floor-next:{floor:int}:{shown:int}[:{sheet:int}]")
"""Calls the next speaker; with `sheet` 1 the page that was tapped is the run sheet."""
CONTROLS = button("floor-controls:{floor:int}")
"""Shows the moderators' controls, or brings them up to date."""
PAUSE = button("floor-pause:{floor:int}:{shown:int}")
RESUME = button("floor-resume:{floor:int}:{shown:int}")
MORE_TIME = button("floor-more-time:{floor:int}:{shown:int}")
END_TURN = button("floor-end-turn:{floor:int}:{shown:int}")
GIVE = people_menu("floor-give:{floor:int}:{shown:int}")
REMOVE = menu("floor-remove:{floor:int}:{_page:int}")
"""Takes whom is picked out of the speakers' list."""
CLOSE_LIST = button("floor-list:{floor:int}:{closed:yes|no}")
CLOSE = button("floor-close:{floor:int}")
"""Asks first; the next one does it, for a page that was shown at that second since 1970."""
CLOSE_NOW = button("floor-close-now:{floor:int}:{shown:int}")
