"""The controls of ballot papers and private ballots; what they do is in `handlers.py` and `ranking_handlers.py`."""

from bot.ui.common.controls import button, form, menu

ABSTAIN = "-"
"""In place of an option's id: the button to abstain."""

VOTE = button("vote:{poll:int}:{item:key}:{option:key}", casts_vote=True)
MENU = menu("menu:{poll:int}:{item:key}", casts_vote=True)
OWN_BALLOT = button("own:{poll:int}")
WITHDRAW = button("withdraw:{poll:int}")
REPOST = button("repost:{poll:int}")
CANCEL = button("cancel-poll:{poll:int}:{stage:open|closed|public}")
"""Cancels a poll that is still at the stage that the page shows."""
REOPEN = button("reopen:{poll:int}:{closed:int}")
"""Takes back the closing that the page shows, by its time."""
KEEP = button("keep")
"""Answers a page that asks whether to do something: nothing is done."""

ORDER = button("order:{poll:int}:{item:key}")
ORDER_FORM = form("places:{poll:int}:{item:key}", casts_vote=True)

# An order so far, and the answer that counted when the page was opened; see `order_digits.py`. `how` tells
# apart two buttons that lead to the same order.
STEP = button("step:{poll:int}:{item:key}:{_how:word}:{order:digits?}:{counted:digits|abstain|none}")
FINISH = button("finish:{poll:int}:{item:key}:{order:digits}:{counted:digits|abstain|none}", casts_vote=True)
